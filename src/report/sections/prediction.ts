import type { Model } from '../../model/index.js'
import type { PredictedQuantity, PredictedVector, Prediction } from '../../theory/index.js'
import type { Verdict } from '../../verify/index.js'
import { toLatex } from '../../expression/index.js'
import { type Block, math, paragraph, prose, type RichText, text } from '../document.js'
import { estimateInlines } from '../estimates.js'
import { derivationBlocks, ended, heading } from './derivation-steps.js'

// More rows than this say nothing to a reader; the JSON report has them all.
const mostEntries = 12

/** What the theorem predicts here: how it is derived, its quantities and vectors, and how far it reaches. */
export function predictionBlocks({ prediction, theorem }: Verdict, model: Model): Block[] {
  if (prediction === undefined) return []
  return [
    ...derivationBlocks(prediction.derivation),
    paragraph(
      heading('Prediction.'),
      prose(ended(prediction.says)),
      ' Range of validity: ',
      prose(ended(prediction.rangeOfValidity)),
    ),
    quantityTable(theorem, prediction),
    ...vectorBlocks(theorem, prediction, model),
  ]
}

export function quantityTable(theorem: string, { quantities }: Pick<Prediction, 'quantities'>): Block {
  return {
    kind: 'table',
    id: `predicted-${theorem}`,
    caption: 'Predicted quantities.',
    columns: [
      { header: 'Quantity', align: 'left' },

      { header: 'Value', align: 'left' },
      { header: 'Unit', align: 'left' },
    ],
    rows: Object.values(quantities).map(({ title, symbol, estimate, unit }) => [
      [...prose(title), text(' '), math(symbol)],
      estimateInlines(estimate),
      unitText(unit),
    ]),
  }
}

function vectorBlocks(theorem: string, { vectors = {} }: Prediction, { symbols }: Model): Block[] {
  const list = Object.values(vectors).filter(({ entries }) => entries.length > 0)
  if (list.length === 0) return []
  const shown = symbols.length > mostEntries ? mostEntries - 1 : symbols.length
  const rows: RichText[][] = symbols.slice(0, shown).map((symbol, i) => [
    [math(toLatex(symbol))],
    ...list.map(({ entries }) => (entries[i] === undefined ? '' : estimateInlines(entries[i]))),
  ])
  if (shown < symbols.length) rows.push(['…', ...list.map(() => '…')])
  return [
    {
      kind: 'table',
      id: `vectors-${theorem}`,
      caption: [
        text('Predicted vectors, by parameter'),
        text(shown < symbols.length ? ` (the first ${shown} of ${symbols.length}; the JSON report has all).` : '.'),
      ],
      columns: [
        { header: 'Entry', align: 'left' },
        ...list.map((vector) => ({ header: vectorHeader(vector), align: 'left' as const })),
      ],
      rows,
    },
  ]
} // prettier-ignore

function vectorHeader({ title, symbol, unit }: PredictedVector): RichText {
  const units = unitText(unit)
  return [...prose(title), text(' '), math(symbol), ...(units === '' ? [] : [text(` (${units})`)])]
}

/** The unit as it stands after a number; nothing for a pure number. */
export function unitText(unit: PredictedQuantity['unit']): string {
  switch (unit) {
    case 'none':
      return ''
    case 'learning rate':
      return 'as a learning rate'
    case 'length':
      return 'as a length in parameter space'
    case 'per step':
      return 'per step'
    case 'per slow time':
      return 'per unit of slow time'
  }
}
