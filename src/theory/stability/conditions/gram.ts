import { readable, reduced } from '../../../calculus/index.js'
import { type Expression, multiply, nodeCount } from '../../../expression/index.js'
import { landscapeOf, type Landscape } from '../../../geometry/index.js'
import { rowsPerSample, sampleModels } from './places.js'
import type { OnSet } from './on-set.js'

/** The Gram matrix K = JJᵀ in the model's symbols, one block of rows for each sample. */
export interface Gram {
  readonly entries: readonly (readonly Expression[])[]
  readonly samples: number
  readonly rowsPerSample: number
}

const largest = { rows: 8, entries: 400, nodes: 3000 }

/** Nothing where K is too large to be written out. */
export function gramOf(landscape: Landscape, set: OnSet): Gram | undefined {
  const { model, dimension } = landscape
  if (model.loss.kind !== 'squares') return undefined
  const perSample = rowsPerSample(model)
  const rows = model.loss.residuals.length * (model.data?.sampleCount ?? 1)
  if (rows > largest.rows || rows * dimension > largest.entries) return undefined
  const jacobian = landscape.symbolic.jacobian!
  if (nodeCount(jacobian.flat()) > largest.nodes) return undefined
  const { graph } = model
  const entries: Expression[][] = jacobian.map(() => [])
  jacobian.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const product = graph.sum(row.map((x, k) => multiply(x, jacobian[j]![k]!)))
      entries[i]![j] = entries[j]![i] = reduced(set.settled(readable(product)))
    }
  })
  return { entries, samples: rows / perSample, rowsPerSample: perSample }
}

/**
 * tr ∇²ℓᵢ of the loss of each sample, simplified by what vanishes on the set: the curvatures of the samples where the
 * normal space has dimension one.
 */
export function sampleCurvatures(landscape: Landscape, set: OnSet): Expression[] | undefined {
  const { model, dimension } = landscape
  const models = sampleModels(model)
  if (models.length * dimension > largest.entries || models.length > largest.rows * 4) return undefined
  const traces = models.map((each) => {
    const { hessian } = landscapeOf(each).symbolic
    return reduced(set.settled(model.graph.sum(hessian.map((row, i) => row[i]!))))
  })
  return traces.some((each) => nodeCount([each]) > largest.nodes) ? undefined : traces
}
