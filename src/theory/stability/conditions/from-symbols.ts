import type { Budget } from '../../../base/budget.js'
import {
  add,
  evaluate,
  type Expression,
  rational,
  type SymbolNode,
  toLatex,
  toText,
} from '../../../expression/index.js'
import { type Landscape, landscapeOf } from '../../../geometry/index.js'
import type { Data, GeneralLoss, Model, SquareLoss } from '../../../model/index.js'
import { type RandomStream, stream } from '../../../numeric/index.js'
import type { BatchLaw } from './batch-law.js'
import type { Place } from './check.js'
import { finished } from './finish.js'
import { type Findings, momentumAt, shared, type Symbols, withMomentumValue } from './from-landscape.js'
import { linearisedFromRows } from './linearised.js'
import { gramOfSamples } from './matrix-check.js'
import { randomStart, valuesAt } from './places.js'
import { unlessProblem } from './unless-problem.js'
import { settled } from './settle.js'
import { indexed, writtenSum } from './sums.js'
import { lossOfOne } from './residual-of-loss.js'
import {
  dependsOnData,
  openLaw,
  type SymbolicData,
  symbolicData,
  symbolicDrafts,
  symbolicGram,
} from './symbolic-data.js'

const wanted = 6
const tries = 60

const nothing = (...notes: string[]): Findings => ({
  gram: [], definitions: [], conditions: [], exponents: [], hypotheses: [], notes, cutShort: false,
}) // prettier-ignore

/** Conditions for any number of samples with any data that the model fits exactly. */
export function conditionsFromSymbols(
  landscape: Landscape,
  size: number | 'any',
  replacement: boolean,
  { rate, momentum, naming }: Symbols,
  budget: Budget,
): Findings {
  const given = landscape.model
  if (given.data === undefined) return nothing('the model has no data: its residuals are its samples. A constant that is to stay open is written as data, as y in data: {y: [1]}')
  const plain = isSquares(given) ? undefined : lossOfOne(given as Model & { readonly loss: GeneralLoss }, naming)
  const model = isSquares(given) ? given : plain?.model
  if (model === undefined) return nothing('the data of a loss that is not a sum of squares can be left as symbols where it depends on the parameters through one quantity alone, is minimal where that is 0, and has a positive curvature there')
  const law = openLaw(model.graph, size, replacement, naming)
  const gram = symbolicGram(model, naming, plain)
  if (gram === undefined) return nothing('the derivatives are too large to be written out')
  const data = symbolicData(model, gram, naming, { law, rate, momentum })
  const drafts = symbolicDrafts(data)
  const isEqual = gram.parallel && !dependsOnData(gram.own.flat().reduce((sum, e) => add(sum, e)), gram)
  const places = placesFor(model, data, size)
  if (places.length < 3) return nothing('too few random data were found at which the derivatives are finite: no formula was checked')
  const { kept, notes, cutShort } = settled(drafts, {
    places, rate, gramAt: gramOfSamples(gram.own, gram.mixed, [gram.here, gram.there]), rowsPerSample: gram.own.length, budget,
  })
  const words = { rate, size: law.size, replacement, isWeighted: false, isBlocked: gram.own.length > 1, momentum, count: law.count }
  const definitions = data.sums.named.map((each) => ({ symbol: each.symbol, formula: writtenSum(each) }))
  const trace = gram.own.length > 1 ? [{ text: `${toText(data.own)} = trace of K_ii`, latex: `${indexed(toLatex(data.own))} = \\operatorname{tr} K_{ii}` }] : []
  const fewest = size === 'any' || size === 1 || replacement || isEqual ? '' : ` N ≥ ${size};`
  const onSet = plain === undefined ? 'every residual vanishes at the point' : `${toText(plain.inner)} is 0 at the point for every sample, where the loss is minimal in it and has the Hessian of 1/2*r^2 with r = ${toText(plain.residual)}`
  return {
    gram: [...entries('ii', gram.own), ...entries('ij', gram.mixed), ...trace],
    definitions,
    conditions: kept.map((each) => finished(each, words, { landscape: { ...landscape, model }, branches: [], named: [], budget })),
    exponents: [],
    hypotheses: [
      `N samples,${fewest} ${onSet}`.replace(',;', ',').replace(/^N samples, /, 'N samples; ').replace(/^N samples; N/, 'N samples, N'),
      ...shared,
    ],
    notes,
    cutShort,
  }
} // prettier-ignore

const isSquares = (model: Model): model is Model & { readonly loss: SquareLoss } =>
  model.loss.kind === 'squares'

function entries(index: string, block: readonly (readonly Expression[])[]) {
  const many = block.length > 1
  return block.flatMap((row, r) =>
    row.flatMap((value, s) => {
      if (index === 'ii' && s < r) return []
      const at = many ? `,${r + 1}${s + 1}` : ''
      return [{ text: `K_${index}${at} = ${toText(value)}`, latex: `K_{${index}${at}} = ${indexed(toLatex(value))}` }]
    }),
  )
} // prettier-ignore

/** Random data of different sizes, with random parameters and all symbols of the formulas. */
function placesFor(model: Model & { readonly loss: SquareLoss }, of: SymbolicData, size: number | 'any'): Place[] {
  const random = stream(1, 'data for which stability conditions are checked', 0)
  const found: Place[] = []
  for (let attempt = 0; attempt < tries && found.length < wanted; attempt++) {
    const law = lawFor(attempt, size, of.law.replacement)
    const place = unlessProblem(() => placeFor(model, of, law, random, found.length))
    if (place !== undefined) found.push(place)
  }
  return found
} // prettier-ignore

function lawFor(attempt: number, size: number | 'any', replacement: boolean): BatchLaw {
  const count = size === 'any' || replacement ? 2 + (attempt % 3) : size + (attempt % 4)
  return { count, size: size === 'any' ? 1 + (attempt % (replacement ? 3 : count)) : size, replacement }
}

function placeFor(model: Model & { readonly loss: SquareLoss }, { gram, sums, law: open, momentum, own }: SymbolicData, law: BatchLaw, random: RandomStream, k: number): Place | undefined {
  const { data, loss } = model
  const rows = Array.from({ length: law.count }, () => data!.symbols.map((symbol) => rational.of(randomDatum(symbol as SymbolNode, random))))
  const sampled: Data = { ...data!, samples: rows, sampleCount: law.count }
  const w = randomStart(model, random)
  const jacobian = landscapeOf({ ...model, data: sampled, loss: { ...loss, count: law.count } }).jacobian(w)
  if (!jacobian.data.every(Number.isFinite)) return undefined
  const step = linearisedFromRows(jacobian, loss.residuals.length)
  if (step.dimension === 0 || step.curvatures.some(({ data: entries }) => entries.every((x) => x === 0))) return undefined
  const values = valuesAt(model, w)
  const samples = rows.map((row) => {
    const sample = new Map<Expression, number>(gram.here.map((symbol, i) => [symbol, rational.toNumber(row[i]!)]))
    const trace = gram.own.reduce((sum, entries, i) => sum + evaluate(entries[i]!, new Map([...values, ...sample])), 0)
    return sample.set(own, trace)
  })
  values.set(open.count, law.count)
  if (open.size.kind === 'symbol') values.set(open.size, law.size)
  for (const { symbol, summand } of sums.named)
    values.set(symbol, samples.reduce((sum, sample) => sum + evaluate(summand, new Map([...values, ...sample])), 0))
  return { values: withMomentumValue(values, momentum, k), samples, step, law, momentum: momentumAt(momentum, k) }
} // prettier-ignore

function randomDatum({ assumptions }: SymbolNode, random: RandomStream): string {
  const drawn = random.normal()
  const signed = assumptions.positive === true ? Math.abs(drawn) : drawn
  const text = assumptions.integer === true ? String(Math.round(3 * signed)) : signed.toFixed(3)
  return Number(text) === 0 ? '1' : text
}
