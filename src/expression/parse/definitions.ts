import { ProblemError } from '../../base/problem.js'
import { failure, wording } from '../../base/wording.js'
import { toText } from '../text.js'
import { type Block, type Definition, sizeOf } from './block.js'
import type { DefinedFunction, Scope } from './formula.js'
import { checkHead, type Head } from './head.js'
import { meaning } from './meaning.js'
import { checkNames } from './resolve.js'
import { isScalar, scalar, shapeName, type Value } from './value.js'

/** The most definitions in one place. */
export const mostDefinitions = 200

/** The most tokens that all applications of defined functions may read; functions of functions can have enormous values. */
const mostWork = 500_000

/** What definitions stand for. */
export interface Definitions {
  readonly values: ReadonlyMap<string, Value>
  readonly functions: ReadonlyMap<string, DefinedFunction>
}

/**
 * Gives definitions their meaning, in their order: each may use those before it. A name stands for its value; a function
 * is written in wherever it is called, for arguments of any shape that its body can take. Every name in a body is looked
 * up here, whether it is used or not. Throws a problem that points at the place in the definition.
 *
 * @param changed what a name stands for instead of its value, in all that follows: of the same shape
 */
export function define(
  definitions: readonly Definition[],
  scope: Scope,
  changed: (name: string, value: Value) => Value = (_, value) => value,
): Definitions {
  const past = definitions[mostDefinitions]
  if (past !== undefined)
    throw failure(
      'too-large',
      {
        what: 'the list of definitions',
        size: definitions.length,
        limit: mostDefinitions,
        unit: 'definitions',
      },
      past.head.span,
    )
  const names = definitions.map(({ head }) => head.name)
  const work = scope.work ?? { done: 0 }
  let made: Definitions = { values: new Map(), functions: new Map() }
  for (const [index, { head, body }] of definitions.entries()) {
    const known = { ...scopeWith(scope, made), work, pending: pendingIn(names.slice(index), scope) }
    checkHead(head, known)
    made =
      head.parameters === undefined
        ? {
            ...made,
            values: new Map(made.values).set(head.name, changed(head.name, blockMeaning(body, known))),
          }
        : { ...made, functions: new Map(made.functions).set(head.name, definedFunction(head, body, known)) }
  }
  return made
}

/** The scope with more names in it. */
export function scopeWith(scope: Scope, { values, functions }: Definitions): Scope {
  return {
    ...scope,
    lookup: (name) => values.get(name) ?? scope.lookup(name),
    functionNamed: (name) => functions.get(name) ?? scope.functionNamed?.(name),
    names: () => {
      const known = scope.names()
      return { ...known, defined: [...(known.defined ?? []), ...values.keys(), ...functions.keys()] }
    },
  }
}

/** The value of a formula with its definitions. */
export function blockMeaning({ definitions, result }: Block, scope: Scope): Value {
  const { formula, tree, places } = result
  const inner = definitions.length === 0 ? scope : scopeWith(scope, define(definitions, scope))
  return meaning({ formula, places, scope: inner }, tree)
}

function pendingIn(names: readonly string[], scope: Scope): (name: string) => 'itself' | 'later' | undefined {
  return (name) => {
    const at = names.indexOf(name)
    return at === -1 ? scope.pending?.(name) : at === 0 ? 'itself' : 'later'
  }
}

function definedFunction(head: Head, body: Block, scope: Scope): DefinedFunction {
  const parameters = head.parameters!.map(({ name }) => name)
  const bound = (args: readonly Value[]): Scope =>
    scopeWith(scope, { values: new Map(parameters.map((name, i) => [name, args[i]!])), functions: new Map() })
  const anything = scalar(scope.graph.zero)
  checkBlock(body, bound(parameters.map(() => anything)))
  const work = scope.work!
  const size = sizeOf(body)
  const known = new Map<string, Value>()
  return {
    arity: { min: parameters.length, max: parameters.length },
    apply(args) {
      const key = args.map(({ shape, entries }) => `${shape.join('×')}:${entries.map(({ id }) => id)}`).join(';')
      const before = known.get(key)
      if (before !== undefined) return before
      work.done += size
      if (work.done > mostWork)
        throw failure(
          'too-large',
          { what: 'what the definitions stand for', size: work.done, limit: mostWork, unit: 'parts' },
          head.span,
        )
      const value = applied(head.name, parameters, args, () => blockMeaning(body, bound(args)))
      known.set(key, value)
      return value
    },
  }
} // prettier-ignore

/** Looks up the names in a block of which the arguments have no values yet. */
function checkBlock({ definitions, result }: Block, scope: Scope): void {
  const anything = scalar(scope.graph.zero)
  let known = scope
  definitions.forEach(({ head, body }, index) => {
    const names = definitions.slice(index).map((later) => later.head.name)
    const here = { ...known, pending: pendingIn(names, scope) }
    checkHead(head, here)
    const parameters = head.parameters ?? []
    const inside = new Map(parameters.map(({ name }) => [name, anything]))
    checkBlock(body, scopeWith(here, { values: inside, functions: new Map() }))
    const arity = { min: parameters.length, max: parameters.length }
    known =
      head.parameters === undefined
        ? scopeWith(known, { values: new Map([[head.name, anything]]), functions: new Map() })
        : scopeWith(known, { values: new Map(), functions: new Map([[head.name, { arity, apply: () => anything }]]) })
  })
  checkNames({ formula: result.formula, places: result.places, scope: known }, result.tree)
} // prettier-ignore

// Problems that a body can have for some arguments and not for others.
const ofArguments = new Set([
  'shape-mismatch',
  'not-allowed',
  'bad-index',
  'undefined-value',
  'definition-fails',
])

/** Runs the application of a function; what fails in its body is told without a place, for the place of the call. */
function applied(
  name: string,
  parameters: readonly string[],
  args: readonly Value[],
  run: () => Value,
): Value {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ProblemError) || !ofArguments.has(error.problem.code)) throw error
    const { span } = error.problem
    const { title, advice } = wording(error.problem)
    throw failure('definition-fails', {
      definition: `${name}(${parameters.join(', ')})`,
      given: parameters.map((parameter, i) => `${parameter} is ${shown(args[i]!)}`).join(', '),
      part: span === undefined ? name : span.text.slice(span.column - 1, span.column - 1 + span.length),
      detail: `${title}. ${advice}`,
    })
  }
}

function shown(value: Value): string {
  const [entry] = value.entries
  return isScalar(value) && entry!.kind === 'constant' ? toText(entry!) : shapeName(value.shape)
}
