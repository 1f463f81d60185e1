import { multiply, subtract } from './arithmetic.js'
import type { Expression, Graph, SumNode } from './nodes.js'
import { rational } from './rational.js'
import { nonnegative, nonpositive, within } from './signs.js'
import { step } from './step.js'

/** Canonical `max` or `min`: nested calls flattened, repetitions dropped, constants folded, arguments dropped that
 * the known signs rule out, the others in order of id. */
export function extremum(
  name: 'max' | 'min',
  args: readonly Expression[],
  graph: Graph,
): Expression | undefined {
  const parts = new Set<Expression>()
  let folded: Expression | undefined
  for (const arg of args)
    for (const part of arg.kind === 'call' && arg.fn.name === name ? arg.args : [arg]) {
      if (part.kind !== 'constant') parts.add(part)
      else if (folded?.kind !== 'constant') folded = part
      else if (rational.compare(part.value, folded.value) > 0 === (name === 'max')) folded = part
    }
  if (folded !== undefined) parts.add(folded)
  for (const part of parts) if (isBeaten(name, part, parts)) parts.delete(part)
  const sorted = [...parts].sort((a, b) => a.id - b.id)
  if (sorted.length === 1) return sorted[0]
  const canonical = sorted.length === args.length && sorted.every((part, i) => part === args[i])
  return canonical ? undefined : graph.call(name, sorted)
}

/** Whether another part is certainly at least as large, or as small; what need not be defined stays, for its domain. */
function isBeaten(name: 'max' | 'min', part: Expression, parts: ReadonlySet<Expression>): boolean {
  const [above, below] = name === 'max' ? [nonnegative, nonpositive] : [nonpositive, nonnegative]
  if (!part.total) return false
  const isBelow = within(part.signs, below)
  const [side, opposite] = name === 'max' ? [1, 'min'] : [-1, 'max']
  for (const other of parts) {
    if (other === part) continue
    if (isBelow && within(other.signs, above)) return true
    if (shift(part, other) === side) return true
    // max(x, y) is not below x.
    if (part.kind === 'call' && part.fn.name === opposite && part.args.includes(other)) return true
  }
  return false
}

/** The sign of b − a, where they differ in their constants alone. */
function shift(a: Expression, b: Expression): number | undefined {
  const [first, second] = [partsOf(a), partsOf(b)]
  const same =
    first.terms.length === second.terms.length &&
    first.terms.every(({ coefficient, term }, i) => {
      const other = second.terms[i]!
      return term === other.term && rational.equals(coefficient, other.coefficient)
    })
  return same ? rational.compare(second.constant, first.constant) : undefined
}

const partsOf = (e: Expression): Pick<SumNode, 'constant' | 'terms'> =>
  e.kind === 'sum' ? e : { constant: rational.zero, terms: [{ coefficient: rational.one, term: e }] }

/** The differences of every two arguments. */
export function differences(args: readonly Expression[]): Expression[] {
  return args.flatMap((a, i) => args.slice(i + 1).map((b) => subtract(a, b)))
}

/** The call with the arguments that are not beaten, where `differences` have these signs; nothing where that are all. */
export function unbeaten(
  name: 'max' | 'min',
  args: readonly Expression[],
  signs: readonly number[],
): Expression | undefined {
  const beaten = new Set<Expression>()
  const pairs = args.flatMap((a, i) => args.slice(i + 1).map((b) => [a, b] as const))
  pairs.forEach(([a, b], k) => {
    const side = name === 'max' ? signs[k]! : -signs[k]!
    if (side > 0) beaten.add(b)
    if (side < 0) beaten.add(a)
  })
  // Signs that no place has may leave none.
  if (beaten.size === 0 || beaten.size === new Set(args).size) return undefined
  return args[0]!.graph.call(
    name,
    args.filter((arg) => !beaten.has(arg)),
  )
}

/**
 * For each argument, 1 where it is selected and 0 elsewhere; where several are, weights that add up to 1. The arguments are
 * compared one after another with what was selected before, each time by one sign: two signs of differences that were
 * rounded apart need not be opposite.
 */
export function selections(name: 'max' | 'min', args: readonly Expression[]): Expression[] {
  let selected = args[0]!
  let weights: Expression[] = [selected.graph.one]
  for (const arg of args.slice(1)) {
    const stays = step(name === 'max' ? subtract(selected, arg) : subtract(arg, selected))
    weights = [...weights.map((weight) => multiply(weight, stays)), subtract(1, stays)]
    selected = selected.graph.call(name, [selected, arg])
  }
  return weights
}
