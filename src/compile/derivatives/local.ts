import { gradient } from '../../calculus/index.js'
import { createGraph, type Expression, negate } from '../../expression/index.js'
import { type Callee, callOf } from '../callee.js'
import { operation, type Program } from '../program.js'
import type { ProgramBuilder, Value } from '../program-builder.js'
import { schedule } from '../schedule.js'
import { difference, negative, product, quotient } from './arithmetic.js'

/** A first derivative of a value in one of its operands. */
export interface FirstDerivative {
  readonly operand: Value
  readonly value: Value
}

/** A second derivative of a value in two of its operands, which may be the same one. */
export interface SecondDerivative {
  readonly operands: readonly [Value, Value]
  readonly value: Value
}

/** The derivatives of single operations in their operands. */
export interface LocalDerivatives {
  /** One entry per distinct operand that is active and in which the derivative is not 0. */
  first(value: Value): readonly FirstDerivative[]
  /** One entry per unordered pair of such operands, and `own` on top. */
  second(value: Value): readonly SecondDerivative[]
  /** The second derivatives contain this multiple of the outer product of the first ones with themselves. */
  own(value: Value): number
}

/** Derivatives that are operations in the same builder; each is made once. */
export function localDerivatives(
  builder: ProgramBuilder,
  isActive: (value: Value) => boolean,
): LocalDerivatives {
  const firsts = new Map<Value, readonly FirstDerivative[]>()
  const templates = templatesOf(builder)
  return {
    first(value) {
      const known = firsts.get(value)
      if (known !== undefined) return known
      const isLeaf = builder.operandCount(value) === 0
      const made = isLeaf || !isActive(value) ? none : firstOf(builder, templates, value, isActive)
      firsts.set(value, made)
      return made
    },
    second(value) {
      const found: SecondDerivative[] = []
      const add = (a: Value, b: Value, made: Value): void => {
        if (isActive(a) && isActive(b) && builder.constantOf(made) !== 0)
          found.push({ operands: [a, b], value: made })
      }
      secondOf(builder, templates, value, add)
      return found
    },
    own: (value) => (builder.operationOf(value) === operation.call ? templates.own(value) : 0),
  }
}

const none: readonly FirstDerivative[] = []

function firstOf(
  builder: ProgramBuilder,
  templates: Templates,
  value: Value,
  isActive: (value: Value) => boolean,
): FirstDerivative[] {
  const found: FirstDerivative[] = []
  const a = builder.operand(value, 0)
  const b = builder.operand(value, 1)
  const add = (operand: Value, derivative: Value | undefined): void => {
    if (derivative !== undefined && isActive(operand)) include(builder, found, operand, derivative)
  }
  switch (builder.operationOf(value)) {
    case operation.add:
      add(a, builder.constant(1))
      add(b, builder.constant(1))
      break
    case operation.subtract:
      add(a, builder.constant(1))
      add(b, builder.constant(-1))
      break
    case operation.multiply:
      add(a, b)
      add(b, a)
      break
    case operation.divide: {
      const inverse = quotient(builder, builder.constant(1), b)
      const inDenominator = negative(builder, quotient(builder, value, b))
      add(a, inverse)
      add(b, inDenominator)
      break
    }
    case operation.negate:
      add(a, builder.constant(-1))
      break
    case operation.squareRoot:
      add(a, quotient(builder, builder.constant(0.5), value))
      break
    default:
      templates.first(value).forEach((derivative, index) => {
        add(builder.operand(value, index), derivative)
      })
  }
  return found
}

/** Adds up what belongs to the same operand, and leaves out zeros. */
function include(builder: ProgramBuilder, found: FirstDerivative[], operand: Value, derivative: Value): void {
  if (builder.constantOf(derivative) === 0) return
  for (let index = 0; index < found.length; index++) {
    const known = found[index]!
    if (known.operand !== operand) continue
    found[index] = { operand, value: sumOf(builder, known.value, derivative) }
    return
  }
  found.push({ operand, value: derivative })
}

function sumOf(builder: ProgramBuilder, a: Value, b: Value): Value {
  return a === b ? product(builder, builder.constant(2), a) : builder.add(a, b)
}

function secondOf(
  builder: ProgramBuilder,
  templates: Templates,
  value: Value,
  add: (a: Value, b: Value, derivative: Value) => void,
): void {
  const a = builder.operand(value, 0)
  switch (builder.operationOf(value)) {
    case operation.multiply: {
      const b = builder.operand(value, 1)
      add(a, b, builder.constant(a === b ? 2 : 1))
      return
    }
    case operation.divide: {
      const b = builder.operand(value, 1)
      // (a/b)/b² and 1/b², with a/b = q there already.
      const inverse = quotient(builder, builder.constant(1), b)
      const twice = product(builder, builder.constant(2), value)
      if (a === b) return
      const mixed = negative(builder, product(builder, inverse, inverse))
      const inDenominator = quotient(builder, quotient(builder, twice, b), b)
      add(a, b, mixed)
      add(b, b, inDenominator)
      return
    }
    case operation.squareRoot: {
      const first = quotient(builder, builder.constant(0.5), value)
      const scaled = product(builder, builder.constant(0.5), first)
      add(a, a, negative(builder, quotient(builder, scaled, a)))
      return
    }
    case operation.call:
      for (const { operands, value: made } of templates.second(value)) add(operands[0], operands[1], made)
  }
}

/** The derivatives of elementary functions, of which each is derived once and then written in for every call. */
interface Templates {
  first(call: Value): (Value | undefined)[]
  second(call: Value): SecondDerivative[]
  own(call: Value): number
}

/** The derivatives of a function of so many arguments; the call itself is the last input. */
interface Template {
  readonly first: Program
  /** Made when it is asked for: there are as many as pairs of arguments. */
  second(): Second
}

interface Second {
  readonly program: Program
  /** To which arguments the outputs belong. */
  readonly pairs: readonly (readonly [number, number])[]
  /** This multiple of ∇f ∇fᵀ comes on top. */
  readonly own: number
}

function templatesOf(builder: ProgramBuilder): Templates {
  const known = new Map<string, Template>()
  const templateOf = (call: Value): Template => {
    const callee = builder.calleeOf(call)
    const count = builder.operandCount(call)
    const key = `${callee.name}/${count}`
    const template = known.get(key) ?? makeTemplate(callee, count)
    known.set(key, template)
    return template
  }
  const inputsOf = (call: Value): Value[] => [...operandsOf(builder, call), call]
  return {
    first: (call) => writtenIn(builder, templateOf(call).first, inputsOf(call)),
    own: (call) => (builder.operandCount(call) > 1 ? templateOf(call).second().own : 0),
    second(call) {
      const { program, pairs } = templateOf(call).second()
      const operands = operandsOf(builder, call)
      const found: SecondDerivative[] = []
      writtenIn(builder, program, inputsOf(call)).forEach((value, index) => {
        const [i, j] = pairs[index]!
        const [a, b] = [operands[i]!, operands[j]!]
        // Where both arguments are the same value, ∂ᵢ∂ⱼ counts from both sides.
        const counted = i !== j && a === b ? product(builder, builder.constant(2), value) : value
        const same = found.findIndex(({ operands: [c, d] }) => (a === c && b === d) || (a === d && b === c))
        if (same < 0) found.push({ operands: [a, b], value: counted })
        else found[same] = { operands: [a, b], value: builder.add(found[same]!.value, counted) }
      })
      return found
    },
  }
}

function operandsOf(builder: ProgramBuilder, value: Value): Value[] {
  return Array.from({ length: builder.operandCount(value) }, (_, index) => builder.operand(value, index))
}

// The call itself is an input of the template too: 1 − tanh² needs no second tanh.
function makeTemplate(callee: Callee, count: number): Template {
  const graph = createGraph()
  const args = Array.from({ length: count }, (_, index) => graph.symbol(`x${index}`))
  const self = callOf(callee, args, graph)
  const firsts = callee.derivative(args, self)
  const inputs: Expression[] = [...args, self]
  let second: Second | undefined
  const makeSecond = (): Second => {
    const value = graph.symbol('value')
    const inValue = callee.derivative(args, value)
    // fᵢ(x, f) with ∂fᵢ/∂f = −fᵢ: besides ∂fᵢ/∂xⱼ at fixed f the second derivative is −fᵢ fⱼ.
    const isOwn = count > 1 && inValue.every((partial) => gradient(partial, [value])[0] === negate(partial))
    const pairs: [number, number][] = []
    const seconds: Expression[] = []
    ;(isOwn ? inValue : firsts).forEach((derivative, i) =>
      gradient(derivative, args).forEach((entry, j) => {
        if (j < i || entry === graph.zero) return
        pairs.push([i, j])
        seconds.push(entry)
      }),
    )
    const program = schedule(seconds, isOwn ? [...args, value] : inputs)
    return { program, pairs, own: isOwn ? -1 : 0 }
  }
  return { first: schedule(firsts, inputs), second: () => (second ??= makeSecond()) }
}

/** The operations of a small program on given values. */
function writtenIn(builder: ProgramBuilder, program: Program, inputs: readonly Value[]): Value[] {
  const values = [...inputs, ...Array.from(program.constants, (constant) => builder.constant(constant))]
  const { operations, left, right, callee, functions, operands } = program
  operations.forEach((code, index) => {
    const a = values[left[index]!]!
    const b = values[right[index]!]!
    if (code === operation.add) values.push(builder.add(a, b))
    else if (code === operation.subtract) values.push(difference(builder, a, b))
    else if (code === operation.multiply) values.push(product(builder, a, b))
    else if (code === operation.divide) values.push(quotient(builder, a, b))
    else if (code === operation.negate) values.push(negative(builder, a))
    else if (code === operation.squareRoot) values.push(builder.squareRoot(a))
    else {
      const called = operands.subarray(left[index], left[index]! + right[index]!)
      values.push(
        builder.call(
          functions[callee[index]!]!,
          Array.from(called, (operand) => values[operand]!),
        ),
      )
    }
  })
  return Array.from(program.outputs, (output) => values[output]!)
}
