import { begin } from '../../base/budget.js'
import type { Problem } from '../../base/problem.js'
import { failure, wording } from '../../base/wording.js'
import { evaluate } from '../../expression/index.js'
import { coordinatesText, exactPoint, landscapeOf, type Landscape } from '../../geometry/index.js'
import { assumptionsText, type Model } from '../../model/index.js'
import { numbersOrNull, numberOrNull } from '../../report/json/values.js'
import { pointJson } from '../../report/json/point.js'
import { situate } from '../../study/index.js'
import type { Situation } from '../../theory/index.js'
import { exitCodes } from '../exit-codes.js'
import { acceptableError, checkDerivatives, type DerivativeCheck } from '../finite-differences.js'
import { loadModel } from '../load-model.js'
import type { SharedOptions } from '../options.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { table } from '../text.js'
import { plainDecimal } from '../view/numbers.js'
import { pointRows, row } from '../view/point.js'
import { withProgress } from '../with-progress.js'

/** `thalweg check`: reads the model, evaluates its points, compares derivatives with finite differences. */
export async function check(
  name: string,
  options: SharedOptions & { derivatives?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const landscape = landscapeOf(model)
  const { points, situation, derivatives, place } = await withProgress(options, surroundings, (question) => {
    const { budget } = question
    begin(budget, 'the points of the model')
    const points = model.points.map((point) => pointValue(landscape, point))
    const { situation, at } = situate(model, question)
    const { landing } = situation
    const start = 'point' in landing ? landing.point : pointValue(landscape, at)
    begin(budget, 'comparing derivatives with finite differences')
    const derivatives =
      options.derivatives === true ? derivativesNear(landscape, start.coordinates) : undefined
    begin(budget, 'the zero-loss set at the point')
    const place = options.json === true ? [] : placeRows(situation, screen.width)
    return { points, situation, derivatives, place }
  })
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

function placeRows({ landing }: Situation, width: number): string[][] {
  if ('point' in landing) return pointRows(landing.point, width)
  return [row('point', problemText(landing.problem), width)]
}

// At an exact point of the set the loss is 0, whatever doubles make of it.
function pointValue(landscape: Landscape, point: Model['points'][number]) {
  const { name, coordinates } = point
  const isExact = exactPoint(landscape, point) !== undefined
  const w = Float64Array.from(coordinates, (coordinate) => evaluate(coordinate, new Map()))
  return { name, coordinates: w, loss: isExact ? 0 : landscape.loss(w) }
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
