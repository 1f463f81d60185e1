import { ProblemError } from '../../base/problem.js'
import { wording } from '../../base/wording.js'
import { isCutShort, surveyAt } from '../../geometry/index.js'
import { withProposer } from '../../node/with-suggestions.js'
import { modelJson } from '../../report/json/model.js'
import { plainJson } from '../../report/json/plain.js'
import { pointJson } from '../../report/json/point.js'
import { situate } from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import type { SharedOptions } from '../options.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { surveyText } from '../view/survey.js'
import { withProgress } from '../with-progress.js'

/** `thalweg geometry`: everything known of the zero-loss set at a point. */
export async function geometry(
  name: string,
  options: SharedOptions & { latex?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const { situation, point, survey } = await withProgress(options, surroundings, async (question) => {
    const { situation } = situate(model, question)
    const { landing, landscape, inputs } = situation
    if ('problem' in landing) {
      const { title, advice } = wording(landing.problem)
      throw new ProblemError(landing.problem, `${title}: ${advice}`)
    }
    const { point } = landing
    const { budget } = question
    const survey = await withProposer(budget, (proposer) =>
      surveyAt(landscape, point, { proposer, budget, learningRate: inputs.learningRate?.value }),
    )
    return { situation, point, survey }
  })
  moveRemark(screen, situation)
  const exitCode = isCutShort(survey) ? exitCodes.outOfBudget : exitCodes.fine
  if (options.json === true) {
    const { spaces, parametrisation, limitMap, descentMap, shape, flattest, curve } = survey
    screen.printJson({
      schema: 'thalweg-geometry/1',
      model: modelJson(model),
      point: pointJson(situation),
      spaces: plainJson(spaces),
      parametrisation: plainJson(parametrisation),
      limitMap: plainJson(limitMap),
      descentMap: plainJson(descentMap),
      shape: plainJson(shape),
      flattest: plainJson(flattest),
      curve: plainJson(curve),
    })
    return exitCode
  }
  screen.print(screen.style.strong(`${model.title}, at ${point.name}`))
  screen.print(surveyText(survey, screen, options.latex === true))
  return exitCode
}
