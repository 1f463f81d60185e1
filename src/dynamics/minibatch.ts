import { failure } from '../base/wording.js'
import type { Samples } from '../compile/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  nodeCount,
  square,
  substituteAll,
} from '../expression/index.js'
import { type Model, residualsOf, sampleLossOf, samplesOf } from '../model/index.js'
import { drawingWithoutReplacement, drawWithReplacement, type RandomStream } from '../numeric/index.js'

/** How the batch of a step is drawn: B samples, all equally likely, anew in every step. */
export interface BatchChoice {
  readonly size: number
  /** Whether a sample can be in a batch more than once. */
  readonly replacement: boolean
}

/** The loss of one random batch, (1/B) Σ_{i∈S} ℓᵢ. */
export interface MinibatchLoss {
  readonly loss: Expression
  /** What is drawn: the data of the members, or without data how often each residual occurs. */
  readonly variables: readonly Expression[]
  /** Writes variables for so many steps, step after step. */
  draw(random: RandomStream, out: Float64Array, steps: number): void
  /** All batches, equally likely, as rows of variables; nothing where they are too many to be listed. */
  readonly batches: Samples | undefined
}

/**
 * @throws RangeError for a batch that cannot be drawn from the samples of the model
 * @throws ProblemError `too-large` for a batch of more samples than can be written out
 */
export function minibatchLoss(model: Model, { size, replacement }: BatchChoice): MinibatchLoss {
  const { count } = model.loss
  if (!(Number.isInteger(size) && size >= 1 && (replacement || size <= count)))
    throw new RangeError(`no batches of ${size} can be drawn from ${count} samples`)
  const { loss, variables, write } =
    model.data === undefined ? byMultiplicity(model, size) : byData(model, size)
  const drawing = drawingWithoutReplacement(count)
  const members = new Uint32Array(size)
  const width = variables.length
  return {
    loss,
    variables,
    draw(random, out, steps) {
      for (let step = 0; step < steps; step++) {
        if (replacement) drawWithReplacement(random, count, members)
        else drawing(random, members)
        write(members, out, step * width)
      }
    },
    get batches() {
      const all = listed(count, size, replacement, mostNumbers / width)
      if (all === undefined) return undefined
      const table = new Float64Array(all.length * width)
      all.forEach((batch, k) => write(batch, table, k * width))
      return { symbols: variables, table, count: all.length }
    },
  }
}

/** A table of batches is kept in memory, once for each thread. */
const mostNumbers = 500_000

/** In nodes of the loss of a batch. */
const longest = 50_000

interface Members {
  readonly loss: Expression
  readonly variables: readonly Expression[]
  /** Writes the variables for a batch of these members. */
  write(members: ArrayLike<number>, out: Float64Array, at: number): void
}

// Every member has its own copy of the data symbols: a step costs as much as the batch, however many samples there are.
function byData(model: Model, size: number): Members {
  const { graph, data } = model
  const { symbols, table } = samplesOf(data!)
  const sample = sampleLossOf(model)
  const nodes = size * nodeCount([sample])
  if (nodes > longest)
    throw failure('too-large', { what: `a batch of ${size} samples`, size: nodes, limit: longest })
  const copies = Array.from({ length: size }, (_, j) =>
    symbols.map((_symbol, k) => graph.symbol(`§x[${j + 1},${k + 1}]`)),
  )
  const losses = copies.map(
    (copy) => substituteAll([sample], new Map(symbols.map((symbol, k) => [symbol, copy[k]!])))[0]!,
  )
  const width = symbols.length
  return {
    loss: divide(losses.reduce(add, graph.zero), size),
    variables: copies.flat(),
    write(members, out, at) {
      for (let j = 0; j < size; j++)
        for (let k = 0; k < width; k++) out[at + j * width + k] = table[members[j]! * width + k]!
    },
  }
}

// Without data the samples are the residuals, or the loss is one sample.
function byMultiplicity(model: Model, size: number): Members {
  const { graph, loss } = model
  const half = graph.constant('1/2')
  const losses = residualsOf(model)?.map((r) => multiply(half, square(r))) ?? [sampleLossOf(model)]
  const variables = losses.map((_, i) => graph.symbol(`§m[${i + 1}]`))
  const terms = losses.map((each, i) => multiply(variables[i]!, each))
  return {
    loss: divide(terms.reduce(add, graph.zero), size),
    variables,
    write(members, out, at) {
      out.fill(0, at, at + loss.count)
      for (let j = 0; j < size; j++) out[at + members[j]!]!++
    },
  }
}

// All batches, each as likely as any other: ordered draws with replacement, subsets without.
function listed(count: number, size: number, replacement: boolean, most: number): number[][] | undefined {
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
