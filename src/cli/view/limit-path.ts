import { type Estimate, uncertainty } from '../../base/estimate.js'
import { toText } from '../../expression/index.js'
import { plain } from '../../base/prose.js'
import type { LimitPath, MissingPath, NoiseLimit } from '../../theory/index.js'
import { table, wrapped } from '../text.js'
import { plainDecimal } from './numbers.js'

// Beyond it rows are too long to be read.
const mostColumns = 4

/** A table of times and places; of a diffusion with means and standard deviations and their errors. */
export function pathText(path: LimitPath | MissingPath, { point, learningRate }: NoiseLimit, width: number): string {
  if ('missing' in path) return `  ${wrapped(`Not given: ${path.missing}.`, width - 2, '  ')}`
  const { states, ensemble } = path
  const symbols = point.landscape.model.symbols.map(toText)
  const shown = symbols.slice(0, mostColumns)
  const cells = (entries: readonly Estimate[]): string[] => entries.slice(0, shown.length).map(cell)
  const worst = states.reduce((most, { coordinates, atRate }) => [...coordinates, ...(atRate ?? [])].reduce((x, entry) => Math.max(x, uncertainty(entry)), most), 0)
  const head = ['t', ...shown, ...(ensemble === undefined ? [] : shown.map((name) => `sd ${name}`))]
  const rows = states.map(({ at, coordinates, deviations }) => [plainDecimal(at), ...cells(coordinates), ...(deviations === undefined ? [] : cells(deviations))])
  const says = ensemble === undefined
    ? `The flow, to ${plainDecimal(worst, 1)} (the largest difference from a coarser solution).`
    : `Means and standard deviations over ${ensemble.replicas} replicas of the limit itself with steps of ${plainDecimal(ensemble.step, 3)} (seed ${ensemble.seed}), with 99 % intervals that include what steps of double length change.`
  const finite = states.some(({ atRate }) => atRate !== undefined)
    ? [
        `  ${wrapped(`With finite steps, at α = ${plainDecimal(learningRate.value)} and for σ → 0 alone:`, width - 2, '  ')}`,
        table([['t', ...shown], ...states.map(({ at, atRate }) => [plainDecimal(at), ...cells(atRate ?? [])])], '    '),
      ]
    : []
  const left = symbols.length - shown.length
  return [
    `  ${wrapped(says, width - 2, '  ')}`,
    table([head, ...rows], '    '),
    ...finite,
    ...(left > 0 ? [`  ${left} more coordinates are in the JSON.`] : []),
    ...path.notes.map((note) => `  ${wrapped(`Note: ${plain(note)}.`, width - 2, '  ')}`),
  ].join('\n')
} // prettier-ignore

function cell(estimate: Estimate): string {
  if (estimate.kind !== 'measured') return plainDecimal(estimate.value, 8)
  const { value, halfWidth } = estimate
  if (halfWidth === 0) return plainDecimal(value)
  const places = Math.max(0, 1 - Math.floor(Math.log10(halfWidth)))
  return `${value.toFixed(places)} ± ${halfWidth.toFixed(places)}`
}
