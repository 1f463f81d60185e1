import type { Verdict } from '../../verify/index.js'
import { type Block, math, outcome, paragraph, prose, type RichText, text } from '../document.js'
import { numberLatex } from '../numbers.js'
import { heading } from './derivation-steps.js'

/** What became of the predictions that are wrong on purpose. */
export function controlBlocks({ theorem, controls, prediction, judgements }: Verdict): Block[] {
  if (prediction === undefined || judgements.length === 0) return []
  if (controls.length === 0)
    return [
      paragraph(
        heading('Negative controls.'),
        'No wrong prediction lies far enough from the right one to be told apart from it at this effort, so none was tried.',
      ),
    ]
  const missed = controls.filter((control) => control.outcome !== 'refuted').length
  return [
    paragraph(
      heading('Negative controls.'),
      'An experiment that agrees with everything shows nothing. The same measurement is therefore compared with ' +
        'predictions that are wrong on purpose; each of them should be refuted.',
      missed === 0 ? '' : ` Here ${missed} of ${controls.length} ${missed === 1 ? 'was' : 'were'} not.`,
    ),
    {
      kind: 'table',
      id: `controls-${theorem}`,
      caption: 'Negative controls.',
      columns: [
        { header: 'Wrong prediction', align: 'left' },
        { header: 'Wrong value', align: 'left' },
        { header: 'Deviation in standard errors', align: 'right' },
        { header: 'Outcome', align: 'left' },
      ],
      rows: controls.map(({ title, wrongValue, standardErrors, outcome: became }): RichText[] => [
        prose(title),
        [math(numberLatex(wrongValue, 5))],
        standardErrorsCell(standardErrors),
        [outcome(became)],
      ]),
    },
  ]
}

function standardErrorsCell(standardErrors: number): RichText {
  if (Math.abs(standardErrors) <= 1e4) return [math(numberLatex(standardErrors, 3))]
  return [text('beyond '), math(`${standardErrors < 0 ? '-' : ''}10^4`)]
}
