import { isAnalytic, type Kink, kinksAt, rational } from '../expression/index.js'
import type { Landscape } from './landscape.js'
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

/** The kinks of the residuals (of a general loss itself) at a place. With many samples one formula and the data of each. */
export function kinksOfLossAt({ model, symbolic, perSample }: Landscape, w: ArrayLike<number>): Kink[] {
  const { residuals, loss } = perSample ?? symbolic
  const formulas = residuals ?? [loss]
  if (isAnalytic(formulas)) return []
  const point = model.symbols.map((symbol, i) => [symbol, w[i]!] as const)
  const { data } = model
  if (perSample === undefined || data === undefined) return kinksAt(formulas, new Map(point))
  return data.samples.flatMap((sample) => {
    const values = data.symbols.map((symbol, i) => [symbol, rational.toNumber(sample[i]!)] as const)
    return kinksAt(formulas, new Map([...point, ...values]))
  })
}
