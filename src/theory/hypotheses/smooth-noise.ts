import type { Perturbation } from '../../dynamics/index.js'
import {
  type Expression,
  freeSymbols,
  isAnalytic,
  type Kink,
  kinksAt,
  orderNodes,
  rational,
  substituteAll,
} from '../../expression/index.js'
import type { Hypothesis } from '../contract.js'
import { pointOf } from '../site.js'

/** The derivatives of the loss with noise that the limits are made of exist, and have means. */
export const smoothNoise: Hypothesis = {
  id: 'smooth-noise',
  statement:
    'The loss with noise is smooth in $w$ and $\\eta$ near the point and $\\eta = 0$, and where it has masks also in $w$ with one of ' +
    'them 0, $\\eta = -e_i$; its derivatives grow moderately with $\\eta$.',
  check(situation) {
    const { noise } = situation
    if (noise === undefined) throw new TypeError('the smoothness of a noise was asked for where none is chosen')
    const { perturbation } = noise
    const { coordinates } = pointOf(situation)
    const kinks = kinksAtNoise(perturbation, coordinates, new Map())
    if (kinks.length > 0) return { state: 'refuted', evidence: `without noise the loss with noise is on a kink of ${namesOf(kinks)}` }
    const masks = masksOf(perturbation)
    for (const mask of masks) {
      const dropped = kinksAtNoise(perturbation, coordinates, new Map([[mask, -1]]))
      if (dropped.length > 0) return { state: 'refuted', evidence: `where one of its masks is 0 the loss with noise is on a kink of ${namesOf(dropped)}` }
    }
    const none = masks.length === 0 ? 'no kink there' : 'no kink there, nor where one mask is 0'
    const { shared, own } = perturbation
    if (![...shared.laws, ...own.laws].includes('gaussian'))
      return { state: 'proved', evidence: `${none}, and the noise is bounded` }
    return isModerate(perturbation)
      ? { state: 'proved', evidence: `${none}, and made of polynomials in the noise and of functions that grow no faster` }
      : { state: 'assumed', evidence: `${none}; that nothing grows too fast in Gaussian noise was not examined` }
  },
} // prettier-ignore

/**
 * Variables that are masks. Other noise is σ times a fixed law, so that in the limit only η near 0 counts. A mask that is 0 has
 * η = −1 however small σ is; that two are 0 at once is rarer by a factor σ² and does not count in the limit.
 */
function masksOf({ shared, own }: Perturbation): Expression[] {
  return [shared, own].flatMap(({ symbols, laws }) => symbols.filter((_, k) => laws[k] === 'bernoulli'))
}

/** Kinks in w, with the values of noise written in first: `relu(w*(1 + eta))` is constant for η = −1, and has none. */
function kinksAtNoise(
  perturbation: Perturbation,
  w: Float64Array,
  noise: ReadonlyMap<Expression, number>,
): Kink[] {
  const { model, shared, own, extra } = perturbation
  const variables = [...shared.symbols, ...own.symbols]
  const isQuiet = noise.size === 0
  const formulas = isQuiet
    ? formulasOf(perturbation)
    : substituteAll(
        formulasOf(perturbation),
        new Map(variables.map((symbol) => [symbol, model.graph.constant(noise.get(symbol) ?? 0)])),
      )
  if (isAnalytic(formulas)) return []
  const known: (readonly [Expression, number])[] = [
    ...model.symbols.map((symbol, i) => [symbol, w[i]!] as const),
    ...variables.map((symbol) => [symbol, noise.get(symbol) ?? 0] as const),
  ]
  const { data } = model
  if (data === undefined) return kinksAt(formulas, new Map(known))
  return data.samples.flatMap((sample, i) => {
    const values = data.symbols.map((symbol, k) => [symbol, rational.toNumber(sample[k]!)] as const)
    const more = extra.symbols.map((symbol, k) => [symbol, rational.toNumber(extra.rows[i]![k]!)] as const)
    return kinksAt(formulas, new Map([...known, ...values, ...more]))
  })
}

function namesOf(kinks: readonly Kink[]): string {
  return [...new Set(kinks.map(({ fn }) => fn))].join(', ')
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
