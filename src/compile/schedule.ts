import { failure } from '../base/wording.js'
import {
  children,
  type Expression,
  functionNamed,
  logCoshArgument,
  orderNodes,
  type ProductNode,
  type Rational,
  rational,
  type SumNode,
} from '../expression/index.js'
import { logCosh } from './callee.js'
import { type Group, planProducts, type ProductPlan } from './products.js'
import type { Program } from './program.js'
import { ProgramBuilder, type Value } from './program-builder.js'
import { stable } from './stable.js'

/**
 * The operations that compute the outputs from the inputs (symbols), shared parts once. Throws `unknown-symbol` when an
 * output contains a symbol that is not an input.
 */
export function schedule(outputs: readonly Expression[], inputs: readonly Expression[]): Program {
  const builder = new ProgramBuilder(inputs.length)
  return builder.finish(lowered(outputs, inputs, builder))
}

/**
 * How x^(3/2) is computed: as x√x, which is fast, or by the power function, whose derivative has a value at 0 where that
 * of x√x by the product rule has none.
 */
export type Roots = 'multiplied out' | 'powers'

/**
 * The values of the outputs, made of operations in the builder, whose inputs belong to the given expressions in order;
 * an input that belongs to none is `undefined`. Throws as `schedule` does.
 */
export function lowered(
  given: readonly Expression[],
  inputs: readonly (Expression | undefined)[],
  builder: ProgramBuilder,
  roots: Roots = 'multiplied out',
): Value[] {
  const order = orderNodes(given)
  const outputs = stable(given, order)
  const values = new Map<Expression, Value>()
  inputs.forEach((input, index) => {
    if (input !== undefined) values.set(input, index)
  })
  const lowering = {
    builder,
    values,
    plan: planProducts(outputs === given ? order : orderNodes(outputs)),
    roots,
  }
  for (const output of outputs) lowerAll(output, lowering)
  return outputs.map((output) => values.get(output)!)
}

/** What lowering needs and fills in. */
interface Lowering {
  readonly builder: ProgramBuilder
  readonly values: Map<Expression, Value>
  readonly plan: ProductPlan
  readonly roots: Roots
}

// Depth first, so that a value is used soon after it is made; without recursion, because expressions can be deep.
function lowerAll(root: Expression, lowering: Lowering): void {
  const { values } = lowering
  const pending = [root]
  for (let node = pending.at(-1); node !== undefined; node = pending.at(-1)) {
    const missing = values.has(node) ? [] : children(node).filter((child) => !values.has(child))
    if (missing.length > 0) pending.push(...missing.reverse())
    else {
      pending.pop()
      if (!values.has(node)) values.set(node, lower(node, lowering))
    }
  }
}

function lower(node: Expression, lowering: Lowering): Value {
  const { builder, values } = lowering
  switch (node.kind) {
    case 'constant':
      return builder.constant(rational.toNumber(node.value))
    case 'symbol':
      throw failure('unknown-symbol', {
        name: node.name,
        parameters: [...values.keys()].flatMap((known) => (known.kind === 'symbol' ? [known.name] : [])),
        data: [],
      })
    case 'sum':
      return lowerSum(node, builder, values)
    case 'product':
      return lowerProduct(node, lowering)
    case 'call': {
      const inside = logCoshArgument(node)
      if (inside !== undefined) return builder.call(logCosh, [values.get(inside)!])
      return builder.call(
        node.fn,
        node.args.map((arg) => values.get(arg)!),
      )
    }
  }
}

/** A signed value: terms are kept with positive coefficients, so that `x - y` and `x + y` share `y`. */
interface Signed {
  readonly negative: boolean
  readonly value: Value
}

// Terms with the same coefficient are added before they are multiplied by it.
function lowerSum(sum: SumNode, builder: ProgramBuilder, values: ReadonlyMap<Expression, Value>): Value {
  const groups = new Map<string, { coefficient: Rational; members: Signed[] }>()
  for (const { coefficient, term } of sum.terms) {
    const magnitude = rational.absolute(coefficient)
    const key = rational.toString(magnitude)
    const group = groups.get(key) ?? { coefficient: magnitude, members: [] }
    groups.set(key, group)
    group.members.push({ negative: rational.sign(coefficient) < 0, value: values.get(term)! })
  }
  const parts = [...groups.values()].flatMap(({ coefficient, members }): Signed[] => {
    if (rational.isOne(coefficient)) return members
    const negative = members.every((member) => member.negative)
    const total = addUp(negative ? members.map(flipped) : members, builder)
    return [{ negative, value: builder.multiply(builder.constant(rational.toNumber(coefficient)), total) }]
  })
  if (!rational.isZero(sum.constant)) {
    const magnitude = rational.toNumber(rational.absolute(sum.constant))
    parts.push({ negative: rational.sign(sum.constant) < 0, value: builder.constant(magnitude) })
  }
  return addUp(parts, builder)
}

const flipped = ({ negative, value }: Signed): Signed => ({ negative: !negative, value })

/** Adds from left to right, beginning with the first part that is not negative. */
function addUp(parts: readonly Signed[], builder: ProgramBuilder): Value {
  const start = parts.findIndex(({ negative }) => !negative)
  const first = start < 0 ? builder.negate(parts[0]!.value) : parts[start]!.value
  return parts
    .toSpliced(Math.max(start, 0), 1)
    .reduce(
      (sum, { negative, value }) => (negative ? builder.subtract(sum, value) : builder.add(sum, value)),
      first,
    )
}

// Numerator and denominator are multiplied out separately; there is one division at most.
function lowerProduct(product: ProductNode, lowering: Lowering): Value {
  const { builder, values, plan } = lowering
  const valueOf = (group: Group): Value =>
    'base' in group
      ? lowerPower(values.get(group.base)!, rational.absolute(group.exponent), lowering)
      : builder.multiply(valueOf(group[0]), valueOf(group[1]))
  const { above, below } = plan.groups(product)
  const times = (a: Value, b: Value): Value => builder.multiply(a, b)
  const numerator = above.length === 0 ? builder.constant(1) : above.map(valueOf).reduce(times)
  return below.length === 0 ? numerator : builder.divide(numerator, below.map(valueOf).reduce(times))
}

/** Whole powers up to this are chains of multiplications. */
const longestChain = 64n

function lowerPower(base: Value, exponent: Rational, { builder, roots }: Lowering): Value {
  const { numerator, denominator } = exponent
  const isRoot = denominator === 2n && (numerator === 1n || roots === 'multiplied out')
  if (denominator === 1n && numerator <= longestChain) return wholePower(base, numerator, builder)
  if (isRoot && numerator < 2n * longestChain) {
    // √−0 is −0 for processors but 0 as a power, and 1/√−0 has its sign.
    const root = builder.add(builder.squareRoot(base), builder.constant(0))
    return numerator === 1n ? root : builder.multiply(wholePower(base, numerator / 2n, builder), root)
  }
  return builder.call(functionNamed('power')!, [base, builder.constant(rational.toNumber(exponent))])
}

// x^n as the square of x^(n/2), times x when n is odd.
function wholePower(base: Value, exponent: bigint, builder: ProgramBuilder): Value {
  if (exponent === 1n) return base
  const half = wholePower(base, exponent / 2n, builder)
  const square = builder.multiply(half, half)
  return exponent % 2n === 0n ? square : builder.multiply(square, base)
}
