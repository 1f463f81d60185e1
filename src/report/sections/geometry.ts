import { wording } from '../../base/wording.js'
import { gapWords, type ZeroLossPoint } from '../../geometry/index.js'
import type { Study } from '../../study/index.js'
import {
  type Block,
  cite,
  emphasis,
  formula,
  math,
  paragraph,
  prose,
  type RichText,
  section,
  type Section,
  text,
} from '../document.js'
import { numberLatex } from '../numbers.js'
import { type PointErrors, pointErrors } from '../point-errors.js'
import { basisBlocks } from './bases.js'
import { coordinateLines, listWithError } from './point-numbers.js'

/** The place on the zero-loss set: where it is, how it was found, and the tangent and normal space there. */
export function geometrySection({ situation, at }: Study): Section {
  const { landing } = situation
  if ('problem' in landing) {
    const { title, advice } = wording(landing.problem)
    return section('geometry', 'The zero-loss set', [
      {
        kind: 'callout',
        outcome: 'info',
        title: `There is no point to study: ${title}`,
        blocks: [paragraph(advice), paragraph(`The search started at ${at.name}.`)],
      },
    ])
  }
  const { point } = landing
  const errors = pointErrors(point)
  return section('geometry', 'The zero-loss set at the point', [
    ...placeBlocks(point, errors),
    factTable(point, errors),
    ...basisBlocks(point, errors),
  ])
}

function placeBlocks(point: ZeroLossPoint, errors: PointErrors): Block[] {
  const { moved, exact, name } = point
  const said: RichText[] =
    moved.distance > 0
      ? [
          'The point ',
          [emphasis(name)],
          ' does not lie on the zero-loss set. It was moved there over a distance of ',
          [math(numberLatex(moved.distance))],
          ` ${methodText(moved.method)}`,
          ...(moved.method === 'gradient flow' ? [' ', [cite(moved.integrator === 'extrapolation' ? 'hairer-norsett-wanner-1993' : 'hairer-wanner-1996')]] : []),
          '. The place reached, at which everything below is evaluated, is, up to the distance to the set that is left,',
        ]
      : ['The point ', [emphasis(name)], ` lies on the zero-loss set${exact === undefined ? ' to rounding' : ', in exact arithmetic'}:`]
  return [paragraph(...said), formula(coordinateLines(point, errors))]
} // prettier-ignore

function methodText(method: string): string {
  switch (method) {
    case 'polished':
      return 'by Gauss–Newton steps'
    case 'gradient flow':
      return 'along the gradient flow, with a few Gauss–Newton steps at the end'
    default:
      return `by ${method} steps`
  }
}

function factTable(point: ZeroLossPoint, errors: PointErrors): Block {
  const { rank, dimension, normalEigenvalues, landscape } = point
  const rows: [RichText, RichText][] = [
    ...lossRows(point),
    [`${rank.of} (its rank is decided)`, [math(`${rank.rows} \\times ${rank.columns}`)]],
    ['its singular values', listWithError(rank.singularValues, errors.singularValue)],
    ['its rank', [math(String(rank.rank)), text(rankEvidence(point))]],
    ['gap: smallest kept over largest dropped', gapText(point)],
    ['dimension of the set', [math(`${landscape.dimension} - ${rank.rank} = ${dimension}`)]],
    [
      prose('eigenvalues of $\\nabla^2 L$ on the normal space'),
      normalEigenvalues.length === 0
        ? 'none: the normal space is empty'
        : listWithError(normalEigenvalues, errors.eigenvalue),
    ],
  ]
  return {
    kind: 'table',
    id: 'geometry-facts',
    caption: 'The zero-loss set at the point.',
    columns: [
      { header: 'What', align: 'left' },
      { header: 'Value', align: 'left' },
    ],
    rows,
  }
}

function lossRows({ certainty, landscape, residual, loss }: ZeroLossPoint): [RichText, RichText][] {
  const what = landscape.hasResiduals ? 'largest residual' : 'length of the gradient'
  if (certainty === 'exact')
    return [['certainty', `exact: ${landscape.hasResiduals ? 'every residual is' : 'loss and gradient are'} proved to vanish`]]
  return [
    ['certainty', 'numerical'],
    [what, [math(numberLatex(residual, 2))]],
    ['loss', [math(numberLatex(loss, 2))]],
  ]
} // prettier-ignore

function rankEvidence({ rank, exact }: ZeroLossPoint): string {
  if (exact?.rank !== undefined) return ', in exact arithmetic'
  if (rank.certainty === 'enclosed') return ', proved by interval arithmetic'
  return rank.clear ? ', numerically' : ', but the gap is not clear'
}

function gapText({ rank }: ZeroLossPoint): RichText {
  const words = gapWords(rank)
  if (words !== undefined) return words
  return [math(numberLatex(rank.gap, 2)), text('; dropped up to '), math(numberLatex(rank.tolerance, 2))]
}
