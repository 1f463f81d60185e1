import { operation } from '../program.js'
import type { ProgramBuilder, Value } from '../program-builder.js'
import { plus, product } from './arithmetic.js'
import type { FirstDerivative, LocalDerivatives } from './local.js'
import { adjointsBelow, reverse } from './reverse.js'

/** A matrix of second derivatives as entries plus outer products `weight · g gᵀ`, each g with its entries by input. */
export interface SecondDerivatives {
  /** On and above the diagonal, by row and then column; what is not listed is 0. */
  readonly entries: ReadonlyMap<number, ReadonlyMap<number, Value>>
  readonly outerProducts: readonly OuterProduct[]
  /** The first derivatives, which are found on the way, by input; what is not listed is 0. */
  readonly gradient: ReadonlyMap<number, Value>
}

export interface OuterProduct {
  readonly weight: Value
  readonly gradient: ReadonlyMap<number, Value>
}

/** Outer products of gradients with fewer entries than this are written out. */
const fewestEntries = 8

/**
 * `seed` times the second derivatives of `root`, by edge pushing (Gower and Mello, Optimization Methods and Software 27, 2012): one pass
 * from the result to the inputs, which keeps for pairs of values how strongly the result curves in them. Each pair is
 * pushed to the operands of its later value; what arrives at pairs of inputs are the second derivatives. Where the result
 * is a sum of functions of single values, as the square of a residual is, the curvature in such a value v is not pushed
 * but kept as a multiple of ∇v ∇vᵀ.
 */
export function secondDerivatives(
  builder: ProgramBuilder,
  local: LocalDerivatives,
  root: Value,
  seed: Value,
): SecondDerivatives {
  const isBottleneck = bottlenecksOf(builder, local, root)
  const adjoints = adjointsBelow(root)
  const scratch = adjointsBelow(root)
  const curvatures = new Array<Map<Value, Value> | undefined>(root + 1).fill(undefined)
  const outerProducts: OuterProduct[] = []
  const curve = (a: Value, b: Value, by: Value): void => {
    const later = a > b ? a : b
    const earlier = a > b ? b : a
    const row = (curvatures[later] ??= new Map<Value, Value>())
    row.set(earlier, plus(builder, row.get(earlier), by))
  }
  // Made with the first derivatives of sums.
  const one = builder.constant(1)
  const times = (factor: Value, by: Value): Value => (factor === one ? by : product(builder, factor, by))
  /** Passes the curvature in `value` and a value before it on to the operands of `value`. */
  const push = (firsts: readonly FirstDerivative[], other: Value, weight: Value): void => {
    for (let i = 0; i < firsts.length; i++) {
      const { operand, value: factor } = firsts[i]!
      const pushed = times(factor, weight)
      curve(operand, other, operand === other ? product(builder, builder.constant(2), pushed) : pushed)
    }
  }
  const pushOwn = (firsts: readonly FirstDerivative[], weight: Value): void => {
    for (let i = 0; i < firsts.length; i++) {
      const { operand, value: factor } = firsts[i]!
      const pushed = times(factor, weight)
      for (let j = i; j < firsts.length; j++) {
        const second = firsts[j]!
        curve(operand, second.operand, times(second.value, pushed))
      }
    }
  }
  adjoints[root] = seed
  for (let value = root; value >= builder.inputs; value--) {
    const adjoint = adjoints[value]
    const own = adjoint === undefined ? 0 : local.own(value)
    if (own !== 0) curve(value, value, product(builder, builder.constant(own), adjoint!))
    const row = curvatures[value]
    if (adjoint === undefined && row === undefined) continue
    const firsts = local.first(value)
    row?.forEach((weight, other) => {
      if (other !== value) push(firsts, other, weight)
      else if (isBottleneck(value) && isWide(builder, local, value))
        outerProducts.push({ weight, gradient: reverse(builder, local, value, builder.constant(1), scratch) })
      else pushOwn(firsts, weight)
    })
    curvatures[value] = undefined
    if (adjoint === undefined) continue
    for (const { operands, value: second } of local.second(value))
      curve(operands[0], operands[1], product(builder, second, adjoint))
    for (let index = 0; index < firsts.length; index++) {
      const { operand, value: factor } = firsts[index]!
      adjoints[operand] = plus(builder, adjoints[operand], times(factor, adjoint))
    }
  }
  const gradient = new Map<number, Value>()
  adjoints.slice(0, builder.inputs).forEach((adjoint, input) => {
    if (adjoint !== undefined) gradient.set(input, adjoint)
  })
  return { entries: byRow(curvatures.slice(0, builder.inputs)), outerProducts, gradient }
}

const none: ReadonlyMap<Value, Value> = new Map()

function byRow(
  curvatures: readonly (ReadonlyMap<Value, Value> | undefined)[],
): Map<number, Map<number, Value>> {
  const entries = new Map<number, Map<number, Value>>()
  curvatures.forEach((row, later) => {
    for (const [earlier, value] of row ?? none) {
      const found = entries.get(earlier) ?? new Map<number, Value>()
      entries.set(earlier, found.set(later, value))
    }
  })
  return entries
}

/**
 * The values from which the result is made by sums and functions of one value alone: the curvature in one of them and
 * another value is 0.
 */
function bottlenecksOf(
  builder: ProgramBuilder,
  local: LocalDerivatives,
  root: Value,
): (value: Value) => boolean {
  const marks = new Uint8Array(root + 1)
  marks[root] = reached
  for (let value = root; value >= builder.inputs; value--) {
    const mark = marks[value]
    if (mark === 0) continue
    const firsts = local.first(value)
    // The operands of a sum do not mix; those of a function with curvature of its own mix only by that.
    const mixes = firsts.length > 1 && !isSum(builder.operationOf(value)) && local.own(value) === 0
    const passedOn = mixes || mark === crossed ? crossed : reached
    for (let index = 0; index < firsts.length; index++) {
      const { operand } = firsts[index]!
      if (marks[operand] !== crossed) marks[operand] = passedOn
    }
  }
  return (value) => marks[value] === reached
}

const reached = 1
const crossed = 2

function isSum(code: number | undefined): boolean {
  return code === operation.add || code === operation.subtract
}

/** Whether the value depends on so many inputs that an outer product is better not written out. */
function isWide(builder: ProgramBuilder, local: LocalDerivatives, from: Value): boolean {
  const seen = new Set<Value>([from])
  const pending = [from]
  let inputs = 0
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value < builder.inputs && ++inputs >= fewestEntries) return true
    if (value < builder.inputs) continue
    for (const { operand } of local.first(value))
      if (!seen.has(operand)) {
        seen.add(operand)
        pending.push(operand)
      }
  }
  return false
}
