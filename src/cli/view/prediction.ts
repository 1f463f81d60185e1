import { plain } from '../../base/prose.js'
import type { Prediction } from '../../theory/index.js'
import { table, wrapped } from '../text.js'
import { certaintyText, estimateText } from './numbers.js'

/** The numbers a theorem predicts, and what they mean. */
export function predictionText(prediction: Prediction, width: number): string {
  const quantities = Object.values(prediction.quantities).map(({ title, estimate }) => [
    plain(title),
    estimateText(estimate),
    certaintyText(estimate),
  ])
  const vectors = Object.values(prediction.vectors ?? {}).map(({ title, entries }) => [
    plain(title),
    `(${entries.map((entry) => (entry.kind === 'exact' ? entry.text : estimateText(entry))).join(', ')})`,
    entries.every(({ kind }) => kind === 'exact') ? 'exact' : 'numerical',
  ])
  return `  ${wrapped(plain(prediction.says), width - 2, '  ')}\n${table([...vectors, ...quantities], '    ')}`
}
