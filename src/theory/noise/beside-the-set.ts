import { type Matrix, norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { DisplacementExperiment } from '../experiment.js'
import type { ChosenNoise } from './chosen-noise.js'

// In units of the length of the geometry.
const distance = 0.02
// Below 2, at which a step of some batch no longer contracts.
const largestStep = 1.9
// Logarithm of the factor by which the distance from the set falls before anything is counted.
const fall = 40
const mostSteps = 100_000

/**
 * The same experiment from a start beside the zero-loss set, counted from when the algorithm has come down to it: on the set
 * itself batches have nothing to act on. As it is for noise other than batches, and where single steps can lead away.
 */
export function fromBesideTheSet(
  { point, landscape, model }: Site,
  noise: ChosenNoise,
  experiment: DisplacementExperiment,
): DisplacementExperiment {
  const { batch } = noise.perturbation
  const [level] = experiment.levels
  if (batch === undefined || level === undefined || !noise.kind.frozen || model.loss.kind === 'general')
    return experiment
  const curvature = steepestSample(landscape.jacobian(point.coordinates), model.loss.count)
  if (!(level.learningRate * curvature < largestStep)) return experiment
  const slowest = Math.min(...point.normalEigenvalues)
  const before = Math.ceil(fall / -Math.log(Math.abs(1 - level.learningRate * slowest)))
  const steps = Math.max(level.steps, 4 * before)
  if (!(steps <= mostSteps)) return experiment
  const { rows, columns, data } = point.normal
  const start = point.coordinates.slice()
  const size = (distance * experiment.length) / Math.sqrt(columns)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) start[i]! += size * data[i * columns + j]!
  const first = before / steps
  const fractions = experiment.predictedPath.map(
    (_, k, { length }) => first + (k / (length - 1)) * (1 - first),
  )
  return {
    ...experiment,
    start,
    levels: [{ ...level, steps }],
    slowTime: (experiment.slowTime * steps) / level.steps,
    predictedPath: fractions.map((fraction) => ({ fraction, displacement: 0 })),
    countsFromFirst: true,
  }
}

/** No sample has a larger eigenvalue of its Gauss–Newton matrix: the sum over its outputs of |∇r|². */
function steepestSample({ rows, columns, data }: Matrix, samples: number): number {
  const size = (rows / samples) * columns
  const squares = Array.from(
    { length: samples },
    (_, i) => norm(data.subarray(i * size, (i + 1) * size)) ** 2,
  )
  return Math.max(...squares)
}
