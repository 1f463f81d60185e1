import { begin, type Budget, unlimited } from '../base/budget.js'
import { type Problem, ProblemError } from '../base/problem.js'
import { gradient, isZero } from '../calculus/index.js'
import {
  type BatchChoice,
  type NoiseChoice,
  probabilitiesFor,
  requireSampling,
  type SampleWeights,
} from '../dynamics/index.js'
import { failure } from '../base/wording.js'
import { evaluate, nodeCount, substituteAll, toText } from '../expression/index.js'
import { landscapeOf, zeroLossPoint } from '../geometry/index.js'
import { brokenAssumption, lossOf, type Model, type NamedPoint, resolvePoint } from '../model/index.js'
import { stream } from '../numeric/index.js'
import { chosenNoise, defaultBatch, type Situation } from '../theory/index.js'
import { readNoise } from './read-noise.js'
import { readPositive } from './read-constant.js'

/** What can be asked of a model besides the theorems. */
export interface Question {
  /** A named point of the model, or coordinates such as `a=2,b=sqrt(2)`; the first named point when left out. */
  readonly at?: string | undefined
  /** Refuse a point that is not on the zero-loss set instead of moving it there. */
  readonly stay?: boolean | undefined
  /** A number or an exact expression such as `1/10`; chosen from the stability threshold when left out. */
  readonly learningRate?: number | string | undefined
  /** How many samples a step of stochastic gradient descent sees; 1 when left out. */
  readonly batchSize?: number | undefined
  /** Whether a sample can be in a batch more than once; it cannot when left out. */
  readonly replacement?: boolean | undefined
  /**
   * How often samples are drawn relative to each other: positive weights, one for each sample, such as `1,2,1/3` or [1, 2,
   * '1/3']. Probabilities are the weights over their sum; equal when left out.
   */
  readonly sampling?: SampleWeights | undefined
  /**
   * How noise enters: a noise model by its name, with options after it (`dropout law=gaussian layers=[h]`). The noise of
   * the model file when left out, where there is one.
   */
  readonly noise?: string | NoiseChoice | undefined
  /** Seeds everything random; 1 when left out. */
  readonly seed?: number | undefined
  readonly budget?: Budget | undefined
}

export const defaultSeed = 1

/**
 * Reads the question and brings its point onto the zero-loss set. That there is no such set is an answer, not an error:
 * it becomes the `problem` of the landing.
 *
 * @throws ProblemError for input that cannot be read, a start where the loss is not finite, and a point that is not on
 *   the set when it must be
 */
export function situate(model: Model, question: Question = {}): { situation: Situation; at: NamedPoint } {
  const at = pointAsked(model, question)
  const learningRate = readPositive(model, '--learning-rate', question.learningRate)
  const landscape = landscapeOf(model)
  const batch = readBatch(model, question)
  const noise = readNoise(model, question.noise, batch)
  const inputs = { learningRate, batch, noise }
  begin(question.budget, 'the point on the zero-loss set')
  try {
    const point = zeroLossPoint(landscape, at, {
      stay: question.stay ?? false,
      budget: question.budget ?? unlimited,
    })
    refuseBeyondAssumptions(model, at, point.coordinates)
    const situation = { model, landscape, landing: { point }, inputs }
    if (noise !== undefined) begin(question.budget, 'the noise at the point')
    return { at, situation: { ...situation, noise: noise && chosenNoise(model, noise, point) } }
  } catch (error) {
    if (error instanceof ProblemError && isAnswer(error)) {
      const problem = withExactMinimum(error.problem, model, at)
      return { at, situation: { model, landscape, landing: { problem }, inputs } }
    }
    throw error
  }
}

/** The start keeps to the assumptions; where it is moved to need not, and there the simplified formulas may be wrong. */
function refuseBeyondAssumptions(model: Model, at: NamedPoint, coordinates: Float64Array): void {
  const broken = brokenAssumption(model, coordinates)
  if (broken === undefined) return
  throw failure('beyond-assumption', { start: at.name, reached: broken })
}

function isAnswer({ problem }: ProblemError): boolean {
  return ['no-zero-loss-set', 'loss-crosses-zero', 'no-convergence', 'beyond-assumption'].includes(
    problem.code,
  )
}

/** In nodes of the loss: what is not differentiated for a message. */
const mostNodes = 2000

/** Where the start itself is a minimiser with a positive value, that value is known exactly. */
function withExactMinimum(problem: Problem, model: Model, { coordinates }: NamedPoint): Problem {
  if (problem.code !== 'no-zero-loss-set' || problem.facts.minimum === undefined) return problem
  const loss = lossOf(model)
  if (nodeCount([loss]) > mostNodes) return problem
  const values = new Map(model.symbols.map((symbol, i) => [symbol, coordinates[i]!]))
  const [value, ...slope] = substituteAll([loss, ...gradient(loss, model.symbols)], values)
  const isMinimiser = slope.every((each) => isZero(each).outcome === 'proved')
  const { lowestLoss } = problem.facts
  if (!isMinimiser || Math.abs(evaluate(value!, new Map()) - lowestLoss) > 1e-9 * lowestLoss) return problem
  return { ...problem, facts: { ...problem.facts, minimum: toText(value!) } }
}

function pointAsked(model: Model, { at, seed }: Question): NamedPoint {
  if (at !== undefined) return resolvePoint(model, at)
  return model.points[0] ?? randomStart(model, seed ?? defaultSeed)
}

// Without any named point the search starts at standard normal coordinates, kept to four digits so that the start can be
// typed again.
function randomStart(model: Model, seed: number): NamedPoint {
  const random = stream(seed, 'start', 0)
  return {
    name: `random start (seed ${seed})`,
    coordinates: model.parameters.flatMap(({ symbols, assumptions: { positive, nonzero } }) =>
      symbols.map(() => {
        const drawn = random.normal()
        const text = (positive === true ? Math.abs(drawn) : drawn).toFixed(4)
        const isZero = Number(text) === 0 && (positive === true || nonzero === true)
        return model.graph.constant(isZero ? '0.0001' : text)
      }),
    ),
  }
}

function readBatch({ loss }: Model, { batchSize, replacement, sampling }: Question): BatchChoice | undefined {
  if (batchSize === undefined && replacement === undefined && sampling === undefined) return undefined
  const probabilities = probabilitiesFor(sampling, loss.count)
  const choice = {
    size: batchSize ?? defaultBatch.size,
    replacement: replacement ?? false,
    ...(probabilities && { probabilities }),
  }
  const most = choice.replacement ? Infinity : loss.count
  if (!(Number.isInteger(choice.size) && choice.size >= 1 && choice.size <= most)) {
    const samples = loss.count === 1 ? 'there is one sample' : `there are ${loss.count} samples`
    throw failure('bad-option', {
      option: '--batch-size',
      expected: choice.replacement
        ? 'a whole number from 1 on'
        : `a whole number from 1 to ${loss.count}, for ${samples}, or --replacement`,
      got: String(batchSize),
    })
  }
  requireSampling(choice)
  return choice
}
