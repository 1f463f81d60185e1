import { kinksOfLossAt } from './kinks.js'
import type { ZeroLossPoint } from './point.js'
import { type Regularity, regularityAt } from './regularity.js'

/** What the kernel of J (of ∇²L) is at a point: the tangent space of the set there, or only a kernel. */
export interface KernelMeaning {
  readonly isTangentSpace: boolean
  /** Of the kernel; of the set too where it is its tangent space. */
  readonly dimension: number
  readonly certainty: Regularity['certainty']
  /** Why it is the tangent space, or why that cannot be said; without a full stop. */
  readonly reason: string
  /** Functions such as `abs` on a kink of which the point lies. */
  readonly kinks: readonly string[]
  readonly regularity: Regularity
}

/** Decides whether the kernel at a point is the tangent space: not on a kink, and where `regularityAt` finds it clean. */
export function kernelMeaning(point: ZeroLossPoint): KernelMeaning {
  const regularity = regularityAt(point)
  const kinks = [...new Set(kinksOfLossAt(point.landscape, point.coordinates).map(({ fn }) => fn))]
  const { state, certainty } = regularity
  const reason =
    kinks.length > 0
      ? `the point lies on a kink of ${kinks.join(', ')}, and derivatives there do not describe the set`
      : regularity.reason
  const isTangentSpace = state === 'clean' && kinks.length === 0
  return { isTangentSpace, dimension: point.dimension, certainty, reason, kinks, regularity }
}
