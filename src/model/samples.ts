import { compileSampleRows, type Samples } from '../compile/index.js'
import {
  evaluateAll,
  type Expression,
  freeSymbols,
  kinksOf,
  multiply,
  nodeCount,
  orderNodes,
  power,
  rational,
  square,
  substituteAll,
} from '../expression/index.js'
import type { Data, Model } from './model.js'

// Below both, the written-out form runs up to 1.5 times as fast (a step of descent on a·b·x with 8 samples: 24 against 39 ns)
// and is derived as quickly; above, the loop is far quicker to derive and runs as fast or faster.
const fewestSamples = 8
const fewestNodes = 200

/** ℓ, the loss of one sample in parameters and data symbols: L is its mean over the samples. */
export function sampleLossOf({ loss, graph }: Model): Expression {
  if (loss.kind === 'general') return loss.perSample
  return multiply(graph.constant(rational.of(1, 2)), graph.sum(loss.residuals.map(square)))
}

/** The data as a table of doubles. */
export function samplesOf({ symbols, samples, sampleCount }: Data): Samples {
  const table = new Float64Array(sampleCount * symbols.length)
  samples.forEach((sample, i) =>
    sample.forEach((value, j) => (table[i * symbols.length + j] = rational.toNumber(value))),
  )
  return { symbols, table, count: sampleCount }
}

/**
 * The samples, when the loss and its derivatives should be derived once with the data as symbols and summed in a loop;
 * nothing when there are few of them, or when writing the data in changes the formula itself: `sqrt(x^2*w)` has no
 * derivative at w = 0, but for the datum x = 0 it is the constant 0.
 */
export function samplesToLoopOver(model: Model): Samples | undefined {
  const { data } = model
  if (data === undefined || data.sampleCount < fewestSamples) return undefined
  if (data.sampleCount * nodeCount(formulasOf(model)) < fewestNodes) return undefined
  const samples = samplesOf(data)
  return losesParameters(model, data, samples) ? undefined : samples
}

/** The formulas of one sample. */
function formulasOf({ loss }: Model): readonly Expression[] {
  return loss.kind === 'squares' ? loss.residuals : [loss.perSample]
}

function losesParameters(model: Model, data: Data, samples: Samples): boolean {
  const isDatum: ReadonlySet<Expression> = new Set(data.symbols)
  const dependsOnData = (e: Expression): boolean => [...freeSymbols(e)].some((symbol) => isDatum.has(symbol))
  const dependsOnParameters = (e: Expression): boolean =>
    [...freeSymbols(e)].some((symbol) => !isDatum.has(symbol))
  const { exponents, operands, partial } = delicate(formulasOf(model))
  if (exponents.some(dependsOnData)) return true
  if (hasNoValue(partial.filter((e) => !dependsOnParameters(e)), data)) return true // prettier-ignore
  const mixed = operands.filter((e) => dependsOnData(e) && dependsOnParameters(e))
  if (mixed.length === 0) return false
  return suspects(model, mixed, samples).some(({ operand, sample }) => {
    const values = data.symbols.map((symbol, i) => [symbol, model.graph.constant(data.samples[sample]![i]!)] as const) // prettier-ignore
    return !dependsOnParameters(substituteAll([operand], new Map(values))[0]!)
  })
}

/** Whether some of the formulas, which depend on data alone, have no value in some sample: that will be reported. */
function hasNoValue(formulas: readonly Expression[], { symbols, samples }: Data): boolean {
  if (formulas.length === 0) return false
  return samples.some((sample) => {
    const values = symbols.map((symbol, i) => [symbol, rational.toNumber(sample[i]!)] as const)
    return !evaluateAll(formulas, new Map(values)).every(Number.isFinite)
  })
}

interface DelicateParts {
  /** Exponents that are not constant. */
  readonly exponents: Expression[]
  /** What is put into functions and powers that have kinks or are not defined everywhere. */
  readonly operands: Expression[]
  /** What is not defined everywhere. */
  readonly partial: Expression[]
}

function delicate(formulas: readonly Expression[]): DelicateParts {
  const operands = new Set(kinksOf(formulas).map(({ zeroSet }) => zeroSet))
  const exponents: Expression[] = []
  const partial: Expression[] = []
  for (const node of orderNodes(formulas)) {
    if (node.kind === 'call' && node.fn.name === 'power') exponents.push(node.args[1]!)
    if (node.total) continue
    partial.push(node)
    if (node.kind === 'call') for (const arg of node.args) operands.add(arg)
    if (node.kind === 'product')
      for (const { base, exponent } of node.factors)
        if (rational.sign(exponent) < 0 || !rational.isInteger(exponent)) {
          operands.add(base)
          partial.push(power(base, exponent))
        }
  }
  return { exponents, operands: [...operands], partial }
}

/** The operands that do not differ between two unrelated points: the only ones that can be free of parameters. */
function suspects(
  { symbols }: Model,
  operands: readonly Expression[],
  samples: Samples,
): { operand: Expression; sample: number }[] {
  const rows = compileSampleRows({ terms: operands, inputs: symbols, samples })
  const [here, there] = [1, 2].map((point) => {
    const values = new Float64Array(rows.outputs)
    rows.run(
      Float64Array.from(symbols, (_, i) => 0.7 + Math.sin(point * (i + 1) * 12.9898) / 2),
      values,
    )
    return values
  }) as [Float64Array, Float64Array]
  return [...here.keys()]
    .filter((k) => !(Math.abs(here[k]! - there[k]!) > 1e-9 * (Math.abs(here[k]!) + Math.abs(there[k]!))))
    .map((k) => ({
      operand: operands[k % operands.length]!,
      sample: Math.floor(k / operands.length),
    }))
}
