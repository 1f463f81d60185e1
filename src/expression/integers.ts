import { negate } from './arithmetic.js'
import type { Expression, Term } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** Functions whose value is a whole number for whole arguments. */
const keepsWhole: readonly string[] = ['abs', 'relu', 'max', 'min']

// Deeper than anything typed; keeps the recursion within the stack.
const deepest = 60

/** Whether the value is certainly a whole number wherever it is defined; `false` means unknown. */
export function isKnownInteger(e: Expression): boolean {
  const known = new Map<Expression, boolean>()
  const whole = (node: Expression, depth: number): boolean => {
    const before = known.get(node)
    if (before !== undefined) return before
    const found = depth < deepest && isWhole(node, (operand) => whole(operand, depth + 1))
    known.set(node, found)
    return found
  }
  return whole(e, 0)
}

function isWhole(e: Expression, whole: (operand: Expression) => boolean): boolean {
  switch (e.kind) {
    case 'constant':
      return rational.isInteger(e.value)
    case 'symbol':
      return e.assumptions.integer === true
    case 'sum':
      return (
        rational.isInteger(e.constant) &&
        e.terms.every(
          ({ coefficient, term }) =>
            rational.isZero(coefficient) || (rational.isInteger(coefficient) && whole(term)),
        )
      )
    case 'product':
      return e.factors.every(
        ({ base, exponent }) => rational.isInteger(exponent) && rational.sign(exponent) > 0 && whole(base),
      )
    case 'call':
      return e.fn.name === 'sign' || (keepsWhole.includes(e.fn.name) && e.args.every(whole))
  }
}

/** `(-1)^k` for a whole `k` that is defined everywhere: only what is odd in `k` stays. Nothing when all of it does. */
export function signOfParity(k: Expression): Expression | undefined {
  if (k.kind !== 'sum' || !k.total || !isKnownInteger(k)) return undefined
  const { graph } = k
  const odd = k.terms.filter(({ coefficient }) => isOdd(coefficient))
  const rest = graph.linear(
    rational.zero,
    odd.map(({ term }) => ({ coefficient: rational.one, term })),
  )
  if (rest === k) return undefined
  const power = graph.power(graph.constant(-1), rest)
  return isOdd(k.constant) ? negate(power) : power
}

const isOdd = ({ numerator }: Rational): boolean => numerator % 2n !== 0n

/** `k` where `x` is `k·pi` for a `k` that is certainly whole and defined everywhere; nothing otherwise. */
export function wholeMultipleOfPi(x: Expression): Expression | undefined {
  const { graph } = x
  const terms = x.kind === 'sum' ? x.terms : [{ coefficient: rational.one, term: x }]
  if (x.kind === 'sum' && !rational.isZero(x.constant)) return undefined
  const turns: Term[] = []
  for (const { coefficient, term } of terms) {
    const by = withoutPi(term)
    if (by === undefined) return undefined
    turns.push({ coefficient, term: by })
  }
  const k = graph.linear(rational.zero, turns)
  return k.total && isKnownInteger(k) ? k : undefined
}

function withoutPi(e: Expression): Expression | undefined {
  if (isPi(e)) return e.graph.one
  if (e.kind !== 'product') return undefined
  const at = e.factors.findIndex(({ base, exponent }) => isPi(base) && rational.isOne(exponent))
  return at === -1 ? undefined : e.graph.powers(rational.one, e.factors.toSpliced(at, 1))
}

const isPi = (e: Expression): boolean => e.kind === 'call' && e.fn.name === 'pi'
