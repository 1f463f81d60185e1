import { isZero } from '../../../calculus/index.js'
import { type Expression, latexWidth, toLatex } from '../../../expression/index.js'
import type { ParametrisedBranch } from '../../../geometry/index.js'
import type { DerivationStep } from '../../contract.js'
import { decimal } from '../../decimal.js'
import type { MotionAlong } from './contract.js'
import type { FixedPoint } from './fixed-points.js'

const widest = 160
const mostPoints = 6

/** What is known of the solutions of a motion: fixed points, first integrals, quantities with known means. */
export function solutionSteps({ free }: ParametrisedBranch, motion: MotionAlong): DerivationStep[] {
  const { solution, fixedPoints, quantities, diffusion, potential } = motion
  const steps: DerivationStep[] = []
  const x = toLatex(free[0]!)
  if (fixedPoints !== undefined) {
    const shown = fixedPoints.points.slice(0, mostPoints).map((point) => `$${placeOf(motion, free, point)}$${roleOf(point, potential?.minimises)}`) // prettier-ignore
    const rest = fixedPoints.complete ? '' : '; there may be others'
    const says =
      shown.length === 0
        ? fixedPoints.complete
          ? 'The flow has no fixed point on this branch'
          : 'No fixed point was found in closed form'
        : `The flow stands still at ${shown.join(', ')}${rest}`
    steps.push({ says: `${says}${fixedPoints.note === undefined || !fixedPoints.complete ? '' : ` (${fixedPoints.note})`}.` }) // prettier-ignore
  }
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

function placeOf({ drift }: MotionAlong, free: ParametrisedBranch['free'], { exact, values, free: left }: FixedPoint): string {
  if (drift.every((e) => isZero(e).outcome === 'proved')) return '\\text{every point}'
  return free.flatMap((symbol, i) => {
    if (left.includes(symbol)) return []
    const number = values === undefined ? '' : decimal(values[i]!)
    const form = exact === undefined ? undefined : toLatex(exact[i]!)
    return [`${toLatex(symbol)} ${form === undefined ? `\\approx ${number}` : `= ${form}`}`]
  }).join(',\\; ')
} // prettier-ignore

function roleOf({ stability }: FixedPoint, minimises: string | undefined): string {
  if (stability === undefined) return ''
  const extremum = { attracting: 'minimum', repelling: 'maximum', saddle: 'saddle', 'half-stable': 'inflection' }[stability] // prettier-ignore
  return minimises === undefined
    ? ` (${stability})`
    : ` (${stability}: a ${extremum} of ${minimises} on the set)`
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
