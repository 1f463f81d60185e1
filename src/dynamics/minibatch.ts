import { failure } from '../base/wording.js'
import type { DrawnSamples } from '../compile/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  nodeCount,
  rational,
  square,
  substituteAll,
  subtract,
} from '../expression/index.js'
import { type Model, residualsOf, sampleLossOf, samplesOf } from '../model/index.js'
import {
  aliasTable,
  drawingWithoutReplacement,
  drawWithReplacement,
  type RandomStream,
  weightedIndices,
} from '../numeric/index.js'
import { type Drawn, drawnFor, drawOnce } from './perturbation/drawn.js'
import type { ExtraData, FreshLabels } from './perturbation/perturbation.js'
import { samplesWith } from './perturbation/samples.js'
import { noExtra, variablesOf } from './perturbation/variables.js'
import { type BatchChoice, refusesSampling } from './sampling.js'

/** Fresh noise σsξ in the label of every member of a batch. */
export interface BatchLabels extends FreshLabels {
  readonly strength: Expression
  /** What symbols among the factors s stand for, sample by sample. */
  readonly extra: ExtraData
}

/** The loss of one random batch, (1/B) Σ_{i∈S} ℓᵢ. */
export interface MinibatchLoss {
  readonly loss: Expression
  /** What is drawn: the data of the members, or without data how often each residual occurs; then noise in the labels. */
  readonly variables: readonly Expression[]
  /** The noise in the labels alone. */
  readonly labels: Pick<Drawn, 'symbols' | 'laws'>
  /** Writes variables for so many steps, step after step. */
  draw(random: RandomStream, out: Float64Array, steps: number): void
  /** All batches as rows of variables, with how likely they are; nothing where they are too many to be listed. */
  readonly batches: DrawnSamples | undefined
}

/** Why no such batches can be drawn from the samples of the model. */
export function refusesBatch({ loss: { count } }: Model, batch: BatchChoice): string | undefined {
  const { size, replacement, probabilities } = batch
  const can = Number.isInteger(size) && size >= 1 && (replacement || size <= count)
  if (!can) return `no batches of ${size} can be drawn from ${count} samples`
  if (probabilities !== undefined && probabilities.length !== count)
    return `there are ${probabilities.length} probabilities for ${count} samples`
  return refusesSampling(batch)
}

/** Why batches of the samples of the model are no noise of mean 0 in its loss. */
export function refusesBatchNoise(model: Model, batch: BatchChoice): string | undefined {
  if (batch.probabilities !== undefined)
    return 'steps on samples with different probabilities do not descend the loss on average, as noise of mean 0 in it would'
  return refusesBatch(model, batch)
}

/**
 * @throws RangeError for a batch that cannot be drawn from the samples of the model
 * @throws ProblemError `too-large` for a batch of more samples than can be written out
 */
export function minibatchLoss(model: Model, batch: BatchChoice, labels?: BatchLabels): MinibatchLoss {
  const { size } = batch
  const { count } = model.loss
  const reason = refusesBatch(model, batch)
  if (reason !== undefined) throw new RangeError(reason)
  const { loss, variables, write, drawn } =
    model.data === undefined ? byMultiplicity(model, size, labels) : byData(model, size, labels)
  const drawing = drawingOf(batch, count)
  const members = new Uint32Array(size)
  const width = variables.length
  const whole = width + drawn.symbols.length
  return {
    loss,
    variables: [...variables, ...drawn.symbols],
    labels: drawn,
    draw(random, out, steps) {
      for (let step = 0; step < steps; step++) {
        drawing(random, members)
        write(members, out, step * whole)
        drawOnce(drawn.laws, random, 1, out, step * whole + width)
      }
    },
    get batches() {
      const all = listed(count, batch, mostNumbers / width)
      if (all === undefined) return undefined
      const table = new Float64Array(all.length * width)
      all.forEach((members, k) => write(members, table, k * width))
      const listing = { symbols: variables, table, count: all.length }
      const { probabilities } = batch
      if (probabilities === undefined) return listing
      const weights = probabilities.map(rational.toNumber)
      const likely = all.map((members) => members.reduce((product, i) => product * weights[i]!, 1))
      return { ...listing, choice: aliasTable(likely) }
    },
  }
}

/** A table of batches is kept in memory, once for each thread. */
const mostNumbers = 500_000

/** In nodes of the loss of a batch. */
const longest = 50_000

interface Members {
  readonly loss: Expression
  /** Of the batch, without noise in the labels. */
  readonly variables: readonly Expression[]
  readonly drawn: Pick<Drawn, 'symbols' | 'laws'>
  /** Writes the variables for a batch of these members. */
  write(members: ArrayLike<number>, out: Float64Array, at: number): void
}

// Every member has its own copy of the data symbols: a step costs as much as the batch, however many samples there are.
function byData(model: Model, size: number, labels: BatchLabels | undefined): Members {
  const { graph, data } = model
  const { symbols, table } = samplesWith(samplesOf(data!), labels?.extra ?? noExtra)
  const sample = sampleLossOf(model)
  const nodes = size * nodeCount([sample])
  if (nodes > longest)
    throw failure('too-large', {
      what: `a batch of ${size} samples`,
      size: nodes,
      limit: longest,
      unit: 'nodes',
    })
  const copies = Array.from({ length: size }, (_, j) =>
    symbols.map((_symbol, k) => graph.symbol(`§x[${j + 1},${k + 1}]`)),
  )
  const noises = copies.map((_, j) => labelsOf(model, labels, j))
  const losses = copies.map(
    (copy, j) =>
      substituteAll([noises[j]?.loss ?? sample], new Map(symbols.map((symbol, k) => [symbol, copy[k]!])))[0]!,
  )
  const width = symbols.length
  return {
    loss: divide(losses.reduce(add, graph.zero), size),
    variables: copies.flat(),
    drawn: {
      symbols: noises.flatMap((noise) => noise?.drawn.symbols ?? []),
      laws: noises.flatMap((noise) => noise?.drawn.laws ?? []),
    },
    write(members, out, at) {
      for (let j = 0; j < size; j++)
        for (let k = 0; k < width; k++) out[at + j * width + k] = table[members[j]! * width + k]!
    },
  }
}

/** The loss of one sample with noise in its labels, that of member j of the batch. */
function labelsOf(
  { graph, loss }: Model,
  labels: BatchLabels | undefined,
  j: number,
): { loss: Expression; drawn: Drawn } | undefined {
  if (labels === undefined || loss.kind !== 'squares') return undefined
  const noise = variablesOf(graph, loss.residuals.length, labels.law)
  const drawn = drawnFor(noise, labels.strength, (k) => `§ζ[${j + 1};${k + 1}]`)
  const noisy = loss.residuals.map((r, k) =>
    square(subtract(r, scaled(labels, k, drawn.values.get(noise.symbols[k]!)!))),
  )
  return { loss: multiply(graph.constant('1/2'), graph.sum(noisy)), drawn }
}

function scaled({ factors }: BatchLabels, k: number, noise: Expression): Expression {
  return factors === undefined ? noise : multiply(factors[k]!, noise)
}

// Without data the samples are the residuals, or the loss is one sample. A residual that is drawn m times has the sum of m
// independent noises in its label, which for normal ones is √m times one.
function byMultiplicity(model: Model, size: number, labels: BatchLabels | undefined): Members {
  if (labels !== undefined) return labelledByMultiplicity(model, size, labels)
  const { graph, loss } = model
  const half = graph.constant('1/2')
  const losses = residualsOf(model)?.map((r) => multiply(half, square(r))) ?? [sampleLossOf(model)]
  const variables = losses.map((_, i) => graph.symbol(`§m[${i + 1}]`))
  const terms = losses.map((each, i) => multiply(variables[i]!, each))
  return {
    loss: divide(terms.reduce(add, graph.zero), size),
    variables,
    drawn: { symbols: [], laws: [] },
    write(members, out, at) {
      out.fill(0, at, at + loss.count)
      for (let j = 0; j < size; j++) out[at + members[j]!]!++
    },
  }
}

function labelledByMultiplicity(model: Model, size: number, labels: BatchLabels): Members {
  const { graph, loss } = model
  const residuals = residualsOf(model) ?? []
  const noise = variablesOf(graph, residuals.length, labels.law)
  const drawn = drawnFor(noise, labels.strength, (k) => `§ζ[${k + 1}]`)
  const times = residuals.map((_, i) => graph.symbol(`§m[${i + 1}]`))
  const roots = residuals.map((_, i) => graph.symbol(`§√m[${i + 1}]`))
  const half = graph.constant('1/2')
  const terms = residuals.flatMap((r, i) => [
    graph.product([half, times[i]!, square(r)]),
    graph.product([
      graph.constant(-1),
      roots[i]!,
      scaled(labels, i, drawn.values.get(noise.symbols[i]!)!),
      r,
    ]),
  ])
  const n = loss.count
  return {
    loss: divide(terms.reduce(add, graph.zero), size),
    variables: [...times, ...roots],
    drawn,
    write(members, out, at) {
      out.fill(0, at, at + 2 * n)
      for (let j = 0; j < size; j++) out[at + members[j]!]!++
      for (let i = 0; i < n; i++) out[at + n + i] = Math.sqrt(out[at + i]!)
    },
  }
}

/** Fills the members of one batch. */
function drawingOf(
  { replacement, probabilities }: BatchChoice,
  count: number,
): (random: RandomStream, members: Uint32Array) => void {
  if (probabilities !== undefined) {
    const table = aliasTable(probabilities.map(rational.toNumber))
    return (random, members) => weightedIndices(random, table, members)
  }
  if (replacement) return (random, members) => drawWithReplacement(random, count, members)
  return drawingWithoutReplacement(count)
}

// All batches: ordered draws with replacement, subsets without, each as likely as any other where samples are.
function listed(count: number, { size, replacement }: BatchChoice, most: number): number[][] | undefined {
  let total = 1
  for (let j = 0; j < size; j++) total *= replacement ? count : (count - j) / (j + 1)
  if (total > most) return undefined
  let batches: number[][] = [[]]
  for (let j = 0; j < size; j++)
    batches = batches.flatMap((batch) => {
      const from = replacement || j === 0 ? 0 : batch[j - 1]! + 1
      return Array.from({ length: count - from }, (_, k) => [...batch, from + k])
    })
  return batches
}
