import { exactProduct } from '../../../algebra/index.js'
import { ProblemError } from '../../../base/problem.js'
import { gradient, isZero, readable } from '../../../calculus/index.js'
import { type Perturbation, writtenOut } from '../../../dynamics/index.js'
import { type Expression, nodeCount } from '../../../expression/index.js'
import { exactSpaces, type ZeroLossPoint } from '../../../geometry/index.js'
import { exactCoefficients } from './exact-coefficients.js'
import { factorWrittenOut } from './proofs.js'
import { meanWrittenOut, sampleRegulariser } from './regulariser.js'

/** Whether exact arithmetic shows that something is not 0 at a point; false where it does not say. */
export interface ExactRefutations {
  /** ∇_w L̂(w, η) for all η. */
  frozen(): boolean
  /** P∇Reg. */
  tangentRegulariser(): boolean
  /** PF. */
  tangentNoise(): boolean
  /** ½D²Φ[Σ]. */
  drift(): boolean
}

// As for exact coefficients.
const mostParameters = 6
const mostNodes = 600
const mostSamples = 12

/** A threshold never overrules these: they are for points and models that are exact and small. */
export function exactRefutations(point: ZeroLossPoint, perturbation: Perturbation): ExactRefutations {
  const { landscape, exact } = point
  const { symbols, graph, data } = landscape.model
  const isSmall =
    exact?.rank !== undefined &&
    landscape.perSample === undefined &&
    symbols.length <= mostParameters &&
    (data?.sampleCount ?? 1) <= mostSamples &&
    nodeCount([perturbation.sampleLoss]) <= mostNodes
  const safely = (compute: () => boolean) => (): boolean => {
    if (!isSmall) return false
    try {
      return compute()
    } catch (error) {
      if (error instanceof ProblemError) return false
      throw error
    }
  }
  const at = (es: readonly Expression[]): Expression[] => exact!.at(es).map(readable)
  const isOnSet = (columns: readonly (readonly Expression[])[]): boolean => {
    const spaces = exactSpaces(point)
    if ('missing' in spaces || columns.length === 0) return false
    const values = columns.map(at)
    const rows = symbols.map((_, i) => values.map((column) => column[i]!))
    return exactProduct(spaces.projector, rows).flat().some(isNonzero)
  }
  return {
    frozen: safely(() => at(gradient(writtenOut(perturbation).loss, symbols)).some(isNonzero)),
    tangentRegulariser: safely(() =>
      isOnSet([gradient(meanWrittenOut(perturbation, sampleRegulariser(perturbation)), symbols)]),
    ),
    tangentNoise: safely(() => isOnSet(factorWrittenOut(perturbation))),
    drift: safely(
      () => exactCoefficients(perturbation, point, graph.zero)?.slowDrift.total.some(isNonzero) ?? false,
    ),
  }
}

const isNonzero = (e: Expression): boolean => isZero(e).outcome === 'refuted'
