import { type Expression, nodeCount } from '../../expression/index.js'
import type { Landscape } from '../landscape.js'

/** What must vanish on the zero-loss set. */
export interface SetEquations {
  /** All residuals with the data written in; for a general loss the loss itself. A point is on the set exactly if all are 0. */
  readonly certifying: readonly Expression[]
  /** What may be solved to find the set: the same, and for a general loss those of single samples. */
  readonly proposing: readonly Expression[]
}

// Larger sets of equations are not solved by hand either.
const largest = { parameters: 20, equations: 64, nodes: 4000 }

/** The equations of the zero-loss set; nothing when they are too many or too long for a closed form. */
export function equationsOf(landscape: Landscape): SetEquations | undefined {
  const { model } = landscape
  const { loss, data } = model
  const perSample = loss.kind === 'squares' ? loss.residuals : [loss.perSample]
  const samples = data?.sampleCount ?? 1
  if (landscape.dimension > largest.parameters || perSample.length * samples > largest.equations)
    return undefined
  if (nodeCount(perSample) * samples > largest.nodes) return undefined
  const { residuals } = landscape.symbolic
  if (residuals !== undefined) return { certifying: residuals, proposing: distinct(residuals) }
  const total = landscape.symbolic.loss
  return { certifying: [total], proposing: distinct([total, ...termsOf(total)]) }
}

// A sum of losses none of which is negative vanishes where all of them do. That none is need not be known: whatever is
// found this way is put into the whole loss.
function termsOf(total: Expression): Expression[] {
  return total.kind === 'sum' ? total.terms.map(({ term }) => term) : []
}

const distinct = (es: readonly Expression[]): Expression[] => [...new Set(es)]
