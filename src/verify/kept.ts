/** How measurements are kept as JSON and read again, to the last bit. What is read is not trusted. */
import { z } from 'zod'
import type { Experiment } from '../theory/index.js'
import type { Moments, StreamPosition } from '../numeric/index.js'
import { sha256 } from '../model/sha256.js'

/** JSON has neither infinities nor a minus zero: those are kept by name. */
export type PlainNumber = number | string

export function plainNumber(value: number): PlainNumber {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}

export const keptNumber = z
  .union([z.number(), z.enum(['-0', 'NaN', 'Infinity', '-Infinity'])])
  .transform(Number)
export const keptCount = z.int().nonnegative()

export const keptMoments = z.strictObject({ count: keptCount, mean: keptNumber, squares: keptNumber })

export function plainMoments({ count, mean, squares }: Moments) {
  return { count, mean: plainNumber(mean), squares: plainNumber(squares) }
}

/** Words of 64 bits as a text of 16 hexadecimal digits each. */
export function plainWords(words: BigUint64Array): string {
  return Array.from(words, (word) => word.toString(16).padStart(16, '0')).join('')
}

export const keptWords = z
  .string()
  .regex(/^(?:[0-9a-f]{16})*$/)
  .transform((text) =>
    BigUint64Array.from({ length: text.length / 16 }, (_, k) =>
      BigInt(`0x${text.slice(16 * k, 16 * k + 16)}`),
    ),
  )

/** Doubles bit by bit, in the same way: states may be infinite or undefined. */
export function plainDoubles(values: Float64Array): string {
  return plainWords(new BigUint64Array(values.slice().buffer))
}

export const keptDoubles = keptWords.transform((words) => new Float64Array(words.buffer))

export const keptStreams = z.array(
  z
    .strictObject({
      block: keptCount.max(2 ** 48),
      word: z.int().min(1).max(4),
      spare: keptNumber.nullable(),
    })
    .transform(({ block, word, spare }): StreamPosition =>
      spare === null ? { block, word } : { block, word, spare },
    ),
)

export function plainStreams(positions: readonly StreamPosition[]) {
  return positions.map(({ block, word, spare }) => ({
    block,
    word,
    spare: spare === undefined ? null : plainNumber(spare),
  }))
}

/** Reads a kept value with a schema; nothing where it is something else. */
export function reading<T>(schema: z.ZodType<T>): (value: unknown) => T | undefined {
  return (value) => schema.safeParse(value).data
}

/**
 * A digest of all that decides what a run measures, so that it only goes on from what was measured for it: the experiment
 * as it was declared, its seed and the precision asked for.
 */
export function digestOf(
  experiment: Experiment,
  seed: number,
  precision: Readonly<Record<string, number>>,
): string {
  return sha256(
    JSON.stringify([seed, precision, experiment], (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value)
      if (!(value instanceof Float64Array)) return typeof value === 'number' ? plainNumber(value) : value
      // Large ones are bases, which the start decides.
      return value.length <= 10_000 ? plainDoubles(value) : value.length
    }),
  )
}
