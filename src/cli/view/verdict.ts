import { plain, type Prose } from '../../base/prose.js'
import type { Outcome, Verdict } from '../../verify/index.js'
import type { Style } from '../style.js'
import { table, wrapped } from '../text.js'
import { hypothesesText } from './hypotheses.js'
import { byReason, sharedReasonText } from './not-applicable.js'
import { estimateText, plainDecimal } from './numbers.js'
import { remainsText } from './prediction.js'

/** One verdict: outcome and title, summary, hypotheses, prediction against measurement, controls. */
export function verdictText(verdict: Verdict, style: Style, width: number): string {
  const paint = outcomePaint(verdict.outcome, style)
  const parts = [
    `${paint(verdict.outcome.toUpperCase())}  ${verdict.theorem}`,
    titleText(verdict.title, style, width),
  ]
  if (verdict.outcome === 'not applicable')
    parts.push(
      witnessText(verdict, style, width),
      ...(verdict.remains === undefined ? [] : [remainsText(verdict.remains, width)]),
    )
  else
    parts.push(
      ...(verdict.prediction === undefined
        ? []
        : [`  ${wrapped(plain(verdict.prediction.says), width - 2, '  ')}`]),
      `  ${wrapped(plain(verdict.summary), width - 2, '  ')}`,
      hypothesesText(verdict.hypotheses, style, width),
      comparisonText(verdict),
      controlsText(verdict, style, width),
    )
  return parts.filter((part) => part !== '').join('\n')
}

/** All verdicts, those last that do not apply for the very same reason: that is said once for all of them. */
export function verdictsText(verdicts: readonly Verdict[], style: Style, width: number): string[] {
  const { alone, together } = byReason(verdicts)
  return [
    ...alone.map((verdict) => verdictText(verdict, style, width)),
    ...together.map((group) =>
      [
        sharedReasonText(group, style, width),
        ...verdicts.flatMap(({ theorem, remains }) =>
          remains !== undefined && group.theorems.includes(theorem) ? [remainsText(remains, width)] : [],
        ),
      ].join('\n'),
    ),
  ]
}

/** A theorem's title, each line painted by itself: a style must not run into the indent. */
export function titleText(title: Prose, style: Style, width: number): string {
  return wrapped(plain(title), width - 2)
    .split('\n')
    .map((line) => `  ${style.strong(line)}`)
    .join('\n')
}

// The hypotheses after a refuted one were not examined, and those before it are not the point.
function witnessText({ hypotheses }: Verdict, style: Style, width: number): string {
  return hypotheses
    .filter(({ state }) => state === 'refuted')
    .map(
      ({ statement, evidence }) =>
        `  ${style.bad('✗')} ${wrapped(`refuted: ${plain(statement)}`, width - 4, '    ')}\n` +
        `    ${wrapped(plain(evidence), width - 4, '    ')}`,
    )
    .join('\n')
}

export function outcomePaint(outcome: Outcome, style: Style): (text: string) => string {
  if (outcome === 'supported') return style.good
  if (outcome === 'refuted' || outcome === 'failed') return style.bad
  return outcome === 'inconclusive' ? style.doubtful : style.faint
}

function comparisonText({ judgements, prediction, measurement }: Verdict): string {
  if (judgements.length === 0 || prediction === undefined || measurement === undefined) return ''
  const rows = judgements.map((judgement) => [
    plain(prediction.quantities[judgement.quantity]!.title),
    estimateText(judgement.predicted),
    estimateText(judgement.measured),
    `${plainDecimal(100 * judgement.deviation, 2)} % (${plainDecimal(judgement.standardErrors, 2)} s.e.)`,
    `${plainDecimal(100 * judgement.relevant, 2)} %`,
  ])
  const remarks = measurement.remarks.map((remark) => `    note: ${plain(remark)}`)
  return [
    table([['', 'predicted', 'measured', 'deviation', 'matters from'], ...rows], '    '),
    ...remarks,
  ].join('\n')
}

function controlsText({ controls }: Verdict, style: Style, width: number): string {
  if (controls.length === 0) return ''
  const rows = controls.map(({ title, wrongValue, outcome, standardErrors }) => [
    outcome === 'refuted' ? style.good('refuted') : style.bad(outcome),
    plainDecimal(wrongValue),
    `${plainDecimal(Math.abs(standardErrors), 2)} s.e.`,
    plain(title),
  ])
  return `  wrong on purpose, put to the same measurement:\n${table(rows, '    ', width)}`
}
