import { type Estimate, uncertainty } from '../../base/estimate.js'
import { columns } from '../text.js'
import { plainDecimal, vectorText } from './numbers.js'

/** A vector with how it is known: `(-15/17, 15/68), exact`; one that is longer than the room by its length. */
export function vectorOf(entries: readonly Estimate[], room: number): string {
  const values = entries.map(({ value }) => value)
  const error = entries.reduce((most, entry) => Math.max(most, uncertainty(entry)), 0)
  if (entries.every(({ kind }) => kind === 'exact')) {
    const text = `(${entries.map((entry) => (entry.kind === 'exact' ? entry.text : '')).join(', ')}), exact`
    if (columns(text) <= room) return text
    const rounded = `(${values.map((value) => plainDecimal(value, 8)).join(', ')}), rounded from exact`
    if (columns(rounded) <= room) return rounded
  } else {
    const text = vectorText(Float64Array.from(values), error)
    if (columns(text) <= room) return text
    const short = `(${values.map((value) => (Math.abs(value) <= error ? '0' : plainDecimal(value, 6))).join(', ')})`
    if (columns(short) <= room) return short
  }
  return `${entries.length} entries, length ${plainDecimal(Math.hypot(...values), 6)}`
}
