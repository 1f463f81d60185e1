import { failure } from '../base/wording.js'
import {
  constantValue,
  createGraph,
  formulaText,
  parseFormula,
  type Rational,
  rational,
} from '../expression/index.js'

/** How the batch of a step is drawn: B samples, anew in every step. */
export interface BatchChoice {
  readonly size: number
  /** Whether a sample can be in a batch more than once. */
  readonly replacement: boolean
  /** The probability of each sample: positive, of sum 1, not all equal. All samples are equally likely when left out. */
  readonly probabilities?: readonly Rational[] | undefined
}

/** How much likelier samples are than each other: numbers or exact fractions, or a text of these between commas. */
export type SampleWeights = string | readonly (number | string)[]

const option = '--sampling'
/** A sample that is rarer is never seen: there is no telling it from one that is never drawn. */
const least = 1e-12
const expected = 'positive numbers or fractions such as 1,2,1/3'

/**
 * The probabilities of samples with these weights, in exact arithmetic: each weight over the sum of all. Nothing where all
 * samples are equally likely.
 *
 * @throws `bad-option` for weights that are not positive rational numbers, one for each of `count` samples
 */
export function probabilitiesFor(weights: SampleWeights | undefined, count: number): readonly Rational[] | undefined {
  if (weights === undefined) return undefined
  const found = typeof weights === 'string' ? readWeights(weights) : weights.map((weight) => readWeight(String(weight)))
  if (found.length !== count)
    throw failure('bad-option', {
      option,
      expected: count === 1 ? 'one weight, as there is one sample' : `${count} weights, one for each sample`,
      got: String(found.length),
    })
  const sum = found.reduce(rational.add)
  const isUniform = found.every((weight) => rational.equals(weight, found[0]!))
  if (isUniform) return undefined
  const probabilities = found.map((weight) => rational.divide(weight, sum))
  if (probabilities.every((p) => rational.toNumber(p) >= least)) return probabilities
  throw failure('bad-option', { option, expected: `weights that are at least ${least} of their sum`, got: String(weights) })
} // prettier-ignore

/**
 * Why samples of these probabilities cannot be drawn without replacement in larger batches: in which order they would come
 * out is not said.
 */
export function refusesSampling({ size, replacement, probabilities }: BatchChoice): string | undefined {
  if (probabilities === undefined || replacement || size === 1) return undefined
  return 'larger batches of samples with different probabilities are drawn with replacement'
}

/** @throws `bad-option` where `refusesSampling` has a reason */
export function requireSampling(choice: BatchChoice): void {
  const reason = refusesSampling(choice)
  if (reason !== undefined)
    throw failure('bad-option', {
      option,
      expected: `batches of one sample, or --replacement: ${reason}`,
      got: `batches of ${choice.size} without replacement`,
    })
}

/** The probabilities, exact, for readers: all of a few, otherwise their range. */
export function probabilitiesText(probabilities: readonly Rational[]): string {
  if (probabilities.length <= mostWritten) return probabilities.map(rational.toString).join(', ')
  const sorted = [...probabilities].sort(rational.compare)
  return `from ${rational.toString(sorted[0]!)} to ${rational.toString(sorted.at(-1)!)}`
}

const mostWritten = 8

function readWeights(text: string): Rational[] {
  let start = 0
  return text.split(',').map((part) => {
    const from = start
    start += part.length + 1
    return readWeight(part, text, from)
  })
}

/** One weight, at its place in the text that was typed. */
function readWeight(part: string, whole = part, from = 0): Rational {
  const whereabouts = formulaText(whole, option)
  const span = (offset: number, length: number) => whereabouts.span(from + offset, length)
  const isEmpty = part.trim() === ''
  const entry = isEmpty
    ? undefined
    : parseFormula(
        { text: part, span },
        { graph: createGraph(), lookup: () => undefined, names: () => ({ parameters: [], data: [] }) },
      )
  const value = entry?.shape.length === 0 ? constantValue(entry.entries[0]!) : undefined
  if (value !== undefined && rational.sign(value) > 0) return value
  const isZero = value !== undefined && rational.isZero(value)
  throw failure(
    'bad-option',
    {
      option,
      expected: isZero ? `${expected}: a sample of weight 0 is never drawn, so leave it out of the data` : expected,
      got: isEmpty ? 'nothing' : part.trim(),
    },
    span(0, Math.max(1, part.length)),
  )
} // prettier-ignore
