import { failure } from '../../base/wording.js'
import { argumentCount } from '../graph.js'
import { constantNames } from '../names.js'
import { callable, callableNames, unknownFunction, unknownSymbol } from './callables.js'
import { type Reading, sourceText, spanOf } from './reading.js'
import type { Syntax } from './syntax.js'
import { scalar, type Value } from './value.js'

type SymbolSyntax = Extract<Syntax, { type: 'SymbolNode' }>
type CallSyntax = Extract<Syntax, { type: 'FunctionNode' }>

/** What a name stands for. Throws a problem that points at it. */
export function symbolMeaning(reading: Reading, node: SymbolSyntax): Value {
  const { scope } = reading
  const { name } = node
  const known = scope.lookup(name)
  if (known !== undefined) return known
  const constant = constantNames.find((each) => each === name)
  if (constant !== undefined) return scalar(scope.graph.call(constant, []))
  if (callableNames.includes(name) || scope.functionNamed?.(name) !== undefined)
    throw failure(
      'not-allowed',
      { what: `the function ${name} without arguments`, instead: `Write ${name}(…).` },
      spanOf(reading, node),
    )
  refusePending(reading, node)
  throw unknownSymbol(name, scope, spanOf(reading, node))
}

/** What is called, ready for as many arguments as it is given. Throws a problem that points at the name. */
export function functionMeaning(
  reading: Reading,
  node: CallSyntax,
): { apply(args: readonly Value[]): Value } {
  const { scope } = reading
  if (node.fn.type !== 'SymbolNode')
    throw failure(
      'not-allowed',
      { what: 'calling an entry', instead: `Write the product with *: ${sourceText(reading, node.fn)}*(…).` },
      spanOf(reading, node),
    )
  const { name } = node.fn
  refuseCallOfValue(reading, node.fn)
  const found = callable(name, scope.graph) ?? scope.functionNamed?.(name)
  if (found === undefined) {
    refusePending(reading, node.fn)
    throw unknownFunction(name, scope, spanOf(reading, node))
  }
  const got = node.args.length
  if (got < found.arity.min || got > found.arity.max)
    throw failure(
      'wrong-argument-count',
      { name, expected: argumentCount(found), got },
      spanOf(reading, node),
    )
  return found
}

function refuseCallOfValue(reading: Reading, node: SymbolSyntax): void {
  const { name } = node
  const { parameters, data } = reading.scope.names()
  const isConstant = constantNames.some((constant) => constant === name)
  if (reading.scope.lookup(name) === undefined && !isConstant) return
  const kind = parameters.includes(name) ? 'a parameter' : data.includes(name) ? 'a datum' : 'a value'
  throw failure(
    'not-allowed',
    { what: `${name}(…)`, instead: `${name} is ${kind}, not a function; for the product write ${name}*(…).` },
    spanOf(reading, node),
  )
}

/** Refuses a name in its own definition, or in one before it. */
function refusePending(reading: Reading, node: SymbolSyntax): void {
  const { name } = node
  const pending = reading.scope.pending?.(name)
  if (pending === undefined) return
  const facts =
    pending === 'itself'
      ? {
          what: `${name} in its own definition`,
          instead: 'A definition can use only what is defined before it.',
        }
      : {
          what: `${name} before its definition`,
          instead: `Definitions are read in their order: put that of ${name} first.`,
        }
  throw failure('not-allowed', facts, spanOf(reading, node))
}

/** Looks up every name in a syntax tree, in the order of the text, without giving the tree a meaning. */
export function checkNames(reading: Reading, tree: Syntax): void {
  const waiting: Syntax[] = [tree]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'SymbolNode') symbolMeaning(reading, node)
    if (node.type === 'FunctionNode') functionMeaning(reading, node)
    waiting.push(...operands(node).toReversed())
  }
}

function operands(node: Syntax): readonly Syntax[] {
  switch (node.type) {
    case 'ParenthesisNode':
      return [node.content]
    case 'OperatorNode':
    case 'FunctionNode':
      return node.args
    case 'ArrayNode':
      return node.items
    case 'AccessorNode':
      return [node.object]
    default:
      return []
  }
}
