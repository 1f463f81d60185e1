import { numberOrNull } from './values.js'

/**
 * Plain data as JSON has it: typed arrays become lists; numbers that are not finite, and what is not there, become null.
 */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'number') return numberOrNull(value)
  if (value === undefined) return null
  if (value instanceof Float64Array) return Array.from(value, numberOrNull)
  if (Array.isArray(value)) return value.map(plainJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainJson(part)]))
}
