import { begin } from '../../base/budget.js'
import { plain } from '../../base/prose.js'
import { ProblemError } from '../../base/problem.js'
import { wording } from '../../base/wording.js'
import { modelJson } from '../../report/json/model.js'
import { pointJson } from '../../report/json/point.js'
import { predictionJson, remainsJson } from '../../report/json/verdict.js'
import { chooseTheorems, predictionsOf, refuseUnusedBatch, situate, theoremsFor } from '../../study/index.js'
import { tooShort } from '../../verify/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import type { SharedOptions } from '../options.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { hypothesesText } from '../view/hypotheses.js'
import { table, wrapped } from '../text.js'
import { pointRows } from '../view/point.js'
import { predictionText, remainsText } from '../view/prediction.js'
import { byReason, sharedReasonText } from '../view/not-applicable.js'
import { titleText } from '../view/verdict.js'
import { withProgress } from '../with-progress.js'

/** `thalweg predict`: hypotheses and predictions at a point, without any experiment. */
export async function predict(
  name: string,
  names: readonly string[],
  options: SharedOptions,
  surroundings: Surroundings,
): Promise<number> {
  chooseTheorems(names)
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const { situation, records, place } = await withProgress(options, surroundings, (question) => {
    const { situation } = situate(model, question)
    const theorems = theoremsFor(names, situation)
    refuseUnusedBatch(situation.inputs, theorems)
    if ('problem' in situation.landing) {
      const { title, advice } = wording(situation.landing.problem)
      throw new ProblemError(situation.landing.problem, `${title}: ${advice}`)
    }
    const { point } = situation.landing
    begin(question.budget, 'the zero-loss set at the point')
    const place = pointRows(point, screen.width)
    return { situation, place, records: predictionsOf(theorems, situation, question.budget) }
  })
  moveRemark(screen, situation)
  const exitCode = records.some(({ problem }) => problem !== undefined)
    ? exitCodes.outOfBudget
    : exitCodes.fine
  if (options.json === true) {
    screen.printJson({
      schema: 'thalweg-prediction/1',
      model: modelJson(model),
      point: pointJson(situation),
      predictions: records.map(({ theorem, hypotheses, prediction, remains, problem }) => ({
        theorem: theorem.id,
        applies: hypotheses.every(({ state }) => state !== 'refuted'),
        hypotheses,
        prediction: prediction === undefined ? null : predictionJson(prediction),
        remains: remains === undefined ? null : remainsJson(remains),
        problem: problem === undefined ? null : tooShort(problem, prediction !== undefined),
      })),
    })
    return exitCode
  }
  screen.print(screen.style.strong(model.title))
  screen.print(table(place, '  '))
  const { alone, together } = byReason(records.map((record) => ({ ...record, theorem: record.theorem.id, title: record.theorem.title }))) // prettier-ignore
  for (const { theorem, title, hypotheses, prediction, remains, problem } of alone) {
    screen.print(`\n${theorem}\n${titleText(title, screen.style, screen.width)}`)
    screen.print(hypothesesText(hypotheses, screen.style, screen.width))
    if (prediction !== undefined) screen.print(predictionText(prediction, screen.width))
    if (problem !== undefined)
      screen.print(`  ${wrapped(plain(tooShort(problem, prediction !== undefined)), screen.width - 2, '  ')}`)
    else if (prediction === undefined)
      screen.print(
        `  does not apply here${remains === undefined ? '' : `\n${remainsText(remains, screen.width)}`}`,
      )
  }
  for (const group of together) {
    screen.print(`\n${sharedReasonText(group, screen.style, screen.width)}`)
    for (const { theorem, remains } of records)
      if (remains !== undefined && group.theorems.includes(theorem.id))
        screen.print(remainsText(remains, screen.width))
  }
  return exitCode
}
