import { type Prediction, type Remains, theorems } from '../../theory/index.js'
import type { Chart, ControlResult, Curve, Judgement, Measurement, Verdict } from '../../verify/index.js'
import type { Report } from './schema.js'
import { estimateJson, mapRecord, numberOrNull, problemJson } from './values.js'

type JsonVerdict = Report['verdicts'][number]
type JsonMeasurement = NonNullable<JsonVerdict['measurement']>

export function verdictJson(verdict: Verdict): JsonVerdict {
  const record = theorems.find(({ id }) => id === verdict.theorem)
  return {
    theorem: verdict.theorem,
    title: verdict.title,
    statement: record?.statement ?? null,
    formula: [...(record?.formula ?? [])],
    cite: [...(record?.cite ?? [])],
    outcome: verdict.outcome,
    summary: verdict.summary,
    hypotheses: verdict.hypotheses.map(({ id, statement, state, evidence }) => ({
      id,
      statement,
      state,
      evidence,
    })),
    prediction: verdict.prediction === undefined ? null : predictionJson(verdict.prediction),
    measurement: verdict.measurement === undefined ? null : measurementJson(verdict.measurement),
    judgements: verdict.judgements.map(judgementJson),
    controls: verdict.controls.map(controlJson),
    ...(verdict.remains && { remains: remainsJson(verdict.remains) }),
    problem: verdict.problem === undefined ? null : problemJson(verdict.problem),
  }
}

export function predictionJson(prediction: Prediction): NonNullable<JsonVerdict['prediction']> {
  return {
    says: prediction.says,
    rangeOfValidity: prediction.rangeOfValidity,
    quantities: quantitiesJson(prediction.quantities),
    vectors: mapRecord(prediction.vectors ?? {}, ({ title, symbol, unit, entries }) => ({
      title,
      symbol,
      unit,
      entries: entries.map(estimateJson),
    })),
    derivation: prediction.derivation.map(({ says, formula = [] }) => ({ says, formula: [...formula] })),
  }
}

function quantitiesJson(quantities: Prediction['quantities']) {
  return mapRecord(quantities, ({ title, symbol, unit, scale, estimate }) => ({
    title,
    symbol,
    unit,
    scale: numberOrNull(scale),
    estimate: estimateJson(estimate),
  }))
}

export function remainsJson({ says, quantities }: Remains): NonNullable<JsonVerdict['remains']> {
  return { says, quantities: quantitiesJson(quantities) }
}

function measurementJson({ quantities, run, remarks, charts }: Measurement): JsonMeasurement {
  return {
    quantities: mapRecord(quantities, ({ estimate, systematic }) => ({
      estimate: estimateJson(estimate),
      systematic: numberOrNull(systematic),
    })),
    run: {
      seed: run.seed,
      replicas: run.replicas,
      steps: run.steps,
      settings: mapRecord(run.settings, numberOrNull),
      cutShort: run.cutShort,
    },
    remarks: [...remarks],
    charts: charts.map(chartJson),
  }
}

function chartJson(chart: Chart): JsonMeasurement['charts'][number] {
  const { id, title, x, y, mark, label, others, logarithmic } = chart
  return {
    id,
    title,
    x,
    y,
    ...curveJson(chart),
    mark: mark === undefined ? null : { x: numberOrNull(mark.x), label: mark.label },
    ...(label !== undefined && { label }),
    ...(others !== undefined && { others: others.map((one) => ({ label: one.label, ...curveJson(one) })) }),
    ...(logarithmic !== undefined && { logarithmic: [...logarithmic] }),
  }
}

function curveJson({ predicted, measured }: Curve) {
  return {
    predicted: predicted.map(([px, py]) => ({ x: numberOrNull(px), y: numberOrNull(py) })),
    measured: measured.map((point) => ({
      x: numberOrNull(point.x),
      y: numberOrNull(point.y),
      halfWidth: numberOrNull(point.halfWidth),
    })),
  }
}

function judgementJson(judgement: Judgement): JsonVerdict['judgements'][number] {
  return {
    quantity: judgement.quantity,
    outcome: judgement.outcome,
    predicted: estimateJson(judgement.predicted),
    measured: estimateJson(judgement.measured),
    deviation: numberOrNull(judgement.deviation),
    halfWidth: numberOrNull(judgement.halfWidth),
    standardErrors: numberOrNull(judgement.standardErrors),
    relevant: numberOrNull(judgement.relevant),
    power: numberOrNull(judgement.power),
    refutable: numberOrNull(judgement.refutable),
    replicasFactor: numberOrNull(judgement.replicasFactor ?? NaN),
  }
}

function controlJson({ id, title, wrongValue, outcome, standardErrors }: ControlResult) {
  return {
    id,
    title,
    wrongValue: numberOrNull(wrongValue),
    outcome,
    standardErrors: numberOrNull(standardErrors),
  }
}
