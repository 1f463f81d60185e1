import type { Estimate } from '../../base/estimate.js'
import { plain } from '../../base/prose.js'
import type { Prediction, Remains } from '../../theory/index.js'
import { columns, table, wrapped } from '../text.js'
import { certaintyText, estimateText, plainDecimal } from './numbers.js'

const narrowest = 24

/** The numbers a theorem predicts, and what they mean. */
export function predictionText(prediction: Prediction, width: number): string {
  const quantities = quantityRows(prediction)
  const vectors = Object.values(prediction.vectors ?? {}).map(({ title, entries }) => [
    plain(title),
    vectorText(entries, width - 60),
    entries.every(({ kind }) => kind === 'exact') ? 'exact' : 'numerical',
  ])
  const rows = [...vectors, ...quantities]
  const before = [0, 1].map((i) => Math.max(...rows.map((row) => columns(row[i]!))) + 2)
  const room = width - 4 - before[0]! - before[1]!
  // A narrow column is not for reading: then lines are longer than the terminal.
  return `  ${wrapped(plain(prediction.says), width - 2, '  ')}\n${table(rows, '    ', room < narrowest ? Infinity : width)}`
}

/** What can still be said where a theorem does not apply. */
export function remainsText(remains: Remains, width: number): string {
  const says = `What can still be said: ${plain(remains.says)}`
  return `  ${wrapped(says, width - 2, '  ')}\n${table(quantityRows(remains), '    ')}`
}

function quantityRows({ quantities }: Pick<Prediction, 'quantities'>): string[][] {
  return Object.values(quantities).map(({ title, estimate }) => [
    plain(title),
    estimateText(estimate),
    certaintyText(estimate),
  ])
}

// A long vector is for the JSON; here its length has to do.
function vectorText(entries: readonly Estimate[], width: number): string {
  const shown = entries.map((entry) => (entry.kind === 'exact' ? entry.text : plainDecimal(entry.value, 6)))
  const text = `(${shown.join(', ')})`
  if (columns(text) <= width) return text
  return `${entries.length} entries, length ${plainDecimal(Math.hypot(...entries.map(({ value }) => value)), 6)}`
}
