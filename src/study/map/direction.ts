import { failure } from '../../base/wording.js'
import type { ZeroLossPoint } from '../../geometry/index.js'
import { resolveDirection } from '../../model/index.js'
import { multiplyTransposed, multiplyVector, norm } from '../../numeric/index.js'

/**
 * The tangent vector in which a path begins: the direction asked for, projected; on a curve the one there is, with its
 * largest component positive. With an end point any direction does.
 *
 * @throws `misuse` for a set of several dimensions when nothing is asked for, `bad-option` for a direction across the set
 */
export function directionAsked(
  { tangent, landscape, name, dimension }: ZeroLossPoint,
  { along, to }: { readonly along?: string | undefined; readonly to?: string | undefined },
): Float64Array {
  if (along === undefined) {
    if (dimension > 1 && to === undefined)
      throw failure('misuse', {
        detail:
          `The zero-loss set has dimension ${dimension} at ${name}, so say along which line: --to POINT for the geodesic to ` +
          'another point of it, or --along a=1,b=-1 for the one that begins in a direction (it is projected onto the tangent space).',
      })
    const first = Float64Array.from({ length: tangent.rows }, (_, i) => tangent.data[i * tangent.columns]!)
    const largest = first.reduce((a, b) => (Math.abs(b) > Math.abs(a) + 1e-9 ? b : a), 0)
    return largest < 0 ? first.map((x) => -x) : first
  }
  const given = resolveDirection(landscape.model, along, '--along')
  const projected = multiplyVector(tangent, multiplyTransposed(tangent, given))
  if (!(norm(projected) > 1e-9 * norm(given)))
    throw failure('bad-option', {
      option: '--along',
      expected: 'a direction that is not orthogonal to the zero-loss set',
      got: along.trim() === '' ? 'nothing' : along,
    })
  return projected
}
