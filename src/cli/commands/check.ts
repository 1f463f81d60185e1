import { failure, wording } from '../../base/wording.js'
import { evaluate, toText } from '../../expression/index.js'
import { coordinatesText, landscapeOf, type Landscape } from '../../geometry/index.js'
import { numbersOrNull, numberOrNull } from '../../report/json/values.js'
import { pointJson } from '../../report/json/point.js'
import { situate } from '../../study/index.js'
import { exitCodes } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { questionOf, type SharedOptions } from '../options.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { table } from '../text.js'
import { plainDecimal } from '../view/numbers.js'
import { pointText } from '../view/point.js'
import { finiteDifferenceError } from '../finite-differences.js'

/** `thalweg check`: reads the model, evaluates its points, compares derivatives with finite differences. */
export async function check(
  name: string,
  options: SharedOptions & { derivatives?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  const model = await loadModel(name, surroundings)
  const screen = screenOf(surroundings, options.quiet)
  const landscape = landscapeOf(model)
  const points = model.points.map((point) => {
    const w = Float64Array.from(point.coordinates, (coordinate) => evaluate(coordinate, new Map()))
    return { name: point.name, coordinates: w, loss: landscape.loss(w) }
  })
  const { situation } = situate(model, questionOf(options))
  const place = 'point' in situation.landing ? situation.landing.point.coordinates : points[0]?.coordinates
  const derivatives =
    options.derivatives === true && place !== undefined ? derivativeErrors(landscape, place) : undefined
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
      derivatives: derivatives ?? null,
    })
    return exitCodes.fine
  }
  const shapes = model.parameters.map(({ name, shape }) =>
    shape.length === 0 ? name : `${name} (${shape.join('×')})`,
  )
  screen.print(screen.style.strong(model.title))
  screen.print(
    table(
      [
        ['parameters', `${shapes.join(', ')}: ${landscape.dimension} in all`],
        [
          'data',
          model.data === undefined
            ? 'none'
            : `${model.data.names.join(', ')}: ${model.data.sampleCount} samples`,
        ],
        [
          'loss',
          model.loss.kind === 'squares'
            ? `half the mean square of ${landscape.symbolic.residuals!.length} residuals`
            : 'as written',
        ],
        ...points.map((point, i) => [
          i === 0 ? 'points' : '',
          `${point.name}: ${coordinatesText(model, point.coordinates)}; loss ${plainDecimal(point.loss, 4)}`,
        ]),
      ],
      '  ',
    ),
  )
  if ('point' in situation.landing) screen.print(pointText(situation.landing.point, screen.width))
  else {
    const { title, advice } = wording(situation.landing.problem)
    screen.print(`  ${title}: ${advice}`)
  }
  if (derivatives !== undefined)
    screen.print(
      `  derivatives against finite differences (relative): gradient ${plainDecimal(derivatives.gradient, 2)}, ` +
        `Hessian ${plainDecimal(derivatives.hessian, 2)}`,
    )
  return exitCodes.fine
}

// Differences of fourth order have errors around 10⁻⁹; a wrong derivative is off by far more.
const acceptable = 1e-5

function derivativeErrors(landscape: Landscape, at: Float64Array): { gradient: number; hessian: number } {
  // Off the set, where nothing vanishes.
  const place = at.map((x, i) => x + 0.05 * (1 + Math.abs(x)) * Math.cos(i + 1))
  const gradient = finiteDifferenceError(
    place,
    (w) => Float64Array.of(landscape.loss(w)),
    landscape.gradient(place),
  )
  const hessian = finiteDifferenceError(place, landscape.gradient, landscape.hessian(place).data)
  if (!(gradient < acceptable && hessian < acceptable)) {
    const { symbols } = landscape.model
    const detail =
      `The derivatives differ from finite differences by ${gradient.toPrecision(2)} (gradient) and ` +
      `${hessian.toPrecision(2)} (Hessian) near ${symbols.map(toText).slice(0, 4).join(', ')}.`
    throw failure('internal', { detail })
  }
  return { gradient, hessian }
}
