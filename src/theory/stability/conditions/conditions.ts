import { type Budget, unlimited, within } from '../../../base/budget.js'
import { refuseUnknownOptions } from '../../../base/known-options.js'
import { failure } from '../../../base/wording.js'
import { probabilitiesFor, requireSampling } from '../../../dynamics/index.js'
import { evaluate, type Expression } from '../../../expression/index.js'
import { type Landscape, landscapeOf } from '../../../geometry/index.js'
import type { Model } from '../../../model/index.js'
import { stream } from '../../../numeric/index.js'
import type { StabilityConditions } from './contract.js'
import { conditionsFromLandscape } from './from-landscape.js'
import { conditionsFromSymbols } from './from-symbols.js'
import { namingFor } from './names.js'
import { conditionOptions, type ConditionOptions } from './options.js'
import { pointsOfSet, randomStart } from './places.js'
import { decayConditions, decayHypothesis, type DecayQuestion } from './weight-decay.js'

/**
 * The learning rates for which gradient descent and stochastic gradient descent are stable at points of the zero-loss set,
 * as inequalities in the model's own symbols, wherever there is a closed form; otherwise the equation that the threshold
 * solves and inequalities that suffice. For ℓᵢ = ½rᵢ² and L = (1/N) Σ ℓᵢ, at points where all residuals vanish (Chemnitz &
 * Engel, arXiv 2407.20209; mean square: Mulayoff & Michaeli, arXiv 2306.07850).
 *
 * Every formula was compared with the linearised steps in floating point at several points of the set (or for several random
 * data), and one that does not agree is left out and noted. Ends within the budget.
 *
 * @throws `bad-option` for a batch that cannot be drawn, weights that do not fit the samples, a momentum outside [0, 1), a weight decay that is not positive, and
 *   for options that there are not
 */
export async function conditionsOf(subject: Model | Landscape, options: ConditionOptions = {}): Promise<StabilityConditions> {
  const landscape = 'jacobian' in subject ? subject : landscapeOf(subject)
  const { model } = landscape
  const budget: Budget = options.budget ?? unlimited
  refuseUnknownOptions(options, conditionOptions)
  const { batchSize: size = 1, replacement = false } = options
  const dataAsSymbols = options.dataAsSymbols ?? false
  checkBatch(model, size, replacement, dataAsSymbols)
  const probabilities = samplingOf(model, options, dataAsSymbols || size === 'any')
  const naming = namingFor(model)
  const rate = naming.fresh(['eta', 'learning_rate'], { positive: true })
  const momentum = momentumOf(options.momentum, () => naming.fresh(['beta', 'momentum']))
  const symbols = { rate, momentum, naming }
  const found = dataAsSymbols || size === 'any'
    ? conditionsFromSymbols(landscape, size, replacement, symbols, budget)
    : await conditionsFromLandscape(landscape, { count: model.loss.count, size, replacement, probabilities }, symbols, { ...options, budget })
  const conditions = { rate, batch: { size, replacement, ...(probabilities && { probabilities }) }, dataAsSymbols, ...found }
  const decay = weightDecayOf(options.weightDecay, () => naming.fresh(['rho', 'decay'], { positive: true }))
  return decay === undefined ? conditions : withDecay(conditions, landscape, { rate, momentum, decay, budget })
} // prettier-ignore

function checkBatch({ loss }: Model, size: number | 'any', replacement: boolean, dataAsSymbols: boolean): void {
  if (size === 'any') {
    if (dataAsSymbols) return
    throw failure('bad-option', { option: 'the batch size', expected: 'a number, or data as symbols with it', got: 'any' })
  }
  const most = replacement || dataAsSymbols ? Infinity : loss.count
  if (Number.isInteger(size) && size >= 1 && size <= most) return
  const expected = most === Infinity ? 'a whole number from 1' : `a whole number from 1 to ${most}, the number of samples`
  throw failure('bad-option', { option: 'the batch size', expected, got: String(size) })
} // prettier-ignore

/** @throws `bad-option` also for samples whose number is open */
function samplingOf(
  { loss }: Model,
  { sampling, batchSize, replacement }: ConditionOptions,
  isOpen: boolean,
) {
  if (sampling === undefined) return undefined
  if (isOpen)
    throw failure('bad-option', {
      option: '--sampling',
      expected: 'the samples of the model, and not data as symbols, of which there are any number',
      got: String(sampling),
    })
  const probabilities = probabilitiesFor(sampling, loss.count)
  requireSampling({ size: Number(batchSize ?? 1), replacement: replacement ?? false, probabilities })
  return probabilities
}

function momentumOf(
  given: Expression | 'symbol' | undefined,
  symbol: () => Expression,
): Expression | undefined {
  if (given === undefined) return undefined
  if (given === 'symbol') return symbol()
  const value = evaluate(given, new Map())
  if (value >= 0 && value < 1) return given
  throw failure('bad-option', {
    option: 'momentum',
    expected: 'a number from 0 to below 1',
    got: String(value),
  })
}

function weightDecayOf(
  given: Expression | 'symbol' | undefined,
  symbol: () => Expression,
): Expression | undefined {
  if (given === undefined) return undefined
  if (given === 'symbol') return symbol()
  const value = evaluate(given, new Map())
  if (value > 0 && value < Infinity) return given
  throw failure('bad-option', { option: 'weight decay', expected: 'a positive number', got: String(value) })
}

// For what takes no longer with more.
const patience = 3000
const starts = 4

/** The same with conditions at minima of the loss with weight decay, of the data of the model. */
function withDecay(
  found: StabilityConditions,
  landscape: Landscape,
  question: Omit<DecayQuestion, 'starts'>,
): StabilityConditions {
  if (found.dataAsSymbols) {
    const note = 'weight decay is only looked at with the data of the model'
    return { ...found, notes: [...found.notes, note] }
  }
  if (found.batch.probabilities !== undefined) {
    const note = 'weight decay is only looked at for samples that are equally likely'
    return { ...found, notes: [...found.notes, note] }
  }
  const budget = within(question.budget, patience)
  const random = stream(1, 'starts of the search for minima with weight decay', 0)
  const near = pointsOfSet(landscape, [], [], budget)
  const far = Array.from({ length: starts }, () => randomStart(landscape.model, random))
  const { conditions, notes, areStrict } = decayConditions(landscape, {
    ...question,
    starts: [...near, ...far],
    budget,
  })
  return {
    ...found,
    conditions: [...found.conditions, ...conditions],
    hypotheses: [
      ...found.hypotheses,
      ...(conditions.length > 0 ? [decayHypothesis(question.rate, question.decay, areStrict)] : []),
    ],
    notes: [...found.notes, ...notes],
  }
}
