import { type Budget, unlimited } from '../../../base/budget.js'
import { inTime } from '../../../base/in-time.js'
import type { Prose } from '../../../base/prose.js'
import { toLatex } from '../../../expression/index.js'
import { type Landscape, requireClean, type ZeroLossPoint } from '../../../geometry/index.js'
import { readable } from '../../../calculus/index.js'
import { type Asked, type SetEvidence, vanishing } from './evidence.js'
import { exactRefutations } from './exact-refutations.js'
import type { NoiseObjects } from './objects.js'
import { isAffine, isUnbiased, setProofs } from './proofs.js'
import { meanWrittenOut, sampleRegulariser } from './regulariser.js'
import { finiteAt, setFields, testPoints } from './set-tests.js'

/** On which time the limit moves: t = k·αᵃ·σˢ. */
export interface TimeScale {
  readonly alpha: number
  readonly sigma: number
  /** What t is, LaTeX. */
  readonly time: string
  /** When this is the time on which something happens. */
  readonly when: Prose
}

/**
 * Which limit the noise has along the zero-loss set. `non-degenerate`: P∇Reg is not 0 on it, the flow Ẇ = −P∇Reg.
 * `strictly degenerate`: the mean gradient has no bias, a diffusion that needs no small σ. `conditionally degenerate`: P∇Reg
 * vanishes on the set but not near it, so that a second potential V₄ competes. `trivial`: nothing moves on these times.
 */
export interface NoiseClass {
  readonly kind: 'non-degenerate' | 'strictly degenerate' | 'conditionally degenerate' | 'trivial'
  /** Every point of the set stays where it is whatever the noise. */
  readonly frozen: boolean
  /** Whether the limit has noise of its own; a degenerate one without is a deterministic flow. */
  readonly diffuses: boolean
  /** Those on which the limit moves; none where it is trivial. */
  readonly timeScales: readonly TimeScale[]
  /** The limit equation, LaTeX; nothing where nothing moves. */
  readonly equation: string | undefined
  /** Why it is not known whether anything moves at the order σ⁴, a clause; nothing where it is known or does not matter. */
  readonly undecided: Prose | undefined
  /** What was asked of the whole set, in the order in which it was decided. */
  readonly evidence: readonly SetEvidence[]
  /** Whether every answer on which the class rests is exact or has a witness. */
  readonly certain: boolean
  /** Reg in the symbols of the model, where it can be read. */
  readonly regulariser: string | undefined
  readonly notes: readonly Prose[]
}

export interface ClassifyOptions {
  /** When it is over nothing is decided: a class from fewer points would depend on the machine. */
  readonly budget?: Budget
  /** Points of the set to test at, instead of a walk from the point. */
  readonly points?: readonly Float64Array[]
}

const fast: TimeScale = { alpha: 1, sigma: 2, time: 'k\\alpha\\sigma^2', when: 'for $\\alpha, \\sigma \\to 0$' } // prettier-ignore
const slow: TimeScale = { alpha: 2, sigma: 2, time: 'k\\alpha^2\\sigma^2', when: 'for $\\alpha \\to 0$' }
const slowSmall: TimeScale = { ...slow, when: 'for $\\alpha \\to 0$ and $\\sigma^2/\\alpha \\to 0$' }
const second: TimeScale = { alpha: 1, sigma: 4, time: 'k\\alpha\\sigma^4', when: 'for $\\sigma \\to 0$ and $\\alpha/\\sigma^2 \\to 0$' } // prettier-ignore

const ofRegulariser = '\\dot W = -P\\,\\nabla \\mathrm{Reg}(W)'
const ofPotential = '\\dot W = -P\\,\\nabla V_4(W), \\quad V_4 = R_4 - \\tfrac12\\, \\nabla \\mathrm{Reg}^\\top H^+ \\nabla \\mathrm{Reg}' // prettier-ignore
const diffusion = 'dY = P\\,G\\,C^{1/2}\\, dB + \\tfrac12 D^2\\Phi(Y)[\\Sigma(Y)]\\, dt'
const deterministic = '\\dot Y = \\tfrac12 D^2\\Phi(Y)[\\Sigma(Y)]'

/**
 * Decides which limit small noise has near a point of the set, by tests at points of the set and by exact arithmetic where it
 * succeeds. That P∇Reg vanishes at the point itself decides nothing.
 *
 * @throws `not-applicable` where the minimum is not clean at the point; `out-of-budget`
 */
export function classifyNoise(
  landscape: Landscape,
  point: ZeroLossPoint,
  objects: NoiseObjects,
  { budget = unlimited, points: given }: ClassifyOptions = {},
): NoiseClass {
  requireClean(point, 'The limit of small noise')
  const evidence: SetEvidence[] = []
  const look = (): void =>
    inTime(budget, 'the classification of the noise', () => `${evidence.length} of its questions`)
  const points = given ?? testPoints(landscape, point, budget)
  look()
  const fields = setFields(landscape, point, objects)
  const proofs = setProofs(landscape, point, objects.perturbation)
  const refutations = exactRefutations(point, objects.perturbation)
  const ask = (question: Asked): boolean => {
    const found = vanishing(question, points)
    evidence.push(found)
    look()
    return found.state === 'proved' || found.state === 'checked'
  }
  const finish = (
    of: Pick<NoiseClass, 'kind' | 'timeScales' | 'equation'> & Partial<NoiseClass>,
  ): NoiseClass => ({
    frozen: false,
    diffuses: false,
    undecided: undefined,
    evidence,
    certain: evidence.every(({ state }) => state === 'proved' || state === 'refuted'),
    regulariser: regulariserText(landscape, objects),
    notes: objects.perturbation.notes,
    ...of,
  })

  if (
    ask({
      asked: '\\nabla_w \\hat L(w, \\eta)',
      field: fields.noisyGradient,
      prove: proofs.frozen,
      isRefuted: refutations.frozen,
    })
  )
    // prettier-ignore
    // prettier-ignore
    return finish({ kind: 'trivial', frozen: true, timeScales: [], equation: undefined })
  const isFlat = ask({ asked: 'P\\nabla\\mathrm{Reg}', field: fields.regulariser, prove: proofs.tangentRegulariser, isRefuted: refutations.tangentRegulariser }) // prettier-ignore
  if (!isFlat) return finish({ kind: 'non-degenerate', timeScales: [fast], equation: ofRegulariser })

  const diffuses = !ask({ asked: 'P G C^{1/2}', field: fields.diffusion, prove: proofs.tangentNoise, isRefuted: refutations.tangentNoise }) // prettier-ignore
  const drifts = !ask({ asked: '\\tfrac12 D^2\\Phi_\\alpha[\\Sigma]', field: fields.drift, isRefuted: refutations.drift }) // prettier-ignore
  const equation = diffuses ? diffusion : deterministic
  const moves = diffuses || drifts
  if (isUnbiased(objects.perturbation))
    return moves
      ? finish({ kind: 'strictly degenerate', diffuses, timeScales: [slow], equation, notes: isAffine(objects.perturbation) ? objects.perturbation.notes : [...objects.perturbation.notes, atFixedStrength] }) // prettier-ignore
      : finish({ kind: 'trivial', timeScales: [], equation: undefined })

  const known = finiteAt(() => fields.secondPotential(point.coordinates))
  const undecided = known === undefined ? (objects.fourthOrderMissing() ?? 'the second potential $V_4$ has no finite value at the point') : undefined // prettier-ignore
  if (undecided !== undefined)
    evidence.push({ asked: 'P\\nabla V_4', state: 'undecided', says: `nothing is known of $P\\nabla V_4$: ${undecided}`, points: 0, largest: 0, witness: undefined }) // prettier-ignore
  const climbs = known !== undefined && !ask({ asked: 'P\\nabla V_4', field: (w) => fields.secondPotential(w)!, prove: proofs.tangentPotential }) // prettier-ignore
  if (!moves && !climbs && known !== undefined)
    return finish({ kind: 'trivial', timeScales: [], equation: undefined })
  return finish({
    kind: 'conditionally degenerate',
    diffuses,
    timeScales: [...(moves ? [slowSmall] : []), ...(climbs ? [second] : [])],
    equation: moves ? equation : climbs ? ofPotential : undefined,
    undecided,
  })
}

const atFixedStrength =
  'at a fixed $\\sigma$ the covariance of the gradient is not $\\sigma^2\\Sigma$: the limit has that of this $\\sigma$, and $\\Sigma$ for $\\sigma \\to 0$'

/** In characters of LaTeX. */
const longest = 400

function regulariserText({ perSample }: Landscape, { perturbation }: NoiseObjects): string | undefined {
  if (perSample !== undefined) return undefined
  const latex = toLatex(readable(meanWrittenOut(perturbation, sampleRegulariser(perturbation))))
  return latex.length > longest ? undefined : latex
}
