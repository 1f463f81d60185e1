import type { Samples } from '../../compile/index.js'
import { rational } from '../../expression/index.js'
import type { ExtraData } from './perturbation.js'

/** The samples with more numbers each. */
export function samplesWith({ symbols, table, count }: Samples, extra: ExtraData): Samples {
  if (extra.symbols.length === 0) return { symbols, table, count }
  const [own, more] = [symbols.length, extra.symbols.length]
  const joined = new Float64Array(count * (own + more))
  for (let i = 0; i < count; i++) {
    joined.set(table.subarray(i * own, (i + 1) * own), i * (own + more))
    joined.set(extra.rows[i]!.map(rational.toNumber), i * (own + more) + own)
  }
  return { symbols: [...symbols, ...extra.symbols], table: joined, count }
}
