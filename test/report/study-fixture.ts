/** Studies made by hand from real types: the golden model at `skewed`, without any computation behind the numbers. */
import { problem } from '../../src/base/problem.js'
import { gradient, hessian, jacobian } from '../../src/calculus/index.js'
import {
  createGraph,
  divide,
  multiply,
  rational,
  square,
  subtract,
  substituteAll,
} from '../../src/expression/index.js'
import type { Landscape, ZeroLossPoint } from '../../src/geometry/index.js'
import type { Model } from '../../src/model/index.js'
import { fromRows } from '../../src/numeric/index.js'
import type { Study } from '../../src/study/index.js'
import { theorems } from '../../src/theory/index.js'
import type { Verdict } from '../../src/verify/index.js'

const graph = createGraph()
const [a, b, x, y] = ['a', 'b', 'x', 'y'].map((name) => graph.symbol(name)) as [never, never, never, never]
const one = graph.constant(1)
const two = graph.constant(2)
const residual = subtract(multiply(multiply(a, b), x), y)
const residuals = [
  [1, 2],
  [2, 4],
].map(([u, v]) => subtract(multiply(multiply(a, b), u!), v!))
const loss = divide(
  residuals.map(square).reduce((sum, term) => graph.sum([sum, term])),
  4,
)

export const model: Model = {
  title: 'Two-layer scalar linear network',
  description: undefined,
  references: [],
  graph,
  parameters: [
    { name: 'a', shape: [], symbols: [a], assumptions: {} },
    { name: 'b', shape: [], symbols: [b], assumptions: {} },
  ],
  symbols: [a, b],
  data: {
    names: ['x', 'y'],
    shapes: [[], []],
    sampleCount: 2,
    symbols: [x, y],
    samples: [
      [rational.of(1), rational.of(2)],
      [rational.of(2), rational.of(4)],
    ],
  },
  loss: { kind: 'squares', residuals: [residual], count: 2 },
  points: [{ name: 'skewed', coordinates: [two, one] }],
  hash: '4c6e1f0a9b8d7c6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e',
  source: {
    name: 'two-layer-scalar.yaml',
    text: 'title: Two-layer scalar linear network\nparameters: [a, b]\ndata: {x: [1, 2], y: [2, 4]}\noutput: a*b*x\n',
  },
}

const symbolic = {
  loss,
  gradient: gradient(loss, [a, b]),
  hessian: hessian(loss, [a, b]),
  residuals,
  jacobian: jacobian(residuals, [a, b]),
}

const landscape: Landscape = {
  model,
  dimension: 2,
  loss: () => 0,
  gradient: () => new Float64Array(2),
  hessian: () =>
    fromRows([
      [2.5, 5],
      [5, 10],
    ]),
  hessianVector: () => new Float64Array(2),
  hasResiduals: true,
  residuals: () => new Float64Array(2),
  jacobian: () =>
    fromRows([
      [1, 2],
      [2, 4],
    ]),
  thirdContraction: () => new Float64Array(2),
  thirdAlong: () => new Float64Array(2),
  fourthAlong: () => new Float64Array(2),
  residualsSecond: () => new Float64Array(2),
  symbolic,
  perSample: undefined,
}

export const exactPoint: ZeroLossPoint = {
  name: 'skewed',
  landscape,
  coordinates: Float64Array.of(2, 1),
  exact: {
    coordinates: [two, one],
    at: (list) => substituteAll(list, new Map([[a, two], [b, one]])),
    rank: 1,
  },
  moved: { from: Float64Array.of(2, 1), distance: 0, method: 'none' },
  loss: 0,
  residual: 0,
  certainty: 'exact',
  rank: {
    of: 'Jacobian', rows: 2, columns: 2, singularValues: Float64Array.of(5, 1e-16), rank: 1, gap: 5e16, tolerance: 5e-9, clear: true,
    certainty: 'exact',
    singularValueError: 1e-14,
    atLeast: 1,
    smallestAtLeast: undefined,
    conditioning: 1,
    notes: [],
  },
  dimension: 1,
  tangent: fromRows([[0.894427190999916], [-0.447213595499958]]),
  normal: fromRows([[0.447213595499958], [0.894427190999916]]),
  hessian: fromRows([[2.5, 5], [5, 10]]),
  normalEigenvalues: Float64Array.of(12.5),
  sharpness: 12.5,
} // prettier-ignore

export const movedPoint: ZeroLossPoint = {
  ...exactPoint,
  name: 'far',
  exact: undefined,
  certainty: 'numerical',
  coordinates: Float64Array.of(1.732050807568877, 1.154700538379252),
  moved: { from: Float64Array.of(1.5, 0.5), distance: 0.694823, method: 'gradient flow' },
  residual: 2.2e-16,
  loss: 1.2e-32,
  rank: { ...exactPoint.rank, gap: Infinity },
}

const threshold = theorems.find(({ id }) => id === 'stability/gradient-descent-threshold')!
const hypotheses = threshold.hypotheses.map(({ id, statement }) => ({
  id,
  statement,
  state: 'proved' as const,
  evidence: 'checked by hand: $\\lambda = 25/2$',
}))

const predicted = { kind: 'exact', value: 0.16, text: '4/25', latex: '\\frac{4}{25}' } as const
const measured = { kind: 'measured', value: 0.16004, halfWidth: 0.00041, standardError: 0.0001, level: 0.99, count: 16 } as const // prettier-ignore

export const supported: Verdict = {
  theorem: threshold.id,
  title: threshold.title,
  outcome: 'supported',
  summary: 'stability threshold predicted 0.16, measured 0.16004 ± 0.00041 (99 %); all 2 wrong predictions are refuted.',
  hypotheses,
  prediction: {
    quantities: {
      threshold: { title: 'stability threshold', symbol: '\\eta_{\\mathrm{GD}}', unit: 'learning rate', estimate: predicted, scale: 0.16 },
    },
    vectors: {
      drift: {
        title: 'drift',
        symbol: 'b_0',
        unit: 'per slow time',
        entries: [
          { kind: 'exact', value: -3.75, text: '-15/4', latex: '-\\frac{15}{4}' },
          { kind: 'numerical', value: 1.8749999999, error: 1e-12, method: 'by hand' },
        ],
      },
    },
    derivation: [{ says: 'A step multiplies a displacement by', formula: ['1 - \\eta\\lambda_j'] }],
    says: 'Gradient descent settles here for learning rates below $\\frac{4}{25}$ = 0.16.',
    rangeOfValidity: 'small displacements',
  },
  measurement: {
    quantities: { threshold: { estimate: measured, systematic: 0.00012 } },
    charts: [
      {
        id: 'growth',
        title: 'Growth of a small displacement',
        x: 'learning rate $\\eta$',
        y: 'growth rate per step',
        predicted: [[0.05, -1], [0.08, -Infinity], [0.12, -0.7], [0.2, 0.4]],
        measured: [{ x: 0.12, y: -0.69, halfWidth: 0.01 }, { x: 0.16, y: 0, halfWidth: 0.01 }, { x: 0.2, y: 0.41, halfWidth: 0.01 }],
        mark: { x: 0.16004, label: 'measured threshold' },
        zeroLine: true,
      },
    ],
    run: { seed: 7, replicas: 16, steps: 123456, settings: { spread: 1e-6, from: 400, to: 800 }, cutShort: false },
    remarks: ['two runs left the neighbourhood of the start and are not counted'],
  },
  judgements: [
    {
      quantity: 'threshold', outcome: 'supported', predicted, measured, deviation: 0.00025, halfWidth: 0.0026, standardErrors: 0.4, relevant: 0.01, power: 1, refutable: 0.0143,
    },
  ],
  controls: [
    { id: 'threshold-times-1.1', title: 'the threshold multiplied by 1.1', wrongValue: 0.176, outcome: 'refuted', standardErrors: -160 },
    { id: 'inverse-sharpness', title: '$1/\\lambda_{\\max}$ in place of the threshold', wrongValue: 0.08, outcome: 'refuted', standardErrors: Infinity },
  ],
} // prettier-ignore

export const notApplicable: Verdict = {
  ...supported,
  outcome: 'not applicable',
  summary: 'Does not apply: the point lies on a kink of relu.',
  hypotheses: [
    hypotheses[0]!,
    { ...hypotheses[1]!, state: 'refuted', evidence: 'the point lies on a kink of relu' },
    { ...hypotheses[2]!, state: 'unknown', evidence: 'not examined' },
  ],
  prediction: undefined,
  measurement: undefined,
  judgements: [],
  controls: [],
}

export const failed: Verdict = {
  ...supported,
  outcome: 'failed',
  summary: 'the differential equation was not solved: …',
  prediction: undefined,
  measurement: undefined,
  judgements: [],
  controls: [],
  problem: problem('ode-failed', { reason: 'The step size became too small', time: 0.5, steps: 100 }),
}

/** A study of the golden model with these verdicts. */
export function studyOf(verdicts: readonly Verdict[], point: ZeroLossPoint = exactPoint): Study {
  const inputs = { learningRate: { exact: graph.constant('1/10'), value: 0.1 } }
  return {
    question: { at: 'skewed', seed: 7, effort: 'standard', theorems: verdicts.map(({ theorem }) => theorem) },
    at: model.points[0]!,
    situation: { model, landscape, landing: { point }, inputs },
    derivation: {
      of: 'loss',
      symbols: model.symbols,
      loss,
      gradient: symbolic.gradient,
      hessian: symbolic.hessian,
      kinks: [],
      kinksInParts: [],
      simplified: true,
      poles: [],
      averaged: false,
    },
    verdicts,
    outcome: verdicts[0]?.outcome ?? 'not applicable',
    provenance: {
      thalweg: '0.1.0',
      modelHash: model.hash,
      seed: 7,
      command: 'thalweg report two-layer-scalar.yaml --at skewed --seed 7',
    },
  }
}

/** The same model, asked about a place from which no zero-loss set was reached. */
export function studyWithoutPoint(): Study {
  const study = studyOf([notApplicable])
  const reason = problem('no-zero-loss-set', { lowestLoss: 0.25, at: 'a = 1, b = 1', tried: 'gradient flow' })
  return { ...study, situation: { ...study.situation, landing: { problem: reason } } }
}
