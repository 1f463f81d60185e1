import type { Budget } from '../../base/budget.js'
import { type Estimate, uncertainty } from '../../base/estimate.js'
import { type BatchLaw, batchLaw, factorsAt, type RandomFactors } from './batch-law.js'
import { coneExponent } from './chebyshev.js'
import { closedForm, type Computed } from './closed-form.js'
import { type MonteCarloOptions, sampledExponent } from './monte-carlo.js'
import { orthogonalBlocks, restrictToNormalSpace } from './normal-space.js'
import { planeExponent } from './plane-exponent.js'
import { gridSolution } from './projective-line.js'
import { batchCount, type SampledProduct } from './sampled-product.js'
import { spaceConeExponent } from './space-chebyshev.js'
import { type SpaceExponent, spaceExponent } from './space-exponent.js'

export interface LyapunovOptions extends MonteCarloOptions {
  /** Error at which the grid of directions is fine enough; 10⁻⁶ when left out. Closed and spectral forms have less. */
  readonly tolerance?: number
  /** The most directions of that grid; 32 000 when left out. */
  readonly mostNodes?: number
  /** In the plane take λ on one grid for it, without an error: a smooth function of the learning rate, close to λ. */
  readonly rough?: boolean
  /** Only simulate, for instance to check the other methods. */
  readonly simulate?: boolean
}

/** The top exponent, how it was found, and what was met on the way. */
export interface LyapunovExponent {
  readonly estimate: Estimate
  /** The name of the method, for a reader. */
  readonly method: string
  readonly facts: ProductFacts
}

export interface ProductFacts {
  /** Dimension of the span of the gradients. */
  readonly dimension: number
  /** How many different batches there are. */
  readonly batches: number
  /** Dimensions of the orthogonal parts that do not interact; more than one is not a regular product. */
  readonly blocks: readonly number[]
  /** Factors that are over all chains when the exponent was simulated. */
  readonly steps?: number
}

/** A product split into what does not interact, with the batches listed where they are few. */
export interface PreparedProduct {
  readonly product: SampledProduct
  readonly blocks: readonly { readonly product: SampledProduct; readonly law: BatchLaw | undefined }[]
}

/** What of a product does not depend on the learning rate. Throws what `restrictToNormalSpace` does. */
export function preparedProduct(product: SampledProduct): PreparedProduct {
  const given = restrictToNormalSpace(product)
  const blocks = orthogonalBlocks(given).map((block) => ({ product: block, law: batchLaw(block) }))
  return { product: given, blocks }
}

/**
 * λ(η) = lim (1/n) E log|A_n ⋯ A_1| on the span of the gradients, by the best method there is: a closed form, the
 * spectral method on a common cone, an equation for a function of directions (in the plane and in space), or simulation. Orthogonal parts are treated
 * one by one, and the largest exponent is theirs. Never NaN; −∞ where products vanish.
 *
 * @throws `misuse` when all gradients vanish; `cancelled` by the signal of the budget
 */
export function lyapunovExponent(
  product: SampledProduct,
  learningRate: number,
  options: LyapunovOptions = {},
): LyapunovExponent {
  return exponentOf(preparedProduct(product), learningRate, options)
}

export function exponentOf(
  { product, blocks }: PreparedProduct,
  learningRate: number,
  options: LyapunovOptions = {},
): LyapunovExponent {
  const found = blocks.map((block) => blockExponent(block, learningRate, options))
  const top = found.reduce((a, b) => (b.estimate.value > a.estimate.value ? b : a))
  const facts = {
    dimension: product.dimension,
    batches: batchCount(product),
    blocks: blocks.map((block) => block.product.dimension),
    ...(top.steps !== undefined && { steps: top.steps }),
  }
  const method =
    blocks.length === 1 ? top.method : `the largest of ${blocks.length} orthogonal parts: ${top.method}`
  return { estimate: withRivals(top.estimate, found), method, facts }
}

function blockExponent(
  { product, law }: PreparedProduct['blocks'][number],
  learningRate: number,
  options: LyapunovOptions,
): SpaceExponent {
  const factors = options.simulate === true ? undefined : law && factorsAt(law, learningRate)
  const direct = factors && (closedForm(factors) ?? coneExponent(factors) ?? spaceConeExponent(factors))
  if (direct !== undefined) return known(direct)
  const onGrid = factors && fromGrid(factors, options)
  if (onGrid !== undefined) return onGrid
  const { estimate, steps } = sampledExponent(product, learningRate, options)
  return { estimate, method: 'simulation of independent chains', steps }
}

function known(computed: Computed): SpaceExponent {
  return { estimate: { kind: 'numerical', ...computed }, method: computed.method }
}

/** The most factors of the plane for which an equation on a grid is solved. */
const mostOnGrid = 256

/** Nothing where simulation is as good. */
function fromGrid(factors: RandomFactors, options: LyapunovOptions): SpaceExponent | undefined {
  const { tolerance = 1e-6, mostNodes, budget, seed, level, decidedAt, halfWidth = 0 } = options
  const isInPlane = factors.dimension === 2
  if (isInPlane && options.rough === true) return roughly(factors)
  if (isInPlane && factors.factors.length > mostOnGrid) return undefined
  const found = (isInPlane ? planeExponent : spaceExponent)(factors, {
    ...gridOptions(tolerance, mostNodes, budget),
    ...(seed !== undefined && { seed }),
    ...(level !== undefined && { level }),
    ...(decidedAt !== undefined && { decidedAt }),
  })
  const least = isInPlane ? 1e-3 : 2e-4
  return found && uncertainty(found.estimate) <= Math.max(least, tolerance, halfWidth) ? found : undefined
}

function roughly(factors: RandomFactors): SpaceExponent | undefined {
  const found = gridSolution(factors, { tolerance: Infinity })
  return found && known({ value: found.value, error: Infinity, method: 'a single grid of directions' })
}

function gridOptions(tolerance: number, mostNodes: number | undefined, budget: Budget | undefined) {
  return { tolerance, ...(mostNodes !== undefined && { mostNodes }), ...(budget && { budget }) }
}

/** Another part whose interval reaches above the top one makes the value less certain. */
function withRivals(top: Estimate, found: readonly SpaceExponent[]): Estimate {
  if (top.kind !== 'numerical') return top
  const reach = Math.max(...found.map(({ estimate }) => estimate.value + uncertainty(estimate)))
  return reach - top.value > top.error ? { ...top, error: reach - top.value } : top
}
