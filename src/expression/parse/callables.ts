import { nearest } from '../../base/nearest.js'
import type { Span } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import { squareRoot } from '../arithmetic.js'
import { constantNames, functionNamed, functionNames, isFunctionName } from '../names.js'
import type { Graph } from '../nodes.js'
import { entrywise } from './entrywise.js'
import type { Scope } from './formula.js'
import { type ShapeFunction, shapeFunctions } from './shape-functions.js'
import { scalar } from './value.js'

/** Everything a formula may call, in alphabetical order. */
export const callableNames: readonly string[] = [
  ...functionNames,
  'sqrt',
  ...shapeFunctions.keys(),
].toSorted()

/** Functions of all entries of one vector, but entry by entry of two or more. */
const reductions: ReadonlySet<string> = new Set(['max', 'min', 'logsumexp'])

/** What a call by this name does; elementary functions apply to each entry. Nothing for an unknown name. */
export function callable(name: string, graph: Graph): ShapeFunction | undefined {
  if (!callableNames.includes(name)) return undefined
  if (name === 'sqrt')
    return {
      arity: { min: 1, max: 1 },
      apply: (args) => entrywise(name, args, ([entry]) => squareRoot(entry!)),
    }
  const shapeFunction = shapeFunctions.get(name)
  if (shapeFunction !== undefined) return shapeFunction
  if (!isFunctionName(name)) return undefined
  return {
    arity: functionNamed(name)!.arity,
    apply: (args) =>
      args.length === 1 && reductions.has(name)
        ? scalar(graph.call(name, args[0]!.entries))
        : entrywise(name, args, (entries) => graph.call(name, entries)),
  }
}

export function unknownSymbol(name: string, scope: Scope, span: Span): Error {
  const { parameters, data, likely = [], defined = [], mayBeData } = scope.names()
  const suggestion = nearest(name, [...likely, ...defined, ...data, ...parameters, ...constantNames])
  const facts = {
    name,
    parameters,
    data,
    ...(defined.length === 0 ? {} : { defined }),
    ...(mayBeData === true && { mayBeData }),
  }
  return failure('unknown-symbol', suggestion === undefined ? facts : { ...facts, nearest: suggestion }, span)
}

// What other languages and textbooks call the functions of ours.
const synonyms = new Map([
  ['ln', 'log'],
  ['arctan', 'atan'],
  ['arcsin', 'asin'],
  ['arccos', 'acos'],
  ['average', 'mean'],
  ['inner', 'dot'],
  ['tr', 'trace'],
  ['eye', 'identity'],
  ['determinant', 'det'],
  ['inverse', 'inv'],
  ['kronecker', 'kron'],
  ['tg', 'tan'],
  ['pow', '^'],
  ['power', '^'],
  ['fabs', 'abs'],
  ['sgn', 'sign'],
  ['logistic', 'sigmoid'],
  ['silu', 'swish'],
])

// What can be written in formulas by other means.
const written = new Map([
  ['log2', 'log(x)/log(2) for log2(x)'],
  ['log10', 'log(x)/log(10) for log10(x)'],
  ['log1p', 'log(1 + x) for log1p(x)'],
  ['expm1', 'exp(x) - 1 for expm1(x)'],
  ['sec', '1/cos(x) for sec(x)'],
  ['csc', '1/sin(x) for csc(x)'],
  ['cot', '1/tan(x) for cot(x)'],
  ['sech', '1/cosh(x) for sech(x)'],
  ['csch', '1/sinh(x) for csch(x)'],
  ['coth', '1/tanh(x) for coth(x)'],
  ['asinh', 'log(x + sqrt(x^2 + 1)) for asinh(x)'],
  ['acosh', 'log(x + sqrt(x^2 - 1)) for acosh(x)'],
  ['atanh', 'log((1 + x)/(1 - x))/2 for atanh(x)'],
  ['square', 'x^2 for square(x)'],
  ['cube', 'x^3 for cube(x)'],
  ['step', '(1 + sign(x))/2 for step(x)'],
  ['heaviside', '(1 + sign(x))/2 for heaviside(x)'],
  ['relu6', 'min(max(x, 0), 6) for relu6(x)'],
  ['clip', 'min(max(x, a), b) for clip(x, a, b)'],
])

// Near to the name of a function that is something else.
const misleading: ReadonlySet<string> = new Set([
  'atan2',
  'elu',
  'selu',
  'celu',
  'erfc',
  'erfinv',
  'std',
  'sinc',
  'cosc',
])

export function unknownFunction(name: string, scope: Scope, span: Span): Error {
  const defined = (scope.names().defined ?? []).filter((each) => scope.functionNamed?.(each) !== undefined)
  const known = [...defined, ...callableNames]
  const instead = written.get(name.toLowerCase())
  const isNear = instead === undefined && !misleading.has(name)
  const suggestion = synonyms.get(name) ?? (isNear ? nearest(name, known) : undefined)
  const facts = { name, known, ...(instead !== undefined && { instead }) }
  return failure(
    'unknown-function',
    suggestion === undefined ? facts : { ...facts, nearest: suggestion },
    span,
  )
}
