import type { Problem } from '../../base/problem.js'
import { failure, wording } from '../../base/wording.js'
import { evaluate } from '../../expression/index.js'
import { coordinatesText, landscapeOf, type Landscape } from '../../geometry/index.js'
import { assumptionsText, type Model } from '../../model/index.js'
import { numbersOrNull, numberOrNull } from '../../report/json/values.js'
import { pointJson } from '../../report/json/point.js'
import { situate } from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { acceptableError, checkDerivatives, type DerivativeCheck } from '../finite-differences.js'
import { loadModel } from '../load-model.js'
import { questionOf, type SharedOptions } from '../options.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { table } from '../text.js'
import { plainDecimal } from '../view/numbers.js'
import { pointRows, row } from '../view/point.js'

/** `thalweg check`: reads the model, evaluates its points, compares derivatives with finite differences. */
export async function check(
  name: string,
  options: SharedOptions & { derivatives?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const landscape = landscapeOf(model)
  const points = model.points.map((point) => pointValue(landscape, point))
  const { situation, at } = situate(model, questionOf(options))
  const start = 'point' in situation.landing ? situation.landing.point : pointValue(landscape, at)
  const derivatives = options.derivatives === true ? derivativesNear(landscape, start.coordinates) : undefined
  moveRemark(screen, situation)
  if (options.json === true) {
    screen.printJson({
      schema: 'thalweg-check/1',
      title: model.title,
      hash: model.hash,
      dimension: landscape.dimension,
      parameters: model.parameters.map(({ name, shape }) => ({ name, shape })),
      points: points.map((point) => ({
        name: point.name,
        coordinates: numbersOrNull(point.coordinates),
        loss: numberOrNull(point.loss),
      })),
      point: pointJson(situation),
      derivatives:
        derivatives === undefined
          ? null
          : {
              gradient: derivatives.gradient,
              hessian: derivatives.hessian,
              at: numbersOrNull(derivatives.at),
            },
    })
    return exitCodes.fine
  }
  const { width } = screen
  const place =
    'point' in situation.landing
      ? pointRows(situation.landing.point, width)
      : [row('point', problemText(situation.landing.problem), width)]
  const rows = [
    row('parameters', `${parametersText(model)}: ${landscape.dimension} in all`, width),
    row('data', dataText(model), width),
    row('loss', lossText(landscape.model), width),
    ...points.map((point, i) => row(i === 0 ? 'points' : '', pointLine(model, point), width)),
    ...place,
    ...(options.derivatives === true ? [row('derivatives', derivativesText(derivatives), width)] : []),
  ]
  screen.print(screen.style.strong(model.title))
  screen.print(table(rows, '  '))
  return exitCodes.fine
}

function pointValue(landscape: Landscape, { name, coordinates }: Model['points'][number]) {
  const w = Float64Array.from(coordinates, (coordinate) => evaluate(coordinate, new Map()))
  return { name, coordinates: w, loss: landscape.loss(w) }
}

function pointLine(model: Model, { name, coordinates, loss }: ReturnType<typeof pointValue>): string {
  return `${name}: ${coordinatesText(model, coordinates)}; loss ${plainDecimal(loss, 4)}`
}

function problemText(problem: Problem): string {
  const { title, advice } = wording(problem)
  return `${title}: ${advice}`
}

function parametersText({ parameters }: Model): string {
  return parameters
    .map(({ name, shape, assumptions }) => {
      const facts = [shape.join('×'), assumptionsText(assumptions)].filter((fact) => fact !== '')
      return facts.length === 0 ? name : `${name} (${facts.join(', ')})`
    })
    .join(', ')
}

function dataText({ data }: Model): string {
  return data === undefined ? 'none' : `${data.names.join(', ')}: ${data.sampleCount} samples`
}

function lossText({ loss, data }: Model): string {
  if (loss.kind === 'general') return 'as written'
  const { length } = loss.residuals
  if (data === undefined || length === 1) {
    const count = length * (data?.sampleCount ?? 1)
    return count === 1 ? 'half the square of a residual' : `half the mean square of ${count} residuals`
  }
  return `half the mean, over ${data.sampleCount} samples, of the sum of ${length} squares`
}

/** @throws `internal` when a derivative is wrong */
function derivativesNear(landscape: Landscape, point: Float64Array): DerivativeCheck | undefined {
  const found = checkDerivatives(landscape, point)
  if (found === undefined || Math.max(found.gradient, found.hessian) < acceptableError) return found
  throw failure('internal', {
    detail:
      `The derivatives differ from finite differences by ${found.gradient.toPrecision(2)} (gradient) and ` +
      `${found.hessian.toPrecision(2)} (Hessian) at ${coordinatesText(landscape.model, found.at)}.`,
  })
}

function derivativesText(found: DerivativeCheck | undefined): string {
  if (found === undefined) return 'could not be checked: the loss is not finite near the point'
  const [gradient, hessian] = [plainDecimal(found.gradient, 2), plainDecimal(found.hessian, 2)]
  return `agree with finite differences: gradient to ${gradient}, Hessian to ${hessian} (relative)`
}
