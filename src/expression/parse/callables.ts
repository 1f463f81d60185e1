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
  const { parameters, data, likely = [], defined = [] } = scope.names()
  const suggestion = nearest(name, [...likely, ...defined, ...data, ...parameters, ...constantNames])
  const facts = { name, parameters, data, ...(defined.length === 0 ? {} : { defined }) }
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

export function unknownFunction(name: string, scope: Scope, span: Span): Error {
  const defined = (scope.names().defined ?? []).filter((each) => scope.functionNamed?.(each) !== undefined)
  const known = [...defined, ...callableNames]
  const suggestion = synonyms.get(name) ?? nearest(name, known)
  const facts = { name, known }
  return failure(
    'unknown-function',
    suggestion === undefined ? facts : { ...facts, nearest: suggestion },
    span,
  )
}
