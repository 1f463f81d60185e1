import { type ElementaryFunction } from '../../expression/index.js'
import { operation, type Program } from '../program.js'
import { leakyRelu, sigmoid, sign, softplus, swish } from './elementary/activation.js'
import { exponential, hyperbolicTangent } from './elementary/exponential.js'
import { expm1, hyperbolicCosine, hyperbolicSine } from './elementary/hyperbolic.js'
import { arcCosine, arcSine, arcTangent } from './elementary/inverse-circular.js'
import { log1p, logarithm } from './elementary/logarithm.js'
import { errorFunction, gelu } from './elementary/normal.js'
import { power, unusualPower } from './elementary/power.js'
import { tangent } from './elementary/tangent.js'
import { cosine, sine } from './elementary/trigonometric.js'
import type { FunctionWriter, ModuleWriter } from './module.js'
import { op } from './opcodes.js'

/** A function written in WebAssembly: what it calls, and how it is made once those are there. */
interface Native {
  /** Other native functions, and functions of the host. */
  readonly calls?: readonly string[]
  readonly host?: readonly (readonly [name: string, evaluate: (x: number) => number])[]
  make(...indices: number[]): FunctionWriter
}

// Each comes after those it calls.
const natives: Readonly<Record<string, Native>> = {
  exp: { make: exponential },
  log: { make: logarithm },
  log1p: { calls: ['log'], make: log1p },
  expm1: { make: expm1 },
  sinh: { make: hyperbolicSine },
  cosh: { make: hyperbolicCosine },
  tanh: { make: hyperbolicTangent },
  sin: { host: [['sin', Math.sin]], make: sine },
  cos: { host: [['cos', Math.cos]], make: cosine },
  tan: { host: [['tan', Math.tan]], make: tangent },
  asin: { make: arcSine },
  acos: { make: arcCosine },
  atan: { make: arcTangent },
  erf: { make: errorFunction },
  gelu: { make: gelu },
  unusualpower: { make: unusualPower },
  power: { calls: ['unusualpower'], make: power },
  sigmoid: { calls: ['exp'], make: sigmoid },
  softplus: { calls: ['exp', 'log1p'], make: softplus },
  swish: { calls: ['sigmoid'], make: swish },
  sign: { make: sign },
  leakyrelu: { make: leakyRelu },
}

/** Functions that are one instruction or two; their operands are on the stack. */
const instructions: Readonly<Record<string, (out: FunctionWriter, operands: number) => void>> = {
  abs: (out) => out.op(op.f64Absolute),
  relu(out) {
    out.constant(0)
    out.op(op.f64Maximum)
  },
  max: (out, operands) => out.op(...new Array<number>(operands - 1).fill(op.f64Maximum)),
  min: (out, operands) => out.op(...new Array<number>(operands - 1).fill(op.f64Minimum)),
}

/** The elementary functions of one module. */
export interface Library {
  /** Emits the call of a function whose operands are on the stack. */
  call(out: FunctionWriter, callee: ElementaryFunction, operands: number): void
  /** What the module imports. */
  readonly imports: Readonly<Record<string, (...args: number[]) => number>>
}

/** Adds to the module, which has no functions yet, the elementary functions that the program calls. */
export function addLibrary(module: ModuleWriter, program: Program): Library {
  const calls = callsOf(program)
  const imports: Record<string, (...args: number[]) => number> = {}
  const hostIndices = new Map<string, number>()
  const importFunction = (name: string, evaluate: (...args: number[]) => number, count: number): void => {
    if (hostIndices.has(name)) return
    imports[name] = evaluate
    const parameters = new Array<'f64'>(count).fill('f64')
    hostIndices.set(name, module.importFunction(name, { parameters, results: ['f64'] }))
  }
  const wanted = closure([...calls.values()].map(({ callee }) => callee.name))
  for (const name of wanted)
    for (const [host, evaluate] of natives[name]!.host ?? []) importFunction(host, evaluate, 1)
  for (const [key, { callee, operands }] of calls)
    if (!(callee.name in natives) && !(callee.name in instructions))
      importFunction(key, (...args) => callee.evaluate(...args), operands)
  const indices = new Map<string, number>()
  for (const name of wanted) {
    const { calls: called = [], host = [], make } = natives[name]!
    const needed = [
      ...called.map((other) => indices.get(other)!),
      ...host.map(([other]) => hostIndices.get(other)!),
    ]
    indices.set(name, module.add(make(...needed)))
  }
  return {
    imports,
    call(out, callee, operands) {
      const instruction = instructions[callee.name]
      if (instruction !== undefined) return instruction(out, operands)
      if (callee.name === 'leakyrelu' && operands === 1) out.constant(standardSlope)
      out.call(indices.get(callee.name) ?? hostIndices.get(keyOf(callee, operands))!)
    },
  }
}

/** The slope of `leakyrelu` with one argument. */
const standardSlope = 0.01

const keyOf = (callee: ElementaryFunction, operands: number): string => `${callee.name}/${operands}`

function callsOf(program: Program): Map<string, { callee: ElementaryFunction; operands: number }> {
  const found = new Map<string, { callee: ElementaryFunction; operands: number }>()
  program.operations.forEach((code, index) => {
    if (code !== operation.call) return
    const callee = program.functions[program.callee[index]!]!
    const operands = program.right[index]!
    found.set(keyOf(callee, operands), { callee, operands })
  })
  return found
}

/** The native functions among the names and those they call, in the order of the table. */
function closure(names: readonly string[]): string[] {
  const needed = new Set(names)
  for (const name of needed) for (const called of natives[name]?.calls ?? []) needed.add(called)
  return Object.keys(natives).filter((name) => needed.has(name))
}
