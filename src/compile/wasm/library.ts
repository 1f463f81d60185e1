import type { Callee } from '../callee.js'
import { operation, type Program } from '../program.js'
import { leakyRelu, sigmoid, sign, softplus, swish } from './elementary/activation.js'
import {
  exponential,
  hyperbolicTangent,
  hyperbolicTangents,
  keptByTangent,
} from './elementary/exponential.js'
import { expm1, hyperbolicCosine, hyperbolicSine, logHyperbolicCosine } from './elementary/hyperbolic.js'
import { arcCosine, arcSine, arcTangent } from './elementary/inverse-circular.js'
import { logSumExp, logSumExpByCalls } from './elementary/log-sum-exp.js'
import { isNormal, logarithm, logarithmOfNormal } from './elementary/logarithm.js'
import { errorFunction, gelu } from './elementary/normal.js'
import { isOrdinary, power, powerOfPositive, unusualPower } from './elementary/power.js'
import { moderateTangent, tangent } from './elementary/tangent.js'
import { circular, cosine, isModerate, sine } from './elementary/trigonometric.js'
import { absolute, type Code, get, maximum, minimum, number } from './formula.js'
import { importName } from './host-functions.js'
import { FunctionWriter, type Lanes, type ModuleWriter } from './module.js'
import { emptyBlock, op, vector } from './opcodes.js'
import { type Staged, together, type Together } from './together.js'

/**
 * A function written in WebAssembly. `formula` has no branches, so it is the same for one and two lanes. What has branches
 * is `make`, for one lane; `ordinary` is then the formula for two where the condition holds in both.
 */
type Native = Formula | WithBranches

interface Formula {
  formula(out: FunctionWriter, ...operands: Code[]): Code
  /** The same for many operands, with e^x as a call of the function with this index instead of written in. */
  byCalls?(exp: number): Formula['formula']
  /** Several calls in stages, each of which keeps `kept` numbers. */
  readonly together?: Staged
  readonly kept?: number
}

interface WithBranches {
  /** Other functions with branches that it calls, and functions of the host. */
  readonly calls?: readonly string[]
  readonly host?: readonly string[]
  make(...indices: number[]): FunctionWriter
  readonly ordinary?: Ordinary
}

interface Ordinary extends Pick<Formula, 'formula'> {
  condition(...operands: Code[]): Code
}

// Each comes after those it calls.
const natives: Readonly<Record<string, Native>> = {
  exp: { formula: exponential },
  expm1: { formula: expm1 },
  sinh: { formula: hyperbolicSine },
  cosh: { formula: hyperbolicCosine },
  logcosh: { formula: logHyperbolicCosine },
  tanh: { formula: hyperbolicTangent, together: hyperbolicTangents, kept: keptByTangent },
  asin: { formula: arcSine },
  acos: { formula: arcCosine },
  atan: { formula: arcTangent },
  erf: { formula: errorFunction },
  gelu: { formula: gelu },
  sigmoid: { formula: sigmoid },
  swish: { formula: swish },
  softplus: { formula: softplus },
  logsumexp: { formula: logSumExp, byCalls: logSumExpByCalls },
  sign: { formula: sign },
  leakyrelu: { formula: (out, x, slope = number(standardSlope)) => leakyRelu(out, x!, slope) },
  abs: { formula: (_out, x) => absolute(x!) },
  relu: { formula: (_out, x) => maximum(x!, number(0)) },
  max: { formula: (_out, ...operands) => operands.reduce((a, b) => maximum(a, b)) },
  min: { formula: (_out, ...operands) => operands.reduce((a, b) => minimum(a, b)) },
  log: {
    make: logarithm,
    ordinary: { condition: (x) => isNormal(x!), formula: (out, x) => logarithmOfNormal(out, x!) },
  },
  sin: {
    host: ['Math.sin'],
    make: sine,
    ordinary: { condition: (x) => isModerate(x!), formula: (out, x) => circular(out, x!, 0) },
  },
  cos: {
    host: ['Math.cos'],
    make: cosine,
    ordinary: { condition: (x) => isModerate(x!), formula: (out, x) => circular(out, x!, 1) },
  },
  tan: {
    host: ['Math.tan'],
    make: tangent,
    ordinary: { condition: (x) => isModerate(x!), formula: (out, x) => moderateTangent(out, x!) },
  },
  unusualpower: { make: unusualPower },
  power: {
    calls: ['unusualpower'],
    make: power,
    ordinary: {
      condition: (x, y) => isOrdinary(x!, y!),
      formula: (out, x, y) => powerOfPositive(out, x!, y!),
    },
  },
}

/** The slope of `leakyrelu` with one argument. */
const standardSlope = 0.01

/** Formulas without more than these many calls in a program are written in where they are called. */
const mostCopies = 12
/** Formulas with more operands than these call e^x. */
const fewOperands = 5
/** A function cannot have more parameters than these. */
const mostParameters = 1000
/** Formulas that are shorter than a call. */
const alwaysCopied: ReadonlySet<string> = new Set(['abs', 'relu', 'max', 'min', 'leakyrelu', 'sign'])

/** So many independent calls are emitted together. */
const mostTogether = 8

/** The elementary functions of one module. */
export interface Library {
  /** How many independent calls may be emitted together; 1 when that gains nothing. */
  together(callee: Callee): number
  /** Emits several calls of a function of one number; gives their results. */
  callTogether(out: FunctionWriter, callee: Callee, operands: readonly Code[]): Code[]
  /** Emits the call of a function whose operands are on the stack. */
  call(out: FunctionWriter, callee: Callee, operands: number): void
}

/**
 * Adds to the module, which has no functions yet, the elementary functions that the programs call, for as many lanes as
 * its functions have.
 */
export function addLibrary(
  module: ModuleWriter,
  programs: Program | readonly Program[],
  lanes: Lanes = 1,
): Library {
  const calls = callsOf([programs].flat())
  const indices = addImports(module, calls)
  for (const name of withBranches(calls)) {
    const { calls: called = [], host = [], make } = natives[name] as WithBranches
    const needed = [...called, ...host]
    indices.set(name, module.add(make(...needed.map((other) => indices.get(other)!))))
  }
  const exponentialIndex = (): number => {
    const index = indices.get(exponentialKey) ?? module.add(asFunction(exponential, 1, lanes))
    indices.set(exponentialKey, index)
    return index
  }
  const formulas = new Map<string, Formula['formula']>()
  for (const [key, { callee, operands, count }] of calls) {
    const native = natives[callee.name]
    if (native !== undefined && 'formula' in native) {
      const byCalls = operands > fewOperands ? native.byCalls?.(exponentialIndex()) : undefined
      const formula = byCalls ?? native.formula
      formulas.set(key, formula)
      const isCopied = alwaysCopied.has(callee.name) || count <= mostCopies || operands > mostParameters
      if (!isCopied && !indices.has(key)) indices.set(key, module.add(asFunction(formula, operands, lanes)))
    } else {
      const single = indices.get(native === undefined ? key : callee.name)!
      if (lanes === 1) indices.set(key, single)
      else if (native?.ordinary === undefined) indices.set(key, module.add(laneByLane(single, operands)))
      else indices.set(key, module.add(ordinarily(native.ordinary, single, operands)))
    }
  }
  const groups = new Map<string, Together>()
  for (const { callee, operands, count } of calls.values()) {
    const native = natives[callee.name]
    if (lanes === 1 || count < 2 || operands !== 1 || native === undefined || !('together' in native))
      continue
    const keeps = native.kept ?? 0
    groups.set(callee.name, together(module, native.together!, { keeps, copied: count <= mostCopies }))
  }
  return {
    together: (callee) => (groups.has(callee.name) ? mostTogether : 1),
    callTogether: (out, callee, operands) => groups.get(callee.name)!(out, operands),
    call(out, callee, operands) {
      const key = importName(callee.name, operands)
      const index = indices.get(key)
      if (index !== undefined) return out.call(index)
      const locals = Array.from({ length: operands }, () => out.local(out.numberType))
      for (const local of locals.toReversed()) out.set(local)
      formulas.get(key)!(out, ...locals.map(get))(out)
    },
  }
}

const exponentialKey = importName('exp', 1)

/** Imports what is not written in WebAssembly, and what those that are need of the host. */
function addImports(module: ModuleWriter, calls: ReadonlyMap<string, Call>): Map<string, number> {
  const indices = new Map<string, number>()
  const add = (name: string, count: number): void => {
    const parameters = new Array<'f64'>(count).fill('f64')
    indices.set(name, module.importFunction(name, { parameters, results: ['f64'] }))
  }
  for (const name of withBranches(calls))
    for (const host of (natives[name] as WithBranches).host ?? []) add(host, 1)
  for (const [key, { callee, operands }] of calls) if (!(callee.name in natives)) add(key, operands)
  return indices
}

interface Call {
  readonly callee: Callee
  readonly operands: number
  count: number
}

function callsOf(programs: readonly Program[]): Map<string, Call> {
  const found = new Map<string, Call>()
  for (const program of programs)
    program.operations.forEach((code, index) => {
      if (code !== operation.call) return
      const callee = program.functions[program.callee[index]!]!
      const operands = program.right[index]!
      const key = importName(callee.name, operands)
      const known = found.get(key)
      if (known === undefined) found.set(key, { callee, operands, count: 1 })
      else known.count++
    })
  return found
}

/** The native functions with branches that are called, and those they call, in the order of the table. */
function withBranches(calls: ReadonlyMap<string, Call>): string[] {
  const needed = new Set([...calls.values()].map(({ callee }) => callee.name as string))
  const called = (name: string): readonly string[] => {
    const native = natives[name]
    return native !== undefined && 'make' in native ? (native.calls ?? []) : []
  }
  for (const name of needed) for (const other of called(name)) needed.add(other)
  return Object.keys(natives).filter((name) => needed.has(name) && 'make' in natives[name]!)
}

function numbers(count: number, type: 'f64' | 'v128'): ('f64' | 'v128')[] {
  return new Array<'f64' | 'v128'>(count).fill(type)
}

function asFunction(formula: Formula['formula'], operands: number, lanes: Lanes): FunctionWriter {
  const type = lanes === 1 ? 'f64' : 'v128'
  const out = new FunctionWriter({ parameters: numbers(operands, type), results: [type] }, lanes)
  formula(out, ...Array.from({ length: operands }, (_, index) => get(index)))(out)
  return out
}

function pairFunction(operands: number): FunctionWriter {
  return new FunctionWriter({ parameters: numbers(operands, 'v128'), results: ['v128'] }, 2)
}

/** The function with index `single`, for one lane after the other. */
function laneByLane(single: number, operands: number): FunctionWriter {
  const out = pairFunction(operands)
  eachLane(out, single, operands)
  return out
}

function eachLane(out: FunctionWriter, single: number, operands: number): void {
  for (const lane of [0, 1]) {
    for (let operand = 0; operand < operands; operand++) {
      out.get(operand)
      out.vector(vector.extractF64)
      out.code.byte(lane)
    }
    out.call(single)
    if (lane === 0) out.vector(vector.splatF64)
    else {
      out.vector(vector.replaceF64)
      out.code.byte(1)
    }
  }
}

/** The formula where its condition holds in both lanes, otherwise lane by lane. */
function ordinarily({ condition, formula }: Ordinary, single: number, operands: number): FunctionWriter {
  const out = pairFunction(operands)
  const given = Array.from({ length: operands }, (_, index) => get(index))
  condition(...given)(out)
  out.vector(vector.allTrueI64)
  out.op(op.i32Eqz, op.if, emptyBlock)
  eachLane(out, single, operands)
  out.op(op.return, op.end)
  formula(out, ...given)(out)
  return out
}
