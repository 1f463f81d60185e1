import { failure } from '../base/wording.js'
import { checkSamples, type Samples } from './sample-program.js'

/** Samples of which a step is given one at random. */
export interface DrawnSamples extends Samples {
  /** How likely each of them is; all are alike when left out. */
  readonly choice?: AliasColumns | undefined
}

/**
 * An index i at random, of all with equal probability, stays with probability `thresholds[i]` and otherwise becomes
 * `aliases[i]` (Walker 1977): so many numbers each as there are samples. Thresholds are met to 2⁻³³.
 */
export interface AliasColumns {
  readonly thresholds: ArrayLike<number>
  readonly aliases: ArrayLike<number>
}

/** Throws `misuse` for a table or columns that do not fit. */
export function checkDrawnSamples(samples: DrawnSamples): void {
  checkSamples(samples)
  const { choice, count } = samples
  if (choice === undefined) return
  const { thresholds, aliases } = choice
  const fits = thresholds.length === count && aliases.length === count
  const isRight = (_: unknown, i: number): boolean =>
    thresholds[i]! >= 0 && thresholds[i]! <= 1 && Number.isInteger(aliases[i]) && aliases[i]! >= 0 && aliases[i]! < count // prettier-ignore
  if (!fits || !Array.from(thresholds).every(isRight))
    throw failure('misuse', {
      detail: `Of ${count} samples each needs a threshold from 0 to 1 and another sample as its alias.`,
    })
}

/** Which 32-bit words are below a threshold: those less than this. */
export function wordsBelow(threshold: number): number {
  return Math.round(threshold * 2 ** 32)
}

/** The numbers of a row in memory: those of the sample and, where samples differ in probability, two more. */
export function rowLength({ symbols, choice }: DrawnSamples): number {
  return symbols.length + (choice === undefined ? 0 : 2)
}

/** The rows in memory: after the numbers of a sample the words below its threshold and where its alias begins, in bytes. */
export function rowsInMemory(samples: DrawnSamples): Float64Array {
  const { symbols, table, count, choice } = samples
  if (choice === undefined) return table
  const [width, length] = [symbols.length, rowLength(samples)]
  const rows = new Float64Array(count * length)
  for (let i = 0; i < count; i++) {
    rows.set(table.subarray(i * width, (i + 1) * width), i * length)
    rows[i * length + width] = wordsBelow(choice.thresholds[i]!)
    rows[i * length + width + 1] = 8 * length * choice.aliases[i]!
  }
  return rows
}
