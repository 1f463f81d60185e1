import { type Expression, freeSymbols, latexWidth, rational, toLatex } from '../../../expression/index.js'
import { isZero } from '../../../calculus/index.js'
import { type ParametrisedBranch, writtenCondition } from '../../../geometry/index.js'
import type { DerivationStep } from '../../contract.js'
import type { DriftTerm, LimitAlong, MotionAlong } from './contract.js'
import { solutionSteps, stationarySteps } from './consequence-steps.js'

/** In characters of typeset formula: what is wider says less than its values. */
const widest = 220

/** The derivation of the limits along a branch, in sentences and formulas that fit a page. */
export function derivationSteps(limit: LimitAlong): DerivationStep[] {
  const { branch, metric, motions, notes } = limit
  const names = branch.free.map(toLatex).join(',\\, ')
  const domain = branch.smooth.map((condition) => writtenCondition(condition).latex)
  const where = domain.length === 0 ? '' : `, where $${domain.join('$, $')}$`
  const start: DerivationStep = {
    says: `The zero-loss set is parametrised by $${names}$${where}, with the metric $G = D\\gamma^\\top D\\gamma$:`,
    formula: [
      `\\gamma = \\bigl(${branch.coordinates.map(toLatex).join(',\\; ')}\\bigr)`,
      ...fitting(metric.length === 1 ? [`G = ${toLatex(metric[0]![0]!)}`] : []),
    ],
  }
  const missing = notes.map((note): DerivationStep => ({ says: `${capitalised(note)}.` }))
  return [start, ...motions.flatMap((motion) => motionSteps(limit, motion)), ...missing]
}

function motionSteps({ branch }: LimitAlong, motion: MotionAlong): DerivationStep[] {
  const { time, terms, drift, diffusion, finiteStep, potential, comparison, notes } = motion
  const { free } = branch
  const steps: DerivationStep[] = []
  if (potential !== undefined)
    steps.push(written(`On the set, ${potential.name} is`, [`${potential.latex} = ${toLatex(potential.expression)}`])) // prettier-ignore
  const law =
    diffusion === undefined
      ? drift.map((e, i) => `${rate(free[i]!)} = ${toLatex(e)}`)
      : diffusionLines(branch, drift, diffusion)
  steps.push(written(`On the time $t = ${time.time}$, ${time.when}, the limit is ${diffusion === undefined ? 'the flow' : 'the diffusion'}`, law)) // prettier-ignore
  const parts = terms.filter(({ entries }) => entries.some((e) => isZero(e).outcome !== 'proved'))
  if (parts.length > 1)
    for (const { name, latex, entries } of parts)
      steps.push(written(`From ${termNames[name]}, $${latex}$, comes`, entries.map((e, i) => `${rate(free[i]!)}:\\quad ${toLatex(e)}`))) // prettier-ignore
  steps.push({
    says:
      `The closed form was compared with the coefficients from the model’s derivatives in floating point at ` +
      `${comparison.points} points of the set: the largest difference is $${scientific(comparison.worst)}$ of their size.`,
  })
  if (finiteStep?.drift.some((e) => freeSymbols(e).has(finiteStep.alpha)) === true)
    steps.push(written(`For $\\sigma \\to 0$ at a fixed learning rate $\\alpha$ the drift is`, finiteStep.drift.map((e, i) => `${rate(free[i]!)}_\\alpha = ${toLatex(e)}`))) // prettier-ignore
  steps.push(...solutionSteps(branch, motion), ...stationarySteps(branch, motion))
  steps.push(...notes.map((note): DerivationStep => ({ says: `${capitalised(note)}.` })))
  return steps
}

const termNames: Readonly<Record<DriftTerm['name'], string>> = {
  regulariser: 'the regulariser',
  'second potential': 'the second potential',
  mixed: 'noise that leans across the set',
  'normal fluctuations': 'the fluctuations across the set',
  'curvature of the coordinates': 'the curvature of the coordinates',
}

function diffusionLines(
  { free, coordinates }: ParametrisedBranch,
  drift: readonly Expression[],
  diffusion: readonly (readonly Expression[])[],
): string[] {
  const [symbol] = free
  if (free.length === 1) {
    const still = isZero(drift[0]!).outcome === 'proved'
    const mean = still ? '' : `${inBrackets(drift[0]!)}\\, dt + `
    const used = new Set([...drift, ...coordinates].flatMap((e) => [...freeSymbols(e)].map(toLatex)))
    const letter = ['a', 'A', 'q', '\\varsigma'].find((each) => !used.has(each) && toLatex(symbol!) !== each)!
    return [
      `d${toLatex(symbol!)} = ${mean}\\sqrt{${letter}}\\, dB`,
      `${letter} = ${toLatex(diffusion[0]![0]!)}`,
    ]
  }
  const covariances = free.flatMap(
    (x, i) =>
    free.slice(i).map((y, j) => `d\\langle ${toLatex(x)}, ${toLatex(y)}\\rangle = ${inBrackets(diffusion[i]![i + j]!)}\\, dt`), // prettier-ignore
  )
  return [
    ...free.map((x, i) => `\\operatorname{E}[d${toLatex(x)}] = ${inBrackets(drift[i]!)}\\, dt`),
    ...covariances,
  ]
}

function inBrackets(e: Expression): string {
  const isSum = e.kind === 'sum' && (e.terms.length > 1 || !rational.isZero(e.constant))
  return isSum ? `\\bigl(${toLatex(e)}\\bigr)` : toLatex(e)
}

/** A step with the formulas that fit, or the sentence alone where none does. */
function written(says: string, formula: readonly string[]): DerivationStep {
  const fits = fitting(formula)
  return fits.length < formula.length
    ? { says: `${says} given by formulas that are too long to be printed.` }
    : { says: `${says}:`, formula: fits }
}

const fitting = (formula: readonly string[]): string[] => formula.filter((line) => latexWidth(line) <= widest)

const rate = (symbol: Expression): string => `\\dot{${toLatex(symbol)}}`

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function scientific(value: number): string {
  if (value === 0) return '0'
  const [mantissa, exponent] = value.toExponential(0).split('e')
  return `${mantissa} \\cdot 10^{${Number(exponent)}}`
}
