import type { Span } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import { constantNames } from '../names.js'
import { callableNames } from './callables.js'
import type { FormulaText, Scope } from './formula.js'
import { reservedWords } from './refusals.js'
import type { Token } from './tokens.js'

/** A name that is introduced, and where. */
export interface NamePlace {
  readonly name: string
  readonly span: Span
}

/** The left side of a definition: `h`, or `f(s, t)`. */
export interface Head extends NamePlace {
  /** What the function is a function of; nothing for a plain name. */
  readonly parameters: readonly NamePlace[] | undefined
}

/** Reads the left side of a definition from its tokens. Throws `not-allowed` for anything but names. */
export function headOf(formula: FormulaText, tokens: readonly Token[]): Head {
  const placeOf = ({ text, start, end }: Token): NamePlace => ({
    name: text,
    span: formula.span(start, end - start),
  })
  const [name, opening, ...rest] = tokens
  const inside = rest.slice(0, -1)
  const isCall = opening?.text === '(' && rest.at(-1)?.text === ')' && inside.length % 2 === 1
  const isList = inside.every((token, i) => (i % 2 === 0 ? isName(token) : token.text === ','))
  if (!isName(name) || (opening !== undefined && !(isCall && isList))) {
    const start = name!.start
    throw failure(
      'not-allowed',
      {
        what: 'this definition',
        instead: 'Defined is a name, as in h = tanh(x), or a function of names, as in f(t) = t^2.',
      },
      formula.span(start, tokens.at(-1)!.end - start),
    )
  }
  const parameters = opening === undefined ? undefined : inside.filter((_, i) => i % 2 === 0).map(placeOf)
  return { ...placeOf(name), parameters }
}

function isName(token: Token | undefined): token is Token {
  return token !== undefined && token.kind === 'name' && /^[A-Za-z]/.test(token.text)
}

/** Throws `name-clash` when the name or an argument already means something, or an argument is given twice. */
export function checkHead(head: Head, scope: Scope): void {
  refuseClash(head, 'a definition', scope)
  const seen = new Set<string>()
  for (const parameter of head.parameters ?? []) {
    refuseClash(parameter, `an argument of ${head.name}`, scope)
    const first = parameter.name === head.name ? 'the function' : 'an argument'
    if (seen.has(parameter.name) || parameter.name === head.name)
      throw failure(
        'name-clash',
        { name: parameter.name, first, second: `an argument of ${head.name}` },
        parameter.span,
      )
    seen.add(parameter.name)
  }
}

function refuseClash({ name, span }: NamePlace, second: string, scope: Scope): void {
  const first = meaningOfName(name, scope)
  if (first === undefined) return
  throw failure('name-clash', { name, first, second: first === second ? `again ${second}` : second }, span)
}

function meaningOfName(name: string, scope: Scope): string | undefined {
  const { parameters, data, defined = [] } = scope.names()
  if (reservedWords.includes(name)) return 'a word of the formula language'
  if (callableNames.includes(name)) return 'a function'
  if (constantNames.some((constant) => constant === name)) return 'a constant'
  if (parameters.includes(name)) return 'a parameter'
  if (data.includes(name)) return 'a datum'
  if (defined.includes(name)) return 'a definition'
  return scope.lookup(name) === undefined ? undefined : 'a name that has a meaning here'
}
