import { shareEnds } from '../../theory/index.js'
import type { PredictedQuantity } from '../../theory/index.js'
import type { Judgement, Measurement, Verdict } from '../../verify/index.js'
import { chartPlot } from '../chart-plot.js'
import { type Block, math, outcome as outcomeMark, prose, type RichText, text } from '../document.js'
import { estimateInlines } from '../estimates.js'
import { boundLatex, endsLatex, intervalLatex, numberLatex, percentLatex } from '../numbers.js'
import { unitText } from './prediction.js'

/** Prediction against measurement: a table for every compared quantity, and the figures. */
export function comparisonBlocks(verdict: Verdict): Block[] {
  const { prediction, measurement, judgements, theorem } = verdict
  if (prediction === undefined || measurement === undefined) return []
  return [
    ...judgements.map((judgement) =>
      comparisonTable(theorem, judgement, prediction.quantities[judgement.quantity]!, measurement),
    ),
    ...figures(verdict, measurement),
  ]
}

function comparisonTable(
  theorem: string,
  judgement: Judgement,
  predicted: PredictedQuantity,
  measurement: Measurement,
): Block {
  const { deviation, halfWidth, relevant } = judgement
  const rows: [RichText, RichText][] = [
    [[text('predicted '), math(predicted.symbol)], estimateInlines(judgement.predicted)],
    ['measured', measuredCell(judgement)],
    ['99 % interval', [math(intervalEnds(judgement))]],
    ['systematic part of the half-width', [math(boundLatex(systematicOf(judgement, measurement), 2))]],
    ['scale, to which deviations are relative', [math(numberLatex(predicted.scale))]],
    ['relative deviation', [math(`(${intervalLatex(100 * deviation, 100 * halfWidth)})\\,\\%`)]],
    ['deviation in standard errors', standardErrorsCell(judgement)],
    ['smallest deviation that matters', [math(percentLatex(relevant))]],
    ['chance of noticing such a deviation', [math(powerLatex(judgement.power))]],
    ['refuted with a chance of 95 %: deviations from', [math(percentLatex(judgement.refutable, 2))]],
    ['outcome', [outcomeMark(judgement.outcome)]],
  ]
  return {
    kind: 'table',
    id: `comparison-${theorem}-${judgement.quantity}`,
    caption: [
      text('Prediction against measurement: '),
      ...prose(predicted.title),
      text(unitSuffix(predicted)),
    ],
    columns: [
      { header: 'What', align: 'left' },
      { header: 'Value', align: 'left' },
    ],
    rows,
  }
}

function unitSuffix({ unit }: PredictedQuantity): string {
  const words = unitText(unit)
  return words === '' ? '.' : `, ${words}.`
}

function measuredCell({ measured }: Judgement): RichText {
  const count = measured.kind === 'measured' ? ` (${measured.count} replicas)` : ''
  return [...estimateInlines(measured), text(count)]
}

function intervalEnds({ measured }: Judgement): string {
  if (measured.kind !== 'measured') return numberLatex(measured.value)
  const { value, halfWidth, isShare } = measured
  const [low, high] = (isShare === true ? shareEnds(value, halfWidth) : undefined) ?? [
    value - halfWidth,
    value + halfWidth,
  ]
  return `[${endsLatex(low, high).join(',\\; ')}]`
}

function systematicOf({ quantity }: Judgement, { quantities }: Measurement): number {
  return quantities[quantity]?.systematic ?? 0
}

// Runs that all end at the same number have no standard error worth the name: the deviation is then systematic.
function standardErrorsCell({ standardErrors }: Judgement): RichText {
  if (!Number.isFinite(standardErrors) || Math.abs(standardErrors) > 1e4)
    return 'the replicas agree to many digits: the whole deviation is systematic'
  return [math(numberLatex(standardErrors, 2))]
}

function powerLatex(power: number): string {
  if (power > 0.999) return '> 99.9\\,\\%'
  return power < 0.001 ? '< 0.1\\,\\%' : percentLatex(power, 3)
}

function figures({ theorem }: Verdict, { charts }: Measurement): Block[] {
  return charts
    .filter(({ measured, predicted }) => measured.length + predicted.length > 0)
    .map((chart) => ({
      kind: 'figure',
      id: `figure-${theorem}-${chart.id}`,
      plot: chartPlot(chart),
      caption: [...prose(chart.title), text('. Error bars are 99 % intervals.')],
    }))
}
