import { begin } from '../../base/budget.js'
import { failure } from '../../base/wording.js'
import type { Expression } from '../../expression/index.js'
import type { Model } from '../../model/index.js'
import { withProposer } from '../../node/with-suggestions.js'
import { conditionsJson } from '../../report/json/conditions.js'
import { modelJson } from '../../report/json/model.js'
import { readConstant } from '../../study/index.js'
import { conditionsOf } from '../../theory/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import type { SharedOptions } from '../options.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { conditionsText } from '../view/conditions.js'
import { withProgress } from '../with-progress.js'

export interface ConditionsOptions extends Pick<SharedOptions, 'within' | 'json' | 'quiet'> {
  readonly batchSize?: string
  readonly replacement?: boolean
  readonly sampling?: string
  readonly dataAsSymbols?: boolean
  readonly momentum?: string
  readonly weightDecay?: string
  readonly latex?: boolean
}

/** `thalweg conditions`: for which learning rates points of the zero-loss set are stable, as formulas. */
export async function conditions(
  name: string,
  options: ConditionsOptions,
  surroundings: Surroundings,
): Promise<number> {
  const size = batchSizeOf(options.batchSize)
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const momentum = constantOf(model, options.momentum, momentumOption)
  const weightDecay = constantOf(model, options.weightDecay, decayOption)
  const { within, quiet } = options
  const asked = { ...(within !== undefined && { within }), ...(quiet !== undefined && { quiet }) }
  const found = await withProgress(asked, surroundings, ({ budget }) => {
    begin(budget, 'deriving stability conditions')
    return withProposer(budget, (proposer) =>
      conditionsOf(model, {
        batchSize: size,
        replacement: options.replacement,
        sampling: options.sampling,
        dataAsSymbols: options.dataAsSymbols,
        momentum,
        weightDecay,
        proposer,
        budget,
      }),
    )
  })
  if (options.json === true)
    screen.printJson({
      schema: 'thalweg-conditions/1',
      model: modelJson(model),
      ...conditionsJson(found),
    })
  else {
    screen.print(screen.style.strong(`${model.title}: which learning rates are stable`))
    screen.print(conditionsText(found, screen, options.latex === true))
  }
  return found.cutShort ? exitCodes.outOfBudget : exitCodes.fine
}

/** @throws `bad-option` */
function batchSizeOf(text: string | undefined): number | 'any' | undefined {
  if (text === undefined) return undefined
  if (text === 'B') return 'any'
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  const expected = 'a whole number from 1, or B to leave it open with --data-as-symbols'
  throw failure('bad-option', { option: '--batch-size', expected, got: text === '' ? 'nothing' : text })
}

interface ConstantOption {
  readonly option: string
  /** What leaves it open. */
  readonly symbol: string
  readonly expected: string
}

const momentumOption: ConstantOption = {
  option: '--momentum',
  symbol: 'beta',
  expected: 'a number from 0 to below 1, or beta',
}

const decayOption: ConstantOption = {
  option: '--weight-decay',
  symbol: 'rho',
  expected: 'a positive number, or rho',
}

/** @throws ProblemError */
function constantOf(
  model: Model,
  text: string | undefined,
  option: ConstantOption,
): Expression | 'symbol' | undefined {
  if (text === undefined) return undefined
  return text === option.symbol ? 'symbol' : readConstant(model, option, text)
}
