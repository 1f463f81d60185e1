import type { Prose } from '../../../base/prose.js'
import { isZero } from '../../../calculus/index.js'
import { toLatex } from '../../../expression/index.js'
import type { ParametrisedBranch } from '../../../geometry/index.js'
import type { DerivationStep } from '../../contract.js'
import { decimal } from '../../decimal.js'
import type { MotionAlong } from './contract.js'
import type { FixedPoint, FixedPoints } from './fixed-points.js'

const mostPoints = 6

/** Where the flow stands still, what it does there, and how much is known. */
export function fixedPointStep(
  motion: MotionAlong,
  free: ParametrisedBranch['free'],
  { points, complete, note }: FixedPoints,
): DerivationStep {
  const shown = points.slice(0, mostPoints)
  const roles = shown.map((point) => roleOf(point, motion))
  const isSame = shown.length > 1 && roles.every((role) => role === roles[0])
  const places = shown.map(
    (point, i) => `$${placeOf(motion, free, point)}$${isSame ? '' : bracketed(roles[i]!)}`,
  )
  const list = `${places.join(shown.some(({ free: own }) => free.length - own.length > 1) ? '; ' : ', ')}${isSame && roles[0] !== '' ? bracketed(`each${shown[0]!.stability === undefined ? ':' : ''} ${roles[0]!}`) : ''}` // prettier-ignore
  const left = points.length - shown.length
  const more = left > 0 ? `; ${left} more are known` : ''
  const rest = complete ? '' : '; there may be others'
  const why = note === undefined ? '' : ` (${note})`
  if (points.length === 0)
    return { says: complete ? `The flow has no fixed point on this branch${why}.` : `No fixed point of the flow was found on this branch${why}.` } // prettier-ignore
  return { says: `The flow stands still at ${list}${more}${rest}${why}.` }
}

function placeOf(
  { drift }: MotionAlong,
  free: ParametrisedBranch['free'],
  { exact, values, error = 0, free: left }: FixedPoint,
): string {
  if (drift.every((e) => isZero(e).outcome === 'proved')) return '\\text{every point}'
  const parts = free.flatMap((symbol, i) => {
    if (left.includes(symbol)) return []
    const approximate =
      values === undefined ? '' : Math.abs(values[i]!) <= error ? '0' : number(values[i]!, 8)
    const form = exact === undefined ? undefined : toLatex(exact[i]!)
    return [`${toLatex(symbol)} ${form === undefined ? `\\approx ${approximate}` : `= ${form}`}`]
  })
  return parts.join(',\\; ')
}

const bracketed = (role: Prose): Prose => (role === '' ? '' : ` (${role})`)

const extrema = { attracting: 'minimum', repelling: 'maximum', saddle: 'saddle', 'half-stable': 'inflection' } // prettier-ignore

function roleOf(
  { stability, value, free, remark }: FixedPoint,
  { potential, decreases }: MotionAlong,
): Prose {
  if (stability === undefined) return remark ?? ''
  const minimises = potential?.minimises ?? decreases?.minimises
  const across = free.length > 0 ? ' across this family' : ''
  const kind = stability === 'saddle' ? 'a saddle' : stability
  if (minimises === undefined) return `${kind}${across}`
  // A potential may be a multiple of what it minimises.
  const height =
    value === undefined || potential?.latex.includes('c}{4}') === true
      ? ''
      : `, where it is $${number(value, 6)}$`
  return stability === 'saddle'
    ? `a saddle of ${minimises} on the set${across}${height}`
    : `${stability}${across}: a ${extrema[stability]} of ${minimises} on the set${height}`
}

/** Inside a formula. */
const number = (value: number, digits: number): string => decimal(value, digits).replaceAll('$', '')
