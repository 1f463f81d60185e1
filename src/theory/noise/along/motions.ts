import type { Prose } from '../../../base/prose.js'
import { isZero } from '../../../calculus/index.js'
import type { Perturbation } from '../../../dynamics/index.js'
import {
  divide,
  type Expression,
  freeSymbols,
  multiply,
  type SymbolNode,
  toLatex,
} from '../../../expression/index.js'
import { type Landscape, lengthOf, simplest } from '../../../geometry/index.js'
import type { TimeScale } from '../limit/index.js'
import { compareDiffusion, compareFlow, type ComparisonAlong, type Reference, sizeOf } from './compare.js'
import type { DriftTerm, MotionAlong } from './contract.js'
import { type FrameAlong, isTooLong } from './frame.js'
import { covarianceAlong } from './noise-on-set.js'
import { descent, regulariserAlong, secondPotentialAlong } from './potentials.js'
import { slowTerms } from './slow-terms.js'
import { norm } from '../../../numeric/index.js'

/** What a motion along the set is derived from. */
export interface Setting {
  readonly landscape: Landscape
  readonly frame: FrameAlong
  readonly rank: number
  readonly perturbation: Perturbation
  /** Where the closed forms are compared. */
  readonly points: readonly Reference[]
  /** The symbol of the learning rate, where it can be used. */
  readonly alpha: SymbolNode | undefined
}

const longest = 1200
const longestFinite = 500
const noConsequences = { fixedPoints: undefined, solution: undefined, stationary: undefined, quantities: [], notes: [] } // prettier-ignore

/** ṡ = −G⁻¹∇(Reg∘γ), or the reason why it is missing. */
export function flowOfRegulariser(setting: Setting, time: TimeScale): MotionAlong | string {
  const { landscape, frame, perturbation, points } = setting
  const expression = regulariserAlong(landscape, frame, perturbation)
  const drift = descent(frame, expression)
  const comparison = compareFlow(frame, points, drift, ({ coefficients }) => {
    const { fastDrift, regulariserGradient } = coefficients
    return { vector: fastDrift.map(({ value }) => value), size: sizeOf(fastDrift) + norm(regulariserGradient) } // prettier-ignore
  })
  const term: DriftTerm = { name: 'regulariser', latex: '-P\\,\\nabla\\mathrm{Reg}', entries: drift }
  return (
    checked(drift, comparison) ?? {
      kind: 'flow of the regulariser',
      time,
      terms: [term],
      drift,
      diffusion: undefined,
      finiteStep: undefined,
      potential: { name: 'the regulariser', latex: '\\mathrm{Reg}', expression, minimises: 'the regulariser' }, // prettier-ignore
      comparison,
      ...noConsequences,
    }
  )
}

/** ṡ = −G⁻¹∇(V₄∘γ), or the reason why it is missing. */
export function flowOfSecondPotential(setting: Setting, time: TimeScale): MotionAlong | string {
  const { landscape, frame, perturbation, rank, points } = setting
  const expression = secondPotentialAlong(landscape, frame, perturbation, rank)
  if (typeof expression === 'string') return expression
  const drift = descent(frame, expression)
  const comparison = compareFlow(frame, points, drift, ({ secondPotential, coefficients }) => {
    if (secondPotential === undefined) return undefined
    const size = norm(secondPotential) + norm(coefficients.regulariserGradient)
    return { vector: secondPotential.map((x) => -x), size }
  })
  const term: DriftTerm = { name: 'second potential', latex: '-P\\,\\nabla V_4', entries: drift }
  return (
    checked(drift, comparison) ?? {
      kind: 'flow of the second potential',
      time,
      terms: [term],
      drift,
      diffusion: undefined,
      finiteStep: undefined,
      potential: { name: 'the second potential', latex: 'V_4', expression, minimises: 'the potential $V_4$' }, // prettier-ignore
      comparison,
      ...noConsequences,
    }
  )
}

/** ds = G⁻¹(γ_a·b − ½γ_a·γ_bc A_bc)dt + A^{1/2}dB for b = ½D²Φ[Σ], or the reason why it is missing. */
export function limitOfNoise(setting: Setting, time: TimeScale): MotionAlong | string {
  const { landscape, frame, perturbation, rank, points, alpha } = setting
  const covariance = covarianceAlong(landscape, frame.branch, perturbation)
  if (isTooLong(covariance)) return 'the covariance of the noise is too long along the set'
  const found = slowTerms(landscape, frame, covariance, rank, alpha)
  if (typeof found === 'string') return found
  const added = (...parts: (readonly Expression[])[]): Expression[] =>
    parts[0]!.map((x, a) => simplest(x.graph.sum(parts.map((part) => part[a]!))))
  const drift = added(found.mixed, found.normalFluctuations, found.coordinates)
  const comparison = compareDiffusion(frame, points, drift, found.diffusion)
  const refused = checked(drift, comparison)
  if (refused !== undefined) return refused
  const notes: Prose[] = []
  const finite = found.atRate && added(found.mixed, found.atRate, found.coordinates)
  const isShort = finite?.every((e) => lengthOf(e) <= longestFinite)
  const agrees = finite !== undefined && isShort === true && checked(finite, compareDiffusion(frame, points, finite, found.diffusion, alpha)) === undefined // prettier-ignore
  if (!agrees) notes.push('the drift at a finite learning rate was not derived in a short closed form')
  const isVanishing = (e: Expression): boolean => isZero(e).outcome === 'proved'
  const spreads = !found.diffusion.flat().every(isVanishing)
  const { proportion } = found
  const isAlongTrace = proportion?.to === 'Hessian' && !spreads
  const descends = isAlongTrace && freeSymbols(proportion.share).size === 0
  const terms: DriftTerm[] = [
    { name: 'mixed', latex: '-P\\,\\nabla^3 L[H^+\\Sigma_{NT}]', entries: found.mixed },
    { name: 'normal fluctuations', latex: '-\\tfrac12 P\\,\\nabla^3 L[\\mathcal L_H^{-1}\\Sigma_{NN}]', entries: found.normalFluctuations }, // prettier-ignore
    { name: 'curvature of the coordinates', latex: '-\\tfrac12\\, G^{-1}\\gamma_a\\cdot\\gamma_{bc}\\,A_{bc}', entries: found.coordinates }, // prettier-ignore
  ]
  return {
    kind: 'limit of the noise',
    time,
    terms,
    drift,
    diffusion: spreads ? found.diffusion : undefined,
    finiteStep: agrees && alpha !== undefined ? { alpha, drift: finite } : undefined,
    potential: descends
      ? {
          name: `$\\frac{c}{4}\\operatorname{tr}\\nabla^2 L$, with $\\Sigma = cH$ and $c = ${toLatex(proportion.share)}$,`,
          latex: '\\tfrac{c}{4}\\operatorname{tr}\\nabla^2 L',
          expression: simplest(divide(multiply(proportion.share, proportion.potential), 4)),
          minimises: '$\\operatorname{tr}\\nabla^2 L$',
        }
      : undefined,
    ...(isAlongTrace && !descends && { decreases: { latex: '\\operatorname{tr}\\nabla^2 L', expression: proportion.potential, factor: simplest(divide(proportion.share, 4)), minimises: '$\\operatorname{tr}\\nabla^2 L$' } }), // prettier-ignore
    comparison,
    ...noConsequences,
    notes,
    ...(proportion?.to === 'identity' && spreads && { isotropic: { potential: proportion.potential } }),
  }
}

/** The reason to leave a closed form out; nothing where there is none. */
function checked(drift: readonly Expression[], comparison: ComparisonAlong): string | undefined {
  if (drift.some((e) => lengthOf(e) > longest)) return 'its closed form is too long to be read'
  if (comparison.agrees) return undefined
  return comparison.points === 0 || comparison.worst === 0
    ? 'too few points of the branch were found to check its closed form'
    : `its closed form does not agree with the model: at one of ${comparison.points} points it differs by ${comparison.worst.toPrecision(2)} of its size`
}
