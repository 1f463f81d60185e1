import { isZero } from '../../../calculus/index.js'
import { type Expression, latexWidth, toLatex } from '../../../expression/index.js'
import type { ParametrisedBranch } from '../../../geometry/index.js'
import type { DerivationStep } from '../../contract.js'
import type { MotionAlong } from './contract.js'
import { fixedPointStep } from './fixed-point-steps.js'

const widest = 160

/** What is known of the solutions of a motion: fixed points, first integrals, quantities with known means. */
export function solutionSteps({ free }: ParametrisedBranch, motion: MotionAlong): DerivationStep[] {
  const { solution, fixedPoints, quantities, diffusion } = motion
  const steps: DerivationStep[] = []
  const x = toLatex(free[0]!)
  if (fixedPoints !== undefined) steps.push(fixedPointStep(motion, free, fixedPoints))
  if (solution !== undefined) {
    const { firstIntegral, exponential, explicit } = solution
    const integral = `t = \\Bigl[${toLatex(firstIntegral)}\\Bigr]_{${x}(0)}^{${x}(t)}`
    if (exponential === undefined) {
      if (latexWidth(integral) <= widest) steps.push({ says: 'Separating the variables, between zeros of the field:', formula: [integral] }) // prettier-ignore
    } else {
      const quantity = toLatex(exponential.quantity)
      const factor = exponentialOf(exponential.rate)
      const lines = [`I = ${quantity}, \\qquad I(t) = ${factor}\\, I(0)`]
      if (explicit !== undefined) lines.push(`${x}(t) = ${toLatex(explicit.state)}, \\qquad ${toLatex(explicit.value)} = ${factor}\\, I(0)`) // prettier-ignore
      steps.push({
        says: 'Separating the variables, the flow on the part of the branch around the point is solved by an exponential:',
        formula: lines,
      })
    }
  }
  for (const { quantity, rate } of quantities) {
    const [name, factor] = [toLatex(quantity), exponentialOf(rate)]
    const isKept = isZero(rate).outcome === 'proved'
    const path = isKept ? 'it does not change' : `it is proportional to $${factor}$`
    const mean = isKept ? 'its drift is 0: it is a local martingale' : `its drift is $${toLatex(rate)}$ times itself, so that its mean is proportional to $${factor}$ as long as the limit does not leave every compact piece` // prettier-ignore
    steps.push({ says: `The gradient flow of the loss conserves $${name}$; along the limit ${diffusion === undefined ? path : mean}.` }) // prettier-ignore
  }
  return steps
}

/** The density that a diffusion keeps, and whether it is one of probability. */
export function stationarySteps({ free }: ParametrisedBranch, { stationary }: MotionAlong): DerivationStep[] {
  if (stationary === undefined) return []
  const { density, perVolume, uniformIn, normalisable, why } = stationary
  const x = toLatex(free[0]!)
  const names = free.map((symbol) => `d${toLatex(symbol)}`).join('\\,')
  const uniform = uniformIn === undefined ? '' : `: uniform in $${toLatex(uniformIn)}$`
  const says = {
    yes: `a probability density: ${why}`,
    no: `not a probability density: ${why}`,
    'on one period': `a probability density on the closed curve: ${why}`,
    undecided: `perhaps not a probability density: ${why}`,
  }[normalisable]
  const volume = free.length === 1 ? 'length' : 'Riemannian volume'
  return [
    {
      says: `No probability flows in the density that is proportional to the following, with respect to $${names}$ and to ${volume}${uniform}. It is ${says.replaceAll('at 0', `at $${x} = 0$`)}.`,
      formula: [`p = ${toLatex(density)}`, `p_{\\mathrm{vol}} = ${toLatex(perVolume)}`],
    },
  ]
}

function exponentialOf(rate: Expression): string {
  return rate.kind === 'constant' && rate === rate.graph.one ? 'e^{t}' : rate.kind === 'constant' && toLatex(rate) === '-1' ? 'e^{-t}' : `e^{${toLatex(rate)} t}` // prettier-ignore
}
