import type { Perturbation } from '../../dynamics/index.js'
import {
  type Expression,
  freeSymbols,
  isAnalytic,
  type Kink,
  kinksAt,
  orderNodes,
  rational,
} from '../../expression/index.js'
import type { Hypothesis } from '../contract.js'
import { pointOf } from '../site.js'

/** The derivatives of the loss with noise that the limits are made of exist, and have means. */
export const smoothNoise: Hypothesis = {
  id: 'smooth-noise',
  statement:
    'The loss with noise is smooth in $w$ and $\\eta$ near the point and $\\eta = 0$, and its derivatives grow moderately with $\\eta$.',
  check(situation) {
    const { noise } = situation
    if (noise === undefined) throw new TypeError('the smoothness of a noise was asked for where none is chosen')
    const { perturbation } = noise
    const kinks = kinksWithoutNoise(perturbation, pointOf(situation).coordinates)
    if (kinks.length > 0) {
      const names = [...new Set(kinks.map(({ fn }) => fn))].join(', ')
      return { state: 'refuted', evidence: `without noise the loss with noise is on a kink of ${names}` }
    }
    const { shared, own } = perturbation
    if (![...shared.laws, ...own.laws].includes('gaussian'))
      return { state: 'proved', evidence: 'no kink there, and the noise is bounded' }
    return isModerate(perturbation)
      ? { state: 'proved', evidence: 'no kink there, and made of polynomials in the noise and of functions that grow no faster' }
      : { state: 'assumed', evidence: 'no kink there; that nothing grows too fast in Gaussian noise was not examined' }
  },
} // prettier-ignore

function kinksWithoutNoise(perturbation: Perturbation, w: Float64Array): Kink[] {
  const { model, shared, own, extra } = perturbation
  const formulas = formulasOf(perturbation)
  if (isAnalytic(formulas)) return []
  const known: (readonly [Expression, number])[] = [
    ...model.symbols.map((symbol, i) => [symbol, w[i]!] as const),
    ...[...shared.symbols, ...own.symbols].map((symbol) => [symbol, 0] as const),
  ]
  const { data } = model
  if (data === undefined) return kinksAt(formulas, new Map(known))
  return data.samples.flatMap((sample, i) => {
    const values = data.symbols.map((symbol, k) => [symbol, rational.toNumber(sample[k]!)] as const)
    const more = extra.symbols.map((symbol, k) => [symbol, rational.toNumber(extra.rows[i]![k]!)] as const)
    return kinksAt(formulas, new Map([...known, ...values, ...more]))
  })
}

// With all their derivatives.
const growModerately: ReadonlySet<string> = new Set([
  'abs', 'sign', 'sin', 'cos', 'atan', 'tanh', 'sigmoid', 'softplus', 'relu', 'leakyrelu', 'erf', 'gelu', 'swish', 'max', 'min',
]) // prettier-ignore

/** Whether noise variables are only in whole positive powers and in functions that grow no faster than these. */
function isModerate(perturbation: Perturbation): boolean {
  const { shared, own } = perturbation
  const variables = [...shared.symbols, ...own.symbols]
  const isNoisy = (e: Expression): boolean => {
    const free: ReadonlySet<Expression> = freeSymbols(e)
    return variables.some((symbol) => free.has(symbol))
  }
  return orderNodes(formulasOf(perturbation)).every((e) => {
    if (e.kind === 'call') return growModerately.has(e.fn.name) || !isNoisy(e)
    if (e.kind !== 'product') return true
    return e.factors.every(({ base, exponent }) => (rational.isInteger(exponent) && rational.sign(exponent) > 0) || !isNoisy(base)) // prettier-ignore
  })
}

function formulasOf({ residuals, sampleLoss }: Perturbation): readonly Expression[] {
  return residuals ?? [sampleLoss]
}
