import { derivative as mathjsDerivative, evaluate as mathjsEvaluate } from 'mathjs'
import nerdamer from 'nerdamer'
import 'nerdamer/Calculus.js'
import { describe, expect, it } from 'vitest'
import { gradient } from '../../src/calculus/index.js'
import { domainProblemsAt, evaluate, type Expression } from '../../src/expression/index.js'
import { formula } from '../calculus/formula.js'

type Point = Readonly<Record<string, number>>

const points: readonly Point[] = [
  { x: 1.3, y: 0.7, z: -0.4, a: 0.8, b: 1.1, c: 2.3, p: 1.4 },
  { x: -1.7, y: 1.9, z: 0.6, a: 1.2, b: -0.3, c: 0.9, p: 0.6 },
  { x: 0.35, y: -2.2, z: 1.5, a: -0.6, b: 0.4, c: -1.1, p: 2.7 },
]

const agreed = [
  'x^2*y - 3*x + 1',
  'x*y*z',
  '(x + y)^5',
  '(2*x - y)/(x^2 + 1)',
  '1/(1 + x^2 + y^2)',
  'x/y - y/x',
  'x^(-3)*y',
  '-3/2*x + y/3 + 2 + z',
  '(x^2*y - y^3)^2',
  '(x*y - 1)^2/2',
  '((x*y)^2)^3',
  '((2*x)^3)^2',
  '(x + 1)^2/(x + 1)',
  '(x^2 - 1)/(x - 1)',
  '5*x - exp(y)',
  'sqrt(1 + x^2)',
  'sqrt(x)*y',
  'x^(2/3)',
  '(x + y^2)^(5/2)',
  'sqrt(x^2)',
  'sqrt(x^2)*y',
  'exp(x*y)',
  'exp(-x^2/2)',
  'x*exp(-x)',
  'exp(sin(x))',
  'exp(x)^2',
  'exp(x + y)/exp(x)',
  'log(x)',
  'log(x^2)',
  'log(p*x^2)',
  'log(1 + x^2*y^2)',
  'x*log(x) - x',
  'log(x)/x',
  'log(x + sqrt(1 + x^2))',
  'log(exp(x))',
  'exp(2*log(x))',
  'sin(x)*cos(y)',
  'sin(x*y)^2',
  'cos(x^2)',
  'cos(x)^2 + sin(x)^2',
  'tan(x/3)',
  'sin(x)/x',
  'asin(x/3)',
  'acos(x/4)',
  'atan(x*y)',
  'atan(x)/(1 + y^2)',
  'sinh(x)',
  'cosh(x*y)',
  'tanh(x)',
  'tanh(x*y + z)^2',
  'tanh(2*x) - 2*tanh(x)/(1 + tanh(x)^2)',
  '1/(1 + exp(-x))',
  'log(1 + exp(x))',
  '(y - tanh(x*z))^2/2',
  'a*exp(-b*x)*sin(c*x)',
  'p^x',
  'x^y',
  '2^x',
  '(1 + x^2)^sin(y)',
  'x^x',
  '(x^y)^2',
  'abs(x)',
  'abs(x*y - 2)',
  'abs(x)^3',
  'x*abs(x)',
]

/** The expression, or its derivative in x, as a number; nothing where it has no value. */
function ours(text: string, at: Point, quantity: 'value' | 'derivative'): number | undefined {
  const e = formula(text)
  const values = new Map(Object.entries(at).map(([name, value]) => [e.graph.symbol(name), value]))
  const wanted: Expression = quantity === 'value' ? e : gradient(e, [e.graph.symbol('x')])[0]!
  return domainProblemsAt([e, wanted], values).length > 0 ? undefined : evaluate(wanted, values)
}

// The text of nerdamer's derivative is read by mathjs: its own numbers are rounded to fractions.
const nerdamerDerivative = (text: string): string => nerdamer.diff(nerdamer(text), 'x').text()

function close(found: unknown, expected: number): boolean {
  return typeof found === 'number' && Math.abs(found - expected) <= 1e-11 * (1 + Math.abs(expected))
}

describe('Thalweg, mathjs and nerdamer', () => {
  it('are compared on many formulas', () => expect(new Set(agreed).size).toBeGreaterThanOrEqual(60))

  it.each(agreed)('agree on %s and its derivative in x', (text) => {
    let compared = 0
    const [theirs, others] = [mathjsDerivative(text, 'x'), nerdamerDerivative(text)]
    for (const at of points) {
      const [value, slope] = [ours(text, at, 'value'), ours(text, at, 'derivative')]
      if (value === undefined) continue
      compared++
      expect(mathjsEvaluate(text, { ...at })).toSatisfy((found: unknown) => close(found, value))
      expect(theirs.evaluate({ ...at })).toSatisfy((found: unknown) => close(found, slope!))
      expect(mathjsEvaluate(others, { ...at })).toSatisfy((found: unknown) => close(found, slope!))
    }
    expect(compared).toBeGreaterThanOrEqual(1)
  })
})

/** What a library says: a number, a complex number, not a number, or that it cannot. */
type Answer = number | 'complex' | 'NaN' | 'refuses'

interface Disagreement {
  readonly library: 'mathjs' | 'nerdamer'
  readonly formula: string
  readonly quantity: 'value' | 'derivative'
  readonly at: Point
  /** What is true by hand; nothing where there is no real value. */
  readonly truth: number | undefined
  readonly says: Answer
  readonly because: string
}

const [first, second, third] = points as [Point, Point, Point]
const origin: Point = { x: 0, y: 1.5 }
const power = { x: -1.7, y: 1.9 }

/** Every disagreement that was found. The truth is written here by hand, and is what Thalweg says. */
const disagreements: readonly Disagreement[] = [
  // Wrong answers.
  { library: 'nerdamer', formula: '((x*y)^3)^2', quantity: 'derivative', at: first, truth: 6 * 1.3 ** 5 * 0.7 ** 6, says: 2 * 1.3 * 0.7 ** 2, because: 'reads the formula as x^2*y^2: an outer power replaces the inner one of a product' }, // prettier-ignore
  { library: 'nerdamer', formula: '5*((2 - 3)*(y - 3))*x', quantity: 'derivative', at: first, truth: 5 * (3 - 0.7), says: -5 * (3 - 0.7), because: 'loses the sign of (2 - 3) while reading' }, // prettier-ignore
  { library: 'nerdamer', formula: 'sqrt(x*y)', quantity: 'derivative', at: first, truth: 0.7 / (2 * Math.sqrt(1.3 * 0.7)), says: (0.5 * 0.7 ** 0.25) / Math.sqrt(1.3), because: 'takes the root of y twice when it takes the product apart' }, // prettier-ignore
  { library: 'nerdamer', formula: 'sqrt(p)*x^2', quantity: 'derivative', at: first, truth: 2 * 1.3 * Math.sqrt(1.4), says: 2 * 1.3 * 1.4 ** 0.25, because: 'takes the root of a factor p twice' }, // prettier-ignore
  { library: 'mathjs', formula: '((x + y)^2)^(3/2)', quantity: 'derivative', at: third, truth: -3 * 1.85 ** 2, says: 3 * 1.85 ** 2, because: 'multiplies the exponents to (x + y)^3, which is right for x + y >= 0 only' }, // prettier-ignore
  { library: 'mathjs', formula: '(x^2)^(1/2)', quantity: 'derivative', at: second, truth: -1, says: 1, because: 'simplifies (x^2)^(1/2) to x, which is right for x >= 0 only' }, // prettier-ignore
  { library: 'mathjs', formula: '(x^2)^y', quantity: 'derivative', at: power, truth: (2 * 1.9 * 1.7 ** 3.8) / -1.7, says: 'complex', because: 'combines the exponents to x^(2*y - 1), which is not real for negative x' }, // prettier-ignore
  { library: 'nerdamer', formula: '(x^2)^y', quantity: 'derivative', at: power, truth: (2 * 1.9 * 1.7 ** 3.8) / -1.7, says: 'complex', because: 'combines the exponents to x^(2*y - 1), which is not real for negative x' }, // prettier-ignore
  { library: 'mathjs', formula: 'abs(x)^2', quantity: 'derivative', at: origin, truth: 0, says: 'NaN', because: 'differentiates abs(x) to abs(x)/x, which has no value at 0 although abs(x)^2 is smooth' }, // prettier-ignore
  { library: 'mathjs', formula: 'abs(x)^3', quantity: 'derivative', at: origin, truth: 0, says: 'NaN', because: 'the same; abs(x)^3 has the derivative 3*x*abs(x)' }, // prettier-ignore
  { library: 'nerdamer', formula: 'x*abs(x)', quantity: 'derivative', at: origin, truth: 0, says: 'NaN', because: 'the same with x/abs(x); x*abs(x) has the derivative 2*abs(x)' }, // prettier-ignore
  // Values and derivatives where the formula has none.
  { library: 'mathjs', formula: 'x/x', quantity: 'derivative', at: origin, truth: undefined, says: 0, because: 'cancels x/x to 1, which forgets that there is no value at 0' }, // prettier-ignore
  { library: 'nerdamer', formula: 'x/x', quantity: 'derivative', at: origin, truth: undefined, says: 0, because: 'cancels x/x to 1 while reading' }, // prettier-ignore
  { library: 'mathjs', formula: 'sqrt(x)^2', quantity: 'derivative', at: second, truth: undefined, says: 1, because: 'simplifies to x; there is no real root of a negative x' }, // prettier-ignore
  { library: 'nerdamer', formula: 'sqrt(x)^2', quantity: 'derivative', at: second, truth: undefined, says: 1, because: 'simplifies to x while reading' }, // prettier-ignore
  { library: 'mathjs', formula: '(x^3)^(1/3)', quantity: 'derivative', at: second, truth: undefined, says: 1, because: 'simplifies to x, although its own value at a negative x is complex' }, // prettier-ignore
  { library: 'nerdamer', formula: '(x^3)^(1/3)', quantity: 'derivative', at: second, truth: undefined, says: 1, because: 'simplifies to x while reading' }, // prettier-ignore
  { library: 'nerdamer', formula: 'exp(log(x))', quantity: 'derivative', at: second, truth: undefined, says: 1, because: 'simplifies to x; the logarithm of a negative x is not real' }, // prettier-ignore
  { library: 'mathjs', formula: '1/(1/x)', quantity: 'value', at: origin, truth: undefined, says: 0, because: 'follows floating point: 1/Infinity is 0' }, // prettier-ignore
  // Complex numbers, where Thalweg is about real ones.
  { library: 'mathjs', formula: 'log(x)', quantity: 'value', at: second, truth: undefined, says: 'complex', because: 'continues the logarithm to the complex plane' }, // prettier-ignore
  { library: 'mathjs', formula: 'x^(1/3)', quantity: 'value', at: second, truth: undefined, says: 'complex', because: 'takes the principal complex root' }, // prettier-ignore
  { library: 'mathjs', formula: 'asin(x)', quantity: 'value', at: first, truth: undefined, says: 'complex', because: 'continues the arc sine to the complex plane' }, // prettier-ignore
  { library: 'mathjs', formula: '0*log(x)', quantity: 'value', at: second, truth: undefined, says: 'complex', because: 'multiplies a complex logarithm by 0' }, // prettier-ignore
  // Kinks, where there is no derivative: Thalweg gives the mean of both sides and lists the kink.
  { library: 'mathjs', formula: 'abs(x)', quantity: 'derivative', at: origin, truth: 0, says: 'NaN', because: 'has no convention at a kink' }, // prettier-ignore
  { library: 'nerdamer', formula: 'abs(x)', quantity: 'derivative', at: origin, truth: 0, says: 'NaN', because: 'has no convention at a kink' }, // prettier-ignore
  // What the libraries do not know.
  { library: 'mathjs', formula: 'erf(x)', quantity: 'derivative', at: first, truth: (2 / Math.sqrt(Math.PI)) * Math.exp(-1.69), says: 'refuses', because: 'has no rule for it' }, // prettier-ignore
  { library: 'mathjs', formula: 'sign(x)*x^2', quantity: 'derivative', at: first, truth: 2.6, says: 'refuses', because: 'has no rule for it' }, // prettier-ignore
  { library: 'mathjs', formula: 'max(x, y)', quantity: 'derivative', at: first, truth: 1, says: 'refuses', because: 'has no rule for it' }, // prettier-ignore
  { library: 'nerdamer', formula: 'max(x, y)', quantity: 'derivative', at: first, truth: 1, says: 'refuses', because: 'leaves diff(max(x,y),x) as it is' }, // prettier-ignore
  { library: 'mathjs', formula: 'min(x, y)', quantity: 'derivative', at: first, truth: 0, says: 'refuses', because: 'has no rule for it' }, // prettier-ignore
  { library: 'nerdamer', formula: 'min(x, y)', quantity: 'derivative', at: first, truth: 0, says: 'refuses', because: 'leaves diff(min(x,y),x) as it is' }, // prettier-ignore
]

describe('where they disagree', () => {
  it.each(disagreements)('$library on the $quantity of $formula: it $because', (row) => {
    const found = ours(row.formula, row.at, row.quantity)
    if (row.truth === undefined) expect(found).toBeUndefined()
    else expect(found).toSatisfy((value: unknown) => close(value, row.truth!))
    const answer = theirs(row)
    if (typeof row.says === 'number')
      expect(answer).toSatisfy((value: unknown) => close(value, row.says as number))
    else expect(answer).toBe(row.says)
  })
})

function theirs({ library, formula: text, quantity, at }: Disagreement): Answer {
  try {
    const written =
      quantity === 'value'
        ? text
        : library === 'mathjs'
          ? mathjsDerivative(text, 'x').toString()
          : nerdamerDerivative(text)
    const found: unknown = mathjsEvaluate(written, { ...at })
    if (typeof found !== 'number') return 'complex'
    return Number.isNaN(found) ? 'NaN' : found
  } catch {
    return 'refuses'
  }
}
