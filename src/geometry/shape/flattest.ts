import { type Budget, unlimited } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import { multiplyVector, norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { type ZeroLossPoint, zeroLossPointAt } from '../point.js'
import { retract } from '../walk/retraction.js'
import { certifyCritical, type CriticalCertificate } from './critical-certificate.js'
import { criticalStep, lengthScale } from './critical-step.js'
import { requireClean, uncleanness } from './clean.js'
import { eigenvalueError, numerical } from './rounding.js'
import { equalEigenvalues } from './sharpness-along.js'
import { descend, type Descent, escape } from './sharpness-descent.js'
import { topEigenspace } from './top-eigenspace.js'

export interface FlattestOptions {
  /** The slope that counts as zero, relative to sharpness over |w| (default 10⁻⁹). */
  readonly tolerance?: number
  /** Default 200. */
  readonly maxSteps?: number
  readonly budget?: Budget
}

/** The flattest minimum reached along the set from a point. */
export interface FlattestMinimum {
  /** `certified`: a critical point that passes the test of second order (perhaps up to flat directions). */
  readonly outcome: 'certified' | 'not certified' | 'none reached'
  /** Length d. */
  readonly coordinates: Float64Array
  readonly sharpness: Estimate
  /** The sharpness where the search began. */
  readonly initial: number
  readonly steps: number
  readonly certificate: CriticalCertificate
  readonly notes: readonly string[]
}

/**
 * Lowers the sharpness along the set from a point to a local minimum, sharpens that by Newton's method and certifies it.
 * Where several eigenvalues are the largest there, the certificate is a convex combination of their slopes that vanishes.
 *
 * @throws `not-applicable` when the minimum is not clean at the start
 */
export function flattestMinimum(
  landscape: Landscape,
  start: ZeroLossPoint,
  options: FlattestOptions = {},
): FlattestMinimum {
  requireClean(start, 'The search for the flattest minimum')
  const { tolerance = 1e-9, maxSteps = 200, budget = unlimited } = options
  let steps = 0
  let from = start
  for (let escapes = 0; ; escapes++) {
    const descent = descend(landscape, from, { maxSteps: maxSteps - steps, budget })
    steps += descent.steps
    const { point, certificate, curvature } = sharpened(landscape, descent.point, tolerance)
    // Descent that begins at a saddle or a maximum has nothing to go by.
    if (certificate.critical && escapes < 3 && ['saddle', 'maximum'].includes(certificate.secondOrder.kind)) {
      const lower = escape(landscape, point, curvature)
      if (lower.sharpness < point.sharpness) {
        from = lower
        continue
      }
    }
    return recordOf(start, descent, point, certificate, steps)
  }
}

function recordOf(
  start: ZeroLossPoint,
  { ended }: Descent,
  point: ZeroLossPoint,
  certificate: CriticalCertificate,
  steps: number,
): FlattestMinimum {
  const isMinimum = ['strict minimum', 'minimum with flat directions'].includes(certificate.secondOrder.kind)
  const certified = certificate.critical && isMinimum
  return {
    outcome: certified
      ? 'certified'
      : certificate.critical || ended === 'at rest'
        ? 'not certified'
        : 'none reached',
    coordinates: point.coordinates,
    sharpness: certificate.critical
      ? numerical(
          point.sharpness,
          certificate.bound.sharpness,
          'largest eigenvalue at a critical point; error a posteriori',
        )
      : numerical(
          point.sharpness,
          eigenvalueError(point.landscape, point),
          'largest eigenvalue where the search ended',
        ),
    initial: start.sharpness,
    steps,
    certificate,
    notes: [
      ...(certified ? ['a local minimum along the set: other parts of it may be flatter'] : []),
      ...(certified || ended === 'at rest' ? [] : [endings[ended]]),
    ],
  }
}

const endings: Record<Exclude<Descent['ended'], 'at rest'>, string> = {
  stalled:
    'no step along the set lowers the sharpness any more, and its slope is not zero: perhaps a singular point is near',
  'ran away':
    'the sharpness falls and falls along the set, far away or towards zero: it may have no minimum on this part of it',
  steps: 'the number of steps was reached: the sharpness was still falling',
  budget: 'the time given was over: the sharpness was still falling',
}

/** Newton's method from where descent came to rest, for as many equal eigenvalues as there seem to be, or fewer. */
function sharpened(landscape: Landscape, point: ZeroLossPoint, tolerance: number) {
  const counts = new Set(
    [1e-4, equalEigenvalues].map((window) => topEigenspace(point, window, 8).values.length),
  )
  const tried = [...counts].map((r) => {
    const better = newton(landscape, point, r)
    return { point: better, ...certifyCritical(landscape, better, tolerance) }
  })
  return tried.find(({ certificate }) => certificate.critical) ?? tried[0]!
}

function newton(landscape: Landscape, start: ZeroLossPoint, r: number): ZeroLossPoint {
  let point = start
  let previous = 0.05 * lengthScale(start.coordinates)
  for (let iteration = 0; iteration < 12; iteration++) {
    const { step } = criticalStep(landscape, point, r)
    const length = norm(step)
    const isSmall = length <= 1e-9 * lengthScale(point.coordinates)
    if (length === 0 || length > (isSmall ? previous / 2 : previous)) return point
    const arrived = retract(landscape, point, multiplyVector(point.tangent, step))
    if (arrived.outcome === 'refused') return point
    const next = zeroLossPointAt(landscape, arrived.coordinates, point.name)
    const isWorse = next.sharpness > start.sharpness * (1 + 1e-6)
    if (isWorse || next.rank.rank !== point.rank.rank || uncleanness(next) !== undefined) return point
    ;[point, previous] = [next, length]
  }
  return point
}
