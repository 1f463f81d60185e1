import { plain } from '../../base/prose.js'
import type { Study } from '../../study/index.js'
import type { Outcome, Verdict } from '../../verify/index.js'
import {
  type Block,
  emphasis,
  type Inline,
  inlinesOf,
  math,
  outcome as outcomeMark,
  paragraph,
  prose,
  reference,
  type RichText,
  text,
} from '../document.js'
import { estimateInlines } from '../estimates.js'
import { capitalised } from '../marks.js'
import { theoremSectionId } from './theorem.js'

/** What was found, before anything is explained: one callout with a paragraph, and the verdicts in one table. */
export function answerBlocks(study: Study): Block[] {
  return [
    {
      kind: 'callout',
      outcome: study.outcome,
      title: headline(study.verdicts.map(({ outcome }) => outcome)),
      blocks: [
        paragraph('At the point ', [emphasis(study.at.name)], '. ', ...study.verdicts.flatMap(answerOf)),
      ],
    },
    ...(study.verdicts.length === 0 ? [] : [verdictTable(study.verdicts)]),
  ]
}

/** `Both theorems are supported.`, `Of 2 theorems, 1 is supported and 1 is not applicable.` */
export function headline(outcomes: readonly Outcome[]): string {
  const counts = new Map<Outcome, number>()
  for (const one of outcomes) counts.set(one, (counts.get(one) ?? 0) + 1)
  const [first] = counts.keys()
  const count = outcomes.length
  if (first === undefined) return 'No theorem was asked for.'
  if (counts.size === 1) {
    const subject =
      count === 1 ? 'The theorem is' : count === 2 ? 'Both theorems are' : `All ${count} theorems are`
    return `${subject} ${wordOf(first)}.`
  }
  const parts = [...counts].map(([one, many]) => `${many} ${many === 1 ? 'is' : 'are'} ${wordOf(one)}`)
  return `Of ${count} theorems, ${joined(parts)}.`
}

function wordOf(outcome: Outcome): string {
  return outcome === 'failed' ? 'without an answer (failed)' : outcome
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

// What the prediction says, then what became of it.
function answerOf(verdict: Verdict): Inline[] {
  const says = verdict.prediction === undefined ? [] : [...prose(verdict.prediction.says), text(' ')]
  const name = verdict.prediction === undefined ? `${plain(verdict.title)}: ` : ''
  return [...says, ...prose(`${name}${capitalised(verdict.summary)}`), text(' ')]
}

function verdictTable(verdicts: readonly Verdict[]): Block {
  return {
    kind: 'table',
    id: 'verdicts',
    caption: 'The verdicts. Measured values are 99 % intervals.',
    columns: [
      { header: 'Theorem', align: 'left' },
      { header: 'Verdict', align: 'left' },
      { header: 'Predicted', align: 'left' },
      { header: 'Measured', align: 'left' },
    ],
    rows: verdicts.flatMap(rowsOf),
  }
}

function rowsOf(verdict: Verdict): RichText[][] {
  const name: RichText = [
    ...prose(verdict.title),
    text(' ('),
    reference(theoremSectionId(verdict)),
    text(')'),
  ]
  const [first, ...others] = verdict.judgements
  if (first === undefined) return [[name, [outcomeMark(verdict.outcome)], '–', '–']]
  const cells = ({ quantity, predicted, measured }: typeof first): RichText[] => {
    const symbol = verdict.prediction?.quantities[quantity]?.symbol
    return [
      [...(symbol === undefined ? [] : [math(`${symbol} =`), text(' ')]), ...estimateInlines(predicted)],
      estimateInlines(measured),
    ]
  }
  return [
    [name, [outcomeMark(verdict.outcome)], ...cells(first)],
    ...others.map((other) => [inlinesOf(''), [outcomeMark(other.outcome)], ...cells(other)]),
  ]
}
