import type { Estimate } from '../../base/estimate.js'
import { formulaOf } from '../../dynamics/index.js'
import { type Expression, toLatex, toText } from '../../expression/index.js'
import { noiseText } from '../../study/index.js'
import {
  derivationSteps,
  type FixedPoints,
  type NoiseComparison,
  type NoiseLimit,
} from '../../theory/index.js'
import type { LimitJson } from './limit-schema.js'
import { estimateJson, matrixJson, numberOrNull, numbersOrNull } from './values.js'

type Motion = LimitJson['along']['motions'][number]

const written = (e: Expression) => ({ text: toText(e), latex: toLatex(e) })
const estimates = (all: readonly Estimate[]) => all.map(estimateJson)

/** A limit of noise as JSON has it; the learning rate was `given` or chosen. */
export function limitJson(limit: NoiseLimit, given: boolean): LimitJson {
  const { noise, kind, learningRate, coefficients, along, paths } = limit
  const { slowDrift, slowDriftAtRate } = coefficients
  return {
    noise: {
      text: noiseText(noise.choice),
      title: noise.model.title,
      formula: formulaOf(noise.model, noise.choice.options, noise.perturbation.model),
      law: limit.law,
    },
    class: classJson(kind),
    learningRate: { text: toText(learningRate.exact), value: numberOrNull(learningRate.value), given },
    regulariser: estimateJson(coefficients.regulariser),
    fastDrift: estimates(coefficients.fastDrift),
    slowDrift: slowJson(slowDrift),
    slowDriftAtRate: slowDriftAtRate === undefined ? null : slowJson(slowDriftAtRate),
    secondDrift: limit.secondDrift === undefined ? null : estimates(limit.secondDrift),
    diffusion: matrixJson(coefficients.diffusion),
    perStep: limit.perStep === undefined ? null : estimates(limit.perStep),
    excessLoss:
      limit.excessLoss === undefined
        ? null
        : { first: numberOrNull(limit.excessLoss.first), second: numberOrNull(limit.excessLoss.second) },
    atStrength: strengthJson(limit.atStrength),
    along: alongJson(along),
    equilibria: limit.equilibria.map(equilibriumJson),
    paths: paths.map(pathJson),
    notes: [...coefficients.notes],
  }
}

function strengthJson(found: NoiseLimit['atStrength']): LimitJson['atStrength'] {
  if (found === undefined) return null
  const { exact, value } = found.strength
  const strength = { text: toText(exact), value: numberOrNull(value) }
  if ('missing' in found)
    return { strength, missing: found.missing, method: null, formula: null, regulariser: null, drift: null }
  const formula = found.formula === undefined ? null : written(found.formula)
  return {
    strength,
    missing: null,
    method: found.method ?? null,
    formula,
    regulariser: estimateJson(found.regulariser),
    drift: estimates(found.drift),
  }
}

/** One noise model of a comparison. */
export function comparisonJson({ model, choice, found }: NoiseComparison) {
  const isMissing = 'missing' in found
  return {
    noise: { text: noiseText(choice), title: model.title, formula: formulaOf(model, choice.options) },
    missing: isMissing ? found.missing : null,
    class: isMissing ? null : classJson(found.kind),
    drift: isMissing ? null : estimates(found.drift),
    diffusion: isMissing || found.diffusion === undefined ? null : numberOrNull(found.diffusion),
  }
}

function classJson(kind: NoiseLimit['kind']): LimitJson['class'] {
  return {
    kind: kind.kind,
    frozen: kind.frozen,
    diffuses: kind.diffuses,
    certain: kind.certain,
    regulariser: kind.regulariser ?? null,
    timeScales: kind.timeScales.map(timeJson),
    undecided: kind.undecided ?? null,
    equation: kind.equation ?? null,
    evidence: kind.evidence.map(({ asked, state, says, points, largest }) => ({
      asked: `$${asked}$`,
      state,
      says,
      points,
      largest: numberOrNull(largest),
    })),
    notes: [...kind.notes],
  }
}

function timeJson({ alpha, sigma, time, when }: NoiseLimit['kind']['timeScales'][number]) {
  return { alpha, sigma, latex: time, when }
}

function slowJson(drift: NoiseLimit['coefficients']['slowDrift']): LimitJson['slowDrift'] {
  return {
    tangentTangent: estimates(drift.tangentTangent),
    mixed: estimates(drift.mixed),
    normalNormal: estimates(drift.normalNormal),
    jumps: drift.jumps === undefined ? null : estimates(drift.jumps),
    total: estimates(drift.total),
  }
}

function alongJson(along: NoiseLimit['along']): LimitJson['along'] {
  if ('missing' in along)
    return {
      missing: along.missing,
      free: [],
      coordinates: [],
      metric: [],
      motions: [],
      notes: [],
      derivation: [],
    }
  return {
    missing: null,
    free: along.branch.free.map(written),
    coordinates: along.branch.coordinates.map(written),
    metric: along.metric.map((row) => row.map(written)),
    motions: along.motions.map(motionJson),
    notes: [...along.notes],
    derivation: derivationSteps(along).map(({ says, formula = [] }) => ({ says, formula: [...formula] })),
  }
}

function motionJson(motion: Exclude<NoiseLimit['along'], { missing: string }>['motions'][number]): Motion {
  const { terms, drift, diffusion, finiteStep, potential, comparison, solution, fixedPoints, stationary } = motion // prettier-ignore
  return {
    time: timeJson(motion.time),
    kind: motion.kind,
    terms: terms.map(({ name, latex, entries }) => ({ name, latex, entries: entries.map(written) })),
    drift: drift.map(written),
    diffusion: diffusion === undefined ? null : diffusion.map((row) => row.map(written)),
    finiteStep: finiteStep === undefined ? null : finiteStep.drift.map(written),
    potential: potential === undefined ? null : { name: potential.name, formula: written(potential.expression) }, // prettier-ignore
    comparison: { points: comparison.points, worst: numberOrNull(comparison.worst) },
    firstIntegral: solution === undefined ? null : written(solution.firstIntegral),
    exponential: solution?.exponential === undefined ? null : { quantity: written(solution.exponential.quantity), rate: written(solution.exponential.rate) }, // prettier-ignore
    quantities: motion.quantities.map(({ quantity, rate }) => ({ quantity: written(quantity), rate: written(rate) })), // prettier-ignore
    fixedPoints: fixedPoints === undefined ? null : fixedPointsJson(fixedPoints),
    stationary: stationary === undefined ? null : { density: written(stationary.density), perVolume: written(stationary.perVolume), normalisable: stationary.normalisable, why: stationary.why }, // prettier-ignore
    notes: [...motion.notes],
  }
}

function fixedPointsJson({ points, complete, note }: FixedPoints): Exclude<Motion['fixedPoints'], null> {
  return {
    points: points.map(({ exact, values, error, free, stability, eigenvalues, value, singular, remark }) => ({
      exact: exact === undefined ? null : exact.map(written),
      values: values === undefined ? null : numbersOrNull(values),
      error: error === undefined ? null : numberOrNull(error),
      free: free.map(written),
      stability: stability ?? null,
      eigenvalues: eigenvalues === undefined ? null : eigenvalues.map(complexJson),
      value: value === undefined ? null : numberOrNull(value),
      singular,
      remark: remark ?? null,
    })),
    complete,
    note: note ?? null,
  }
}

function equilibriumJson(found: NoiseLimit['equilibria'][number]): LimitJson['equilibria'][number] {
  const time = timeJson(found.time)
  if ('missing' in found) return { time, missing: found.missing, found: null }
  const { coordinates, eigenvalues, eigenvalueError, stability, neutral, least, followed } = found
  return {
    time,
    missing: null,
    found: {
      coordinates: estimates(coordinates),
      eigenvalues: eigenvalues.map(complexJson),
      eigenvalueError: numberOrNull(eigenvalueError),
      stability: stability ?? null,
      neutral,
      descends: least === undefined ? null : { of: least.of, value: least.value === undefined ? null : estimateJson(least.value) }, // prettier-ignore
      followed: numberOrNull(followed),
    },
  }
}

const complexJson = ({ re, im }: { readonly re: number; readonly im: number }) => ({ re: numberOrNull(re), im: numberOrNull(im) }) // prettier-ignore

function pathJson(path: NoiseLimit['paths'][number]): LimitJson['paths'][number] {
  const time = timeJson(path.time)
  if ('missing' in path) return { time, missing: path.missing, ensemble: null, states: [], notes: [] }
  return {
    time,
    missing: null,
    ensemble: path.ensemble === undefined ? null : { ...path.ensemble },
    states: path.states.map(({ at, coordinates, deviations, atRate }) => ({
      at,
      coordinates: estimates(coordinates),
      deviations: deviations === undefined ? null : estimates(deviations),
      atRate: atRate === undefined ? null : estimates(atRate),
    })),
    notes: [...path.notes],
  }
}
