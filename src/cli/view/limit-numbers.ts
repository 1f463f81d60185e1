import { type Estimate, uncertainty } from '../../base/estimate.js'
import { columns } from '../text.js'
import { plainDecimal, vectorText } from './numbers.js'

/** A vector with how it is known: `(-15/17, 15/68), exact`; one that is longer than the room by its length. */
export function vectorOf(entries: readonly Estimate[], room: number): string {
  return (
    inBrackets(entries, room) ?? `${entries.length} entries, length ${plainDecimal(lengthOf(entries), 6)}`
  )
}

/** Vectors of so many entries are shown whole; of longer ones the largest few. */
export const mostShown = 24
const fewShown = 8
const digits = 6

/**
 * A vector in lines of at most `room` columns: in brackets where one line has room for it, otherwise entry by entry with the
 * names of the parameters.
 */
export function vectorLines(entries: readonly Estimate[], names: readonly string[], room: number): string[] {
  const short = inBrackets(entries, room)
  if (short !== undefined) return [short]
  const error = largestError(entries)
  if (entries.every(({ value }) => Math.abs(value) <= error))
    return [error === 0 ? 'all 0, exact' : `all 0, each ± ${plainDecimal(error, 1)}`]
  const places = entries.map((_, i) => i)
  const shown = entries.length <= mostShown ? places : largest(entries, fewShown)
  const cells = shown.map((i) => [names[i]!, shownValue(entries[i]!.value, error)] as const)
  const known = entries.every(({ kind }) => kind === 'exact') ? 'rounded from exact' : `each ± ${plainDecimal(bound(entries, shown, error), 1)}` // prettier-ignore
  const left = entries.length - shown.length
  const rest = left === 0 ? known : `${known}; length ${plainDecimal(lengthOf(entries), digits)}; the largest; ${left} more in --json` // prettier-ignore
  return [...grid(cells, room), rest]
}

function inBrackets(entries: readonly Estimate[], room: number): string | undefined {
  const values = entries.map(({ value }) => value)
  const error = largestError(entries)
  const list = (shown: readonly string[]): string => `(${shown.join(', ')})`
  const forms = entries.every(({ kind }) => kind === 'exact')
    ? [
        `${list(entries.map((entry) => (entry.kind === 'exact' ? entry.text : '')))}, exact`,
        `${list(values.map((value) => plainDecimal(value, 8)))}, rounded from exact`,
      ]
    : [vectorText(Float64Array.from(values), error), list(values.map((value) => shownValue(value, error)))]
  return forms.find((form) => columns(form) <= room)
}

const lengthOf = (entries: readonly Estimate[]): number => Math.hypot(...entries.map(({ value }) => value))

const largestError = (entries: readonly Estimate[]): number =>
  entries.reduce((most, entry) => Math.max(most, uncertainty(entry)), 0)

/** What is smaller than its error is 0 as far as anyone knows. */
const shownValue = (value: number, error: number): string => (Math.abs(value) <= error ? '0' : plainDecimal(value, digits)) // prettier-ignore

/** The error with the rounding of what is shown, rounded up. */
function bound(entries: readonly Estimate[], shown: readonly number[], error: number): number {
  const rounding = shown.map((i) => Math.abs(entries[i]!.value - Number(entries[i]!.value.toPrecision(digits))))
  const sum = error + Math.max(...rounding)
  const rounded = Number(sum.toPrecision(1))
  return rounded >= sum ? rounded : rounded + 10 ** Math.floor(Math.log10(sum))
} // prettier-ignore

/** Places of the entries of largest size, in their order. */
function largest(entries: readonly Estimate[], count: number): number[] {
  const bySize = entries.map((_, i) => i).sort((i, j) => Math.abs(entries[j]!.value) - Math.abs(entries[i]!.value)) // prettier-ignore
  return bySize.slice(0, count).sort((i, j) => i - j)
}

/** Names and values in columns of one width, with the minus signs before them. */
function grid(cells: readonly (readonly [name: string, value: string])[], room: number): string[] {
  const signed = cells.map(([name, value]) => [name, value.startsWith('-') ? value : ` ${value}`] as const)
  const [nameWidth, valueWidth] = [0, 1].map((k) => Math.max(...signed.map((cell) => columns(cell[k]!)))) as [number, number] // prettier-ignore
  const gap = 3
  const across = Math.max(1, Math.floor((room + gap) / (nameWidth + 1 + valueWidth + gap)))
  const padded = (text: string, width: number): string => text + ' '.repeat(width - columns(text))
  const texts = signed.map(([name, value]) => `${padded(name, nameWidth)} ${padded(value, valueWidth)}`)
  return Array.from({ length: Math.ceil(texts.length / across) }, (_, line) =>
    texts
      .slice(line * across, (line + 1) * across)
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}
