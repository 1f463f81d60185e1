import { exactRank } from '../../algebra/index.js'
import { type ExactWitness, vanishesOn } from '../../calculus/index.js'
import { substituteAll, toLatex } from '../../expression/index.js'
import { residualsOf } from '../../model/index.js'
import type { DerivationStep, Site } from '../contract.js'
import type { ClosedFormDrift } from './closed-form-drift.js'

/**
 * Where the drift vanishes at the point: whether its closed form does on the whole set, by exact arithmetic. Nothing
 * when that is undecided.
 */
export function driftOnSet(site: Site, { field }: ClosedFormDrift): DerivationStep[] {
  const { model } = site
  const residuals = residualsOf(model)
  if (residuals === undefined) return []
  const found = field.map((entry) => vanishesOn(entry, residuals))
  if (found.every(({ outcome }) => outcome === 'proved'))
    return [
      {
        says:
          'This field vanishes on the whole set, wherever it is defined, and not only at this point: in exact ' +
          'arithmetic each entry is zero modulo the residuals.',
      },
    ]
  for (const [i, one] of found.entries()) {
    if (one.outcome !== 'refuted' || one.witness.kind !== 'exact') continue
    if (!hasCodimensionOne(site, one.witness)) continue
    const velocity = `\\dot ${braced(toLatex(model.symbols[i]!))}${factor}`
    return [
      {
        says: 'This field vanishes at this point but not on the whole set. At another point of it, in exact arithmetic:',
        formula: [pointLatex(one.witness), `${velocity} = ${toLatex(one.witness.value)}`],
      },
    ]
  }
  return []
}

// The set can have parts of other dimensions, where the closed form says nothing.
function hasCodimensionOne({ landscape }: Site, { point }: ExactWitness): boolean {
  const jacobian = landscape.symbolic.jacobian
  return jacobian !== undefined && exactRank(jacobian.map((row) => substituteAll(row, point))) === 1
}

// Without it the velocity does not depend on the learning rate.
const factor = '\\left(1 - \\tfrac{\\alpha\\lambda}{2}\\right)'

const pointLatex = ({ point }: ExactWitness): string =>
  [...point].map(([symbol, value]) => `${toLatex(symbol)} = ${toLatex(value)}`).join(',\\quad ')

const braced = (latex: string): string => (latex.length === 1 ? latex : `{${latex}}`)
