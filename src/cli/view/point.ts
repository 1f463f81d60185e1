import { toText } from '../../expression/index.js'
import {
  coordinatesText,
  exactBases,
  gapWords,
  type KernelMeaning,
  kernelMeaning,
  type ZeroLossPoint,
} from '../../geometry/index.js'
import { type Matrix } from '../../numeric/index.js'
import { pointErrors } from '../../report/point-errors.js'
import { wrapped } from '../text.js'
import { plainDecimal } from './numbers.js'

// Long constants say less than decimals.
function exactTexts(point: ZeroLossPoint, longest: number): string[][] | undefined {
  const exact = exactBases(point)
  const texts = exact && [exact.tangent, exact.normal].map((basis) => basis.map((vector) => `(${vector.map(toText).join(', ')}), exact`))
  return texts?.flat().every((text) => text.length <= longest) === true ? texts : undefined
} // prettier-ignore

/** Where a row's text begins, in a table indented by two whose widest label is `eigenvalues, normal`. */
export const textColumn = 23

/** A row of a table about a model or a point, its text wrapped. */
export function row(label: string, text: string, width: number): string[] {
  return [label.padEnd(textColumn - 4), wrapped(text, width - textColumn, ' '.repeat(textColumn))]
}

/**
 * The point on the zero-loss set and the numbers that describe the set there, as rows of a table. Where the kernel of the
 * Jacobian (of the Hessian) is not known to be the tangent space it is not called so, and the reason is given.
 */
export function pointRows(point: ZeroLossPoint, width: number): string[][] {
  const { rank, landscape } = point
  const { symbols } = landscape.model
  const coordinates =
    point.exact === undefined
      ? coordinatesText(landscape.model, point.coordinates)
      : symbols.map((symbol, i) => `${toText(symbol)} = ${toText(point.exact!.coordinates[i]!)}`).join(', ')
  const gap = gapWords(rank) ?? `gap ${plainDecimal(rank.gap, 3)}`
  const kernel = kernelMeaning(point)
  return [
    row('point', `${point.name}: ${coordinates}`, width),
    row('on the set', onSetText(point), width),
    row('rank', `${rank.rank} of a ${rank.rows} × ${rank.columns} ${rank.of} (${gap})`, width),
    ...meaningRows(kernel, rank.of, width),
    row('eigenvalues, normal', list(point.normalEigenvalues), width),
    ...(kernel.kinks.length > 0 ? [] : basisRows(point, kernel, width)),
  ]
}

function onSetText({ exact, rank, residual }: ZeroLossPoint): string {
  const isSquares = rank.of === 'Jacobian'
  if (exact !== undefined)
    return `exact: ${isSquares ? 'every residual is' : 'loss and gradient are'} proved to be 0`
  return `numerical, ${isSquares ? 'largest residual' : 'length of the gradient'} ${plainDecimal(residual, 2)}`
}

function meaningRows({ isTangentSpace, dimension, kinks, regularity, reason }: KernelMeaning, of: string, width: number): string[][] {
  if (isTangentSpace) return [row('dimension', String(dimension), width)]
  const none = kinks.length > 0 || regularity.state === 'singular'
  return [
    row('dimension', `not known: ${dimension} is that of the kernel of the ${of}`, width),
    row('tangent space', `${none ? 'none is given' : 'not certain'}: ${reason}`, width),
  ]
} // prettier-ignore

function basisRows(point: ZeroLossPoint, { isTangentSpace }: KernelMeaning, width: number): string[][] {
  const labels = isTangentSpace ? ['tangent basis', 'normal basis'] : ['basis of the kernel', 'and across it']
  const exact = exactTexts(point, width - textColumn)
  const vectors =
    exact === undefined
      ? [point.tangent, point.normal].map((m) => columns(m, Math.max(pointErrors(point).angle, 4 * Number.EPSILON)))
      : exact
  return vectors.flatMap((basis, k) => basis.map((vector, i) => row(i === 0 ? labels[k]! : '', vector, width)))
} // prettier-ignore

function list(values: ArrayLike<number>): string {
  return values.length === 0 ? 'none' : Array.from(values, (value) => plainDecimal(value, 6)).join(', ')
}

// A large basis is for the JSON. Entries below their error are zero as far as anyone knows.
function columns(m: Matrix, error: number): string[] {
  if (m.rows > 8) return []
  return Array.from({ length: m.columns }, (_, j) => {
    const entries = Array.from({ length: m.rows }, (_, i) => m.data[i * m.columns + j]!)
    return `(${list(entries.map((x) => (Math.abs(x) <= error ? 0 : x)))})`
  })
}
