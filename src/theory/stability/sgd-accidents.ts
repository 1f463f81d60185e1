import type { Estimate } from '../../base/estimate.js'
import { readable } from '../../calculus/index.js'
import {
  constantValue,
  type Expression,
  type Graph,
  multiply,
  rational,
  type Rational,
} from '../../expression/index.js'
import { batchesOf, type ExactProduct } from '../../numeric/index.js'
import { exactEstimate } from '../exact-estimate.js'
import { batchProbability } from './batch-probability.js'
import type { SgdSetting } from './sgd-setting.js'

// Of more batches a sum of logarithms is no closed form.
const mostBatches = 12

/**
 * λ in closed form where factors are of a special kind, from exact inner products K of the gradients: orthogonal groups of
 * parallel gradients, max over groups of E log|1 − ηκ_S|; factors I − gᵢgᵢᵀ/|gᵢ|² in the plane, which all have rank one,
 * ½ Σᵢⱼ pᵢpⱼ log(K_ij²/(K_iiK_jj)); reflections, 0.
 */
export function accidentalExponent(setting: SgdSetting, graph: Graph): Estimate | undefined {
  const { exact, product, learningRate } = setting
  const rate = constantValue(learningRate.exact)
  if (exact === undefined || rate === undefined) return undefined
  const batches = batchesOf(product)
  if (batches.length > mostBatches) return undefined
  const chances = batches.map(({ members }) => batchProbability(members, setting.batch, product.samples.length, batches.length))
  const single = product.batchSize === 1 && exact.gram.length === product.samples.length
  const found =
    (single ? ofEqualSteps(exact, rate, chances, graph) : undefined) ??
    ofOrthogonalGroups(exact, rate, batches.map(({ members }) => members), chances, graph)
  return found && exactEstimate(readable(found))
} // prettier-ignore

/** ηK_ii = 2 for all, or 1 for all in the plane. */
function ofEqualSteps({ gram }: ExactProduct, rate: Rational, chances: readonly Rational[], graph: Graph): Expression | undefined {
  const steps = gram.map((row, i) => rational.multiply(rate, row[i]!))
  const all = (value: number): boolean => steps.every((step) => rational.compare(step, rational.of(value)) === 0)
  if (all(2)) return graph.constant(rational.zero)
  if (!all(1) || !isOfRankTwo(gram)) return undefined
  const terms: Expression[] = []
  for (let i = 0; i < gram.length; i++)
    for (let j = 0; j < i; j++) {
      const square = rational.multiply(gram[i]![j]!, gram[i]![j]!)
      if (rational.sign(square) === 0) return undefined
      const cosine = rational.divide(square, rational.multiply(gram[i]![i]!, gram[j]![j]!))
      terms.push(logarithm(graph, rational.multiply(chances[i]!, chances[j]!), cosine))
    }
  return graph.sum(terms)
} // prettier-ignore

const logarithm = (graph: Graph, factor: Rational, of: Rational): Expression =>
  multiply(graph.constant(factor), graph.call('log', [graph.constant(of)]))

// Two samples span a plane unless parallel; of more every third depends on two.
function isOfRankTwo(gram: ExactProduct['gram']): boolean {
  if (gram.length !== 2) return false
  return !areParallel(gram, 0, 1)
}

function areParallel(gram: ExactProduct['gram'], i: number, j: number): boolean {
  const square = rational.multiply(gram[i]![j]!, gram[i]![j]!)
  return rational.compare(square, rational.multiply(gram[i]![i]!, gram[j]![j]!)) === 0
}

function ofOrthogonalGroups(
  { gram, outputs, batchSize }: ExactProduct,
  rate: Rational,
  batches: readonly (readonly number[])[],
  chances: readonly Rational[],
  graph: Graph,
): Expression | undefined {
  const sampleOf = (outputs ?? gram.map(() => 1)).flatMap((count, i) => Array.from({ length: count }, () => i))
  const groups = groupsOf(gram)
  if (groups === undefined) return undefined
  let best: { value: number; expression: Expression } | undefined
  for (const group of groups) {
    const factors = batches.map((members) => {
      const curvature = members
        .flatMap((member) => group.filter((row) => sampleOf[row] === member))
        .reduce((sum, row) => rational.add(sum, gram[row]![row]!), rational.zero)
      const step = rational.multiply(rate, rational.divide(curvature, rational.of(batchSize)))
      return rational.absolute(rational.subtract(rational.one, step))
    })
    if (factors.some((factor) => rational.sign(factor) === 0)) continue
    const value = factors.reduce((sum, factor, s) => sum + rational.toNumber(chances[s]!) * Math.log(rational.toNumber(factor)), 0)
    const expression = graph.sum(factors.map((factor, s) => logarithm(graph, chances[s]!, factor)))
    if (best === undefined || value > best.value) best = { value, expression }
  }
  return best?.expression
} // prettier-ignore

/** Residuals with gradients that are not orthogonal stand together; nothing unless those of a group are parallel. */
function groupsOf(gram: ExactProduct['gram']): number[][] | undefined {
  const groups: number[][] = []
  for (let i = 0; i < gram.length; i++) {
    if (rational.sign(gram[i]![i]!) === 0) continue
    const near = groups.filter((group) => group.some((j) => rational.sign(gram[i]![j]!) !== 0))
    if (near.length > 1 || near.some((group) => group.some((j) => !areParallel(gram, i, j)))) return undefined
    if (near.length === 1) near[0]!.push(i)
    else groups.push([i])
  }
  return groups
} // prettier-ignore
