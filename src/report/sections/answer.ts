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

import { capital } from './derivation-steps.js'
import { theoremSectionId } from './theorem.js'

/** What was found, before anything is explained: one callout with a paragraph, and the verdicts in one table. */
export function answerBlocks(study: Study): Block[] {
  return [
    {
      kind: 'callout',
      outcome: study.outcome,
      title: headline(study.verdicts.map(({ outcome }) => outcome)),
      blocks: [paragraph('At the point ', [emphasis(study.at.name)], '. ', ...answers(study.verdicts))],
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
    if (first === 'not applicable')
      return count === 1
        ? 'The theorem does not apply.'
        : count === 2
          ? 'Neither theorem applies.'
          : `None of the ${count} theorems applies.`
    const subject =
      count === 1 ? 'The theorem is' : count === 2 ? 'Both theorems are' : `All ${count} theorems are`
    return `${subject} ${wordOf(first)}.`
  }
  const parts = [...counts].map(([one, many]) =>
    one === 'not applicable'
      ? `${many} ${many === 1 ? 'does' : 'do'} not apply`
      : `${many} ${many === 1 ? 'is' : 'are'} ${wordOf(one)}`,
  )
  return `Of ${count} theorems, ${joined(parts)}.`
}

function wordOf(outcome: Outcome): string {
  return outcome === 'failed' ? 'without an answer (failed)' : outcome
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

// A reason that several theorems share, such as a missing zero-loss set, is said once.
function answers(verdicts: readonly Verdict[]): Inline[] {
  const shared = verdicts.length > 1 && new Set(verdicts.map(({ summary }) => summary)).size === 1
  if (!shared) {
    const reasons = repeatedReasons(verdicts)
    return [
      ...verdicts.filter(({ summary }) => !reasons.has(summary)).flatMap(answerOf),
      ...[...reasons].flatMap(([summary, count]) => [text(`${capital(numberWord(count))} theorems do not apply: `), ...prose(reasonOf(summary)), text(' ')]),
    ]
  }
  // The title of the callout has said already that none applies.
  return prose(capital(reasonOf(verdicts[0]!.summary)))
} // prettier-ignore

/** Reasons for which several theorems do not apply, and how many. */
function repeatedReasons(verdicts: readonly Verdict[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { outcome, summary } of verdicts)
    if (outcome === 'not applicable') counts.set(summary, (counts.get(summary) ?? 0) + 1)
  return new Map([...counts].filter(([, count]) => count > 1))
}

const reasonOf = (summary: string): string => summary.replace(/^Does not apply: /, '')

const numberWord = (count: number): string => ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count - 2] ?? String(count) // prettier-ignore

// What the prediction says, then what became of it.
function answerOf({ prediction, title, summary }: Verdict): Inline[] {
  const lead =
    prediction === undefined ? [emphasis(prose(title)), text(': ')] : [...prose(prediction.says), text(' ')]
  return [...lead, ...prose(capital(summary)), text(' ')]
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
      [...(symbol === undefined ? [] : [math(`${symbol} =`), text(' ')]), ...estimateInlines(predicted, 6)],
      estimateInlines(measured),
    ]
  }
  return [
    [name, [outcomeMark(verdict.outcome)], ...cells(first)],
    ...others.map((other) => [inlinesOf(''), [outcomeMark(other.outcome)], ...cells(other)]),
  ]
}
