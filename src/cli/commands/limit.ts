import { failure } from '../../base/wording.js'
import { withProposer } from '../../node/with-suggestions.js'
import { comparisonJson, limitJson } from '../../report/json/limit.js'
import { modelJson } from '../../report/json/model.js'
import { pointJson } from '../../report/json/point.js'
import { defaultSeed, limitAt, situate } from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import type { SharedOptions } from '../options.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { comparisonText } from '../view/limit-comparison.js'
import { limitText } from '../view/limit.js'
import { withProgress } from '../with-progress.js'

export interface LimitOptions extends SharedOptions {
  readonly latex?: boolean
  readonly until?: string
  readonly strength?: string
}

/** `thalweg limit`: the limit of small noise along the zero-loss set, derived. */
export async function limit(
  name: string,
  options: LimitOptions,
  surroundings: Surroundings,
): Promise<number> {
  const until = untilOf(options.until)
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const { situation, found } = await withProgress(options, surroundings, async (question) => {
    const { situation } = situate(model, question)
    const { budget, seed = defaultSeed } = question
    const found = await withProposer(budget, (proposer) =>
      limitAt(situation, { budget, proposer, seed, until, strength: options.strength }),
    )
    return { situation, found }
  })
  const given = situation.inputs.learningRate !== undefined
  moveRemark(screen, situation)
  if (options.json === true)
    screen.printJson({
      schema: 'thalweg-limit/1',
      model: modelJson(model),
      point: pointJson(situation),
      limit: found.limit === undefined ? null : limitJson(found.limit, given),
      noises: found.noises === undefined ? null : found.noises.map(comparisonJson),
      cutShort: found.cutShort,
    })
  else {
    const at = 'point' in situation.landing ? `, at ${situation.landing.point.name}` : ''
    screen.print(screen.style.strong(`${model.title}${at}`))
    if (found.limit !== undefined)
      screen.print(limitText(found.limit, screen, { latex: options.latex === true, given }))
    if (found.noises !== undefined) screen.print(comparisonText(found.noises, screen))
  }
  return found.cutShort ? exitCodes.outOfBudget : exitCodes.fine
}

/** @throws `bad-option` */
function untilOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < Infinity) return value
  throw failure('bad-option', {
    option: '--until',
    expected: 'a positive number: a slow time',
    got: text === '' ? 'nothing' : text,
  })
}
