import type { FlattestMinimum, GeometrySurvey, Missing, Shape } from '../../geometry/index.js'
import { uncertainty } from '../../base/estimate.js'
import { curveFigures } from '../curve-plots.js'
import {
  type Block,
  inlinesOf,
  math,
  paragraph,
  prose,
  type RichText,
  section,
  type Section,
  text,
} from '../document.js'
import { estimateInlines } from '../estimates.js'
import { boundedLatex, boundLatex, numberLatex } from '../numbers.js'
import { rowVectorLatex } from '../matrix-latex.js'
import { capital, ended, heading } from './derivation-steps.js'
import { parametrisationBlocks } from './parametrisation.js'

/** The zero-loss set around the point: in closed form, its curvature, how the sharpness changes along it, the flattest minimum. */
export function shapeSection(survey: GeometrySurvey): Section {
  const { kernel, shape, flattest, parametrisation } = survey
  return section('shape', 'The shape of the zero-loss set', [
    paragraph(
      kernel.isTangentSpace
        ? ended(`At the point the set is a manifold of dimension ${kernel.dimension}: ${kernel.reason}`)
        : ended(`The set is not known to be a manifold at the point: ${kernel.reason}`),
    ),
    ...given('Parametrisation.', parametrisation, (part) => parametrisationBlocks(part)),
    // What keeps both from being given is said once.
    ...(kernel.isTangentSpace
      ? [
          ...given('Curvature.', shape, (part) => shapeBlocks(part)),
          ...given('Flattest minimum.', flattest, (part) => flattestBlocks(part, survey)),
        ]
      : [paragraph('There is no curvature and no slope of the sharpness to be given there.')]),
    ...curveFigures(survey).map(({ id, plot, caption }): Block => ({
      kind: 'figure',
      id,
      plot,
      caption: prose(caption),
    })),
  ])
}

function given<T extends object>(title: string, part: T | Missing, blocks: (part: T) => Block[]): Block[] {
  if (!('missing' in part)) return blocks(part as T)
  return [paragraph(heading(title), ended(`Not given: ${part.missing}`))]
}

const mostEntries = 8

function shapeBlocks(shape: Shape): Block[] {
  const { secondFundamentalForm, meanCurvature, scalarCurvature, logPseudoDeterminant, trace, sharpness } = shape
  const rows: [RichText, RichText][] = []
  if (secondFundamentalForm !== undefined)
    rows.push([prose('second fundamental form $|\\mathrm{II}|$'), estimateInlines(secondFundamentalForm)])
  if (meanCurvature !== undefined) {
    const { vector, length } = meanCurvature
    rows.push([prose('mean curvature vector $\\operatorname{tr}\\mathrm{II}$'), vectorCell(vector, uncertainty(length))])
    rows.push(['its length', estimateInlines(length)])
  }
  if (scalarCurvature !== undefined) rows.push(['scalar curvature', estimateInlines(scalarCurvature)])
  const along: [string, typeof trace][] = [
    ['logarithm of the pseudo-determinant of $\\nabla^2 L$', logPseudoDeterminant],
    ['trace of $\\nabla^2 L$', trace],
  ]
  for (const [title, of] of along)
    if (of !== undefined)
      rows.push([prose(title), estimateInlines(of.value)], ['its slope along the set', estimateInlines(of.slope)])
  if (sharpness !== undefined)
    rows.push(
      [prose('sharpness $\\lambda_{\\max}$'), estimateInlines(sharpness.value)],
      ['its gradient along the set', vectorCell(sharpness.shortest, uncertainty(sharpness.slope))],
      ['its slope along the set', estimateInlines(sharpness.slope)],
    )
  const remarks = [...(sharpness === undefined || sharpness.differentiable ? [] : [sharpness.note]), ...shape.notes]
  return [
    {
      kind: 'table',
      id: 'shape-facts',
      caption: 'The shape of the set at the point, and how the Hessian changes along it.',
      columns: [
        { header: 'What', align: 'left' },
        { header: 'Value', align: 'left' },
      ],
      rows,
    },
    ...remarks.map((remark) => paragraph(ended(capital(remark)))),
  ]
} // prettier-ignore

function vectorCell(vector: Float64Array, error: number): RichText {
  const shown = Array.from(vector, (x) => (Math.abs(x) <= error ? 0 : Number(x.toPrecision(6))))
  const bound = shown.reduce((most, x, i) => Math.max(most, Math.abs(x - vector[i]!)), 0) + error
  const entries = rowVectorLatex(shown.map((x) => numberLatex(x)), mostEntries) // prettier-ignore
  return [math(entries), ...(bound > 0 ? [text(', each '), math(`\\pm ${boundLatex(bound)}`)] : [])]
}

function flattestBlocks(found: FlattestMinimum, { parameters }: GeometrySurvey): Block[] {
  const { outcome, coordinates, sharpness, initial, certificate, notes } = found
  if (!certificate.critical) {
    const why = notes.length > 0 ? notes.join('; ') : certificate.secondOrder.says
    return [paragraph(heading('Flattest minimum.'), ended(`None was reached along the set: ${why}`))]
  }
  const { measured, distance } = certificate.bound
  const shown = Array.from(coordinates.slice(0, mostEntries), (x, i) =>
    math(`${parameters[i]!.latex} = ${measured ? boundedLatex(x, distance) : numberLatex(x, 8)}`),
  )
  const { secondOrder, multiplicity, slope } = certificate
  return [
    paragraph(
      heading('Flattest minimum.'),
      prose(`Lowering the sharpness along the set from $${numberLatex(initial)}$ ends at `),
      shown.flatMap((one, i) => (i === 0 ? [one] : [text(', '), one])),
      coordinates.length > mostEntries ? ', …' : '',
      ', where the sharpness is ',
      estimateInlines(sharpness),
      outcome === 'certified' ? '. It is certified: the slope is ' : '. It is not certified to be a minimum: the slope is ',
      estimateInlines(slope, 2),
      multiplicity > 1 ? inlinesOf(` (of a convex combination of the slopes of ${multiplicity} equal eigenvalues)`) : '',
      ended(`, and ${secondOrder.says}`),
      ...notes.map((note) => ` ${ended(capital(note))}`),
    ),
  ]
} // prettier-ignore
