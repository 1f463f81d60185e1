import { type Estimate, uncertainty } from '../../base/estimate.js'
import { toText } from '../../expression/index.js'
import { plain } from '../../base/prose.js'
import type { LimitPath, MissingPath, NoiseLimit, PathState } from '../../theory/index.js'
import { columns, table, wrapped } from '../text.js'
import { mostShown } from './limit-numbers.js'
import { plainDecimal } from './numbers.js'

/** Of more coordinates than are shown, those that move most. */
const fewShown = 8

/** Tables of times and places, as many as the width asks for; of a diffusion with means and standard deviations and their errors. */
export function pathText(path: LimitPath | MissingPath, { point, learningRate }: NoiseLimit, width: number): string {
  if ('missing' in path) return `  ${wrapped(`Not given: ${path.missing}.`, width - 2, '  ')}`
  const { states, ensemble } = path
  const symbols = point.landscape.model.symbols.map(toText)
  const shown = shownPlaces(states)
  const worst = states.reduce((most, { coordinates, atRate }) => [...coordinates, ...(atRate ?? [])].reduce((x, entry) => Math.max(x, uncertainty(entry)), most), 0)
  const column = (name: string, entries: (state: PathState) => readonly Estimate[] | undefined, i: number): string[] =>
    [name, ...states.map((state) => (entries(state) === undefined ? '' : cell(entries(state)![i]!)))]
  const means = shown.map((i) => column(symbols[i]!, ({ coordinates }) => coordinates, i))
  const spreads = ensemble === undefined ? [] : shown.map((i) => column(`sd ${symbols[i]!}`, ({ deviations }) => deviations, i))
  const times = ['t', ...states.map(({ at }) => plainDecimal(at))]
  const says = ensemble === undefined
    ? `The flow, to ${plainDecimal(worst, 1)} (the largest difference from a coarser solution).`
    : `Means and standard deviations over ${ensemble.replicas} replicas of the limit itself with steps of ${plainDecimal(ensemble.step, 3)} (seed ${ensemble.seed}), with 99 % intervals that include what steps of double length change.`
  const finite = states.some(({ atRate }) => atRate !== undefined)
    ? [
        `  ${wrapped(`With finite steps, at α = ${plainDecimal(learningRate.value)} and for σ → 0 alone:`, width - 2, '  ')}`,
        tables(times, shown.map((i) => column(symbols[i]!, ({ atRate }) => atRate, i)), width),
      ]
    : []
  const left = symbols.length - shown.length
  return [
    `  ${wrapped(says, width - 2, '  ')}`,
    tables(times, [...means, ...spreads], width),
    ...finite,
    ...(left > 0 ? [`  The ${shown.length} coordinates that move most; ${left} more in --json.`] : []),
    ...path.notes.map((note) => `  ${wrapped(`Note: ${plain(note)}.`, width - 2, '  ')}`),
  ].join('\n')
} // prettier-ignore

function shownPlaces(states: readonly PathState[]): number[] {
  const places = states[0]!.coordinates.map((_, i) => i)
  if (places.length <= mostShown) return places
  const moves = places.map((i) => {
    const values = states.map(({ coordinates }) => coordinates[i]!.value)
    return Math.max(...values) - Math.min(...values)
  })
  return places
    .sort((i, j) => moves[j]! - moves[i]!)
    .slice(0, fewShown)
    .sort((i, j) => i - j)
}

const indent = 4
const gap = 2

/** Columns beside the first one, in as many tables as the width asks for, of about the same number of columns. */
function tables(first: readonly string[], others: readonly (readonly string[])[], width: number): string {
  const widthOf = (column: readonly string[]): number => Math.max(...column.map(columns)) + gap
  const widest = Math.max(...others.map(widthOf))
  const most = Math.max(1, Math.floor((width - indent - widthOf(first) + gap) / widest))
  const count = Math.ceil(others.length / Math.ceil(others.length / most))
  const pieces: string[] = []
  for (let from = 0; from < others.length; from += count) {
    const piece = [first, ...others.slice(from, from + count)]
    pieces.push(table(first.map((_, line) => piece.map((column) => column[line]!)), ' '.repeat(indent))) // prettier-ignore
  }
  return pieces.join('\n\n')
}

function cell(estimate: Estimate): string {
  if (estimate.kind !== 'measured')
    return Math.abs(estimate.value) <= uncertainty(estimate) ? '0' : plainDecimal(estimate.value, 8)
  const { value, halfWidth } = estimate
  if (halfWidth === 0) return plainDecimal(value)
  const places = Math.max(0, 1 - Math.floor(Math.log10(halfWidth)))
  const unsigned = (x: number): string => x.toFixed(places).replace(/^-(?=[0.]+$)/, '')
  return places <= 10
    ? `${unsigned(value)} ± ${unsigned(halfWidth)}`
    : `${plainDecimal(value, 8)} ± ${plainDecimal(halfWidth, 2)}`
}
