import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradient, isZero } from '../../src/calculus/index.js'
import { isClearlyNonzero, probe } from '../../src/calculus/probe.js'
import { domainProblemsAt, freeSymbols } from '../../src/expression/index.js'
import { formula } from './formula.js'

describe('isZero proves', () => {
  it.each([
    // roots of squares
    'sqrt(x^2) - abs(x)',
    'sqrt((x + 1)^2) - abs(x + 1)',
    'sqrt(x^2 - 2*x*y + y^2) - abs(y - x)',
    'sqrt(x^2*y^2) - abs(x*y)',
    'abs(x*y) - abs(x)*abs(y)',
    'abs(x/y) - abs(x)/abs(y)',
    'sqrt(4*x^2*p) - 2*abs(x)*sqrt(p)',
    '(x^6)^(1/2) - abs(x)^3',
    '(x^2)^(1/3) - abs(x)^(2/3)',
    '(x^4)^(1/4) - abs(x)',
    '(x^4*y^2)^(1/4) - abs(x)*sqrt(abs(y))',
    'sqrt(x^2*(y^2 + 1)) - abs(x)*sqrt(y^2 + 1)',
    'sqrt(x^2*y) - abs(x)*sqrt(y)',
    '1/sqrt(x^2) - 1/abs(x)',
    'sqrt(x^2)/x - x/abs(x)',
    'abs(x^2 + 2*x + 1) - (x + 1)^2',
    'max(x, -x) - sqrt(x^2)',
    'sqrt(tanh(x)^2) - abs(tanh(x))',
    'sqrt(exp(2*x) + 2*exp(x) + 1) - exp(x) - 1',
    // logarithms of squares
    'log(x^2) - 2*log(abs(x))',
    'log((x - 1)^2) - 2*log(abs(x - 1))',
    'log(x^2*y^2) - 2*log(abs(x*y))',
    'log(x^2*y) - 2*log(abs(x)) - log(y)',
    'log(abs(x*y)) - log(abs(x)) - log(abs(y))',
    'log(x^3) - 3*log(x)',
    'log(sqrt(x^2 + 1)) - log(x^2 + 1)/2',
    'log(1/(x + 1)) + log(x + 1)',
    'exp(log(x^2)/2) - abs(x)',
    'log(tanh(x)^2) - 2*log(abs(tanh(x)))',
    // signs that alternate
    '((-1)^n)^2 - 1',
    '1/(-1)^n - (-1)^n',
    '(-1)^(m + n) - (-1)^m*(-1)^n',
    '(-1)^(n^2 + 1) + (-1)^n',
    '(-1)^(n*(n + 1)) - 1',
    '(-1)^(m - n) - (-1)^(m + n)',
    '((-1)^(abs(n)*m))^4 - 1',
    'abs((-1)^n) - 1',
    'cos(pi*n)^2 - 1',
    // logarithms of sums of exponentials
    'exp(logsumexp(x, y)) - exp(x) - exp(y)',
    'exp(-logsumexp(x, y))*(exp(x) + exp(y)) - 1',
    'logsumexp(x, y) - log(exp(x) + exp(y))',
    'logsumexp(x, y) - x - softplus(y - x)',
    'logsumexp(x + z, y + z) - z - logsumexp(x, y)',
    'logsumexp(x, 2*x, x + 1) - x - logsumexp(0, x, 1)',
    'logsumexp(2*x, x + log(2), 0) - 2*softplus(x)',
    'logsumexp(softplus(x), log(p), y) - log(1 + p + exp(x) + exp(y))',
    'exp(x - logsumexp(x, y, z)) + exp(y - logsumexp(x, y, z)) + exp(z - logsumexp(x, y, z)) - 1',
    'softmax([x, y])[1] - sigmoid(x - y)',
  ])('%s', (text) => expect(isZero(formula(text))).toEqual({ outcome: 'proved' }))

  it('that the derivative of logsumexp is softmax, and that it is the same for all shifts', () => {
    const e = formula('logsumexp(x*y, y - z, 3*x)')
    const [x, y, z] = ['x', 'y', 'z'].map((name) => e.graph.symbol(name))
    const derivative = gradient(e, [x!])[0]!
    const written = formula('(y*exp(x*y) + 3*exp(3*x))/(exp(x*y) + exp(y - z) + exp(3*x))')
    const at = (values: readonly number[]) => (of: typeof e) =>
      probe(of, new Map(['x', 'y', 'z'].map((name, i) => [of.graph.symbol(name), values[i]!]))).value
    for (const point of [[0.3, -1, 2], [-1.2, 0.7, 0.1]]) expect(at(point)(derivative)).toBeCloseTo(at(point)(written), 14) // prettier-ignore
    const sum = e.graph.sum(gradient(e.graph.call('logsumexp', [x!, y!, z!]), [x!, y!, z!]))
    expect(isZero(e.graph.sum([sum, e.graph.constant(-1)]))).toEqual({ outcome: 'proved' })
  })
})

describe('isZero does not prove', () => {
  it.each([
    'sqrt(x^2*y^2) - x*y',
    'sqrt(x^2*y*z) - x*sqrt(y*z)',
    'sqrt(x*y*(z + 1)^2) - (z + 1)*sqrt(x*y)',
    'abs(x + y) - abs(x) - abs(y)',
    'log(x^2) - 2*log(2*abs(x))',
    'log(x*y) - log(abs(x)) - 2*log(abs(y))',
    '(-1)^n - 1',
    '(-1)^n*n - abs(n)',
    'logsumexp(x, y) - max(x, y)',
    'logsumexp(x, y, z) - logsumexp(x, y)',
    'exp(logsumexp(x, y)) - exp(x + y)',
  ])('%s', (text) => expect(isZero(formula(text)).outcome).toBe('refuted'))

  it('what it cannot refute either', () => {
    // A whole number with a rounding error is no exponent of −1.
    expect(isZero(formula('(-1)^(m*n) - (-1)^n')).outcome).toBe('unknown')
    // The sign of x is known only where log(x) has a value.
    expect(isZero(formula('log(x^2*y) - 2*log(x) - log(y)')).outcome).toBe('unknown')
  })
})

const inside = [
  'x',
  'y',
  'x*y',
  'x - y',
  'x + 1',
  'p*x',
  '1 - x^2',
  'x/y',
  'tanh(x)',
  'x^2*y',
  'n',
  'exp(x) - 1',
]

/** Ways to write things that are equal for some signs of their parts, or always, or never. */
const families: readonly (readonly string[])[] = [
  ['sqrt((Q)^2)', 'abs(Q)', 'Q', '-(Q)', 'max(Q, -(Q))', '(Q)^2/abs(Q)', 'sqrt(abs(Q))^2', '((Q)^4)^(1/4)', '2*relu(Q) - (Q)'],
  ['sqrt((Q)^2*(R))', 'abs(Q)*sqrt(R)', '(Q)*sqrt(R)', 'sqrt(Q)*sqrt((Q)*(R))', 'sqrt((Q)^4*(R)^2)/sqrt((Q)^2*(R))'],
  ['log((Q)^2)', '2*log(abs(Q))', '2*log(Q)', 'log((Q)^4)/2', 'log(-(Q)) + log(abs(Q))', '-log((Q)^(-2))', 'log(sqrt((Q)^2))*2'],
  ['log((Q)^2*(R))', '2*log(abs(Q)) + log(R)', 'log(Q) + log((Q)*(R))', 'log(abs(Q)*abs(R)) + log(abs(Q))', '2*log(Q) + log(R)'],
  ['(-1)^n', '(-1)^(n^2)', '(-1)^(n + 2*m)', '(-1)^(n + m)', '(-1)^m*(-1)^(n - m)', 'abs((-1)^n)', '(-1)^(m*n)', '((-1)^n)^3'],
  ['logsumexp(Q, R)', '(Q) + softplus((R) - (Q))', 'log(exp(Q) + exp(R))', 'max(Q, R)', 'logsumexp(Q, R, Q) - log(2)', 'softplus(logsumexp((Q) - (R), -40)) + (R)', 'max(Q, R) + softplus(-abs((Q) - (R)))'],
  ['exp(logsumexp(Q, log(abs(R))))', 'exp(Q) + abs(R)', 'exp(Q) + (R)', 'exp(logsumexp(2*(Q), log((R)^2)))/(exp(Q) + abs(R))'],
] // prettier-ignore

it('proves nothing of random differences that a point contradicts, and much that is true', () => {
  let [proved, others] = [0, 0]
  const one = fc.tuple(fc.nat(families.length - 1), fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat(2))
  fc.assert(
    fc.property(one, ([family, a, b, q, r, around]) => {
      const forms = families[family]!
      const written = [a, b].map(
        (pick) =>
        forms[pick % forms.length]!.replaceAll('Q', inside[q % inside.length]!).replaceAll('R', inside[r % inside.length]!), // prettier-ignore
      )
      const text = ['A - (B)', 'x*(A)^2 - x*(B)*(A)', 'tanh(A) - tanh(B)'][around]!
      const e = formula(text.replaceAll('A', written[0]!).replaceAll('B', written[1]!))
      if (e === e.graph.zero) return
      if (isZero(e).outcome !== 'proved') return void others++
      proved++
      const symbols = [...freeSymbols(e)]
      for (let k = 0; k < 60; k++) {
        const point = new Map(
          symbols.map(({ name }, i) => {
            const real = k % 3 === 0 ? [-2, -1, 0, 1, 0.5, 3][(k / 3 + 2 * i) % 6]! : 2.5 * Math.sin(7.3 * k + 2.9 * i + a) // prettier-ignore
            const value = 'mn'.includes(name)
              ? Math.round(2 * real)
              : name === 'p'
                ? Math.abs(real) + 0.1
                : real
            return [e.graph.symbol(name), value]
          }),
        )
        if (domainProblemsAt([e], point).length > 0) continue
        expect([...written, isClearlyNonzero(probe(e, point))]).toEqual([...written, false])
      }
    }),
    { numRuns: 600, seed: 77 },
  )
  expect(proved).toBeGreaterThan(100)
  expect(others).toBeGreaterThan(100)
}, 30_000)
