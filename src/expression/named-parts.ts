import { identifierLatex } from '../base/notation.js'
import type { Expression } from './nodes.js'
import { widthOver } from './printed-width.js'
import { substituteAll } from './substitute.js'
import { children, freeSymbols, orderNodes, rebuild } from './traverse.js'

/** A part of expressions under a name of its own. */
export interface NamedPart {
  /** The symbol that stands for it, such as `s_1`. */
  readonly symbol: Expression
  /** What it stands for, in symbols and in the names before it. */
  readonly value: Expression
}

/** Expressions in which what repeats is named. */
export interface NamedParts {
  /** In an order in which each uses only those before it. */
  readonly parts: readonly NamedPart[]
  readonly expressions: readonly Expression[]
}

export interface NamingOptions {
  /** Names in use that the expressions need not contain. */
  readonly avoid?: Iterable<string>
  /** The most parts to name. */
  readonly most?: number
  /** How many characters in print a name must save, its own definition counted. */
  readonly least?: number
}

// Above, choosing would take long, and nobody reads the result.
const mostNodes = 50_000
const nameWidth = 2
/** `s = ` and the space around it. */
const definitionWidth = nameWidth + 4

/**
 * Names subexpressions that occur at least twice, those first whose names save the most width in print, with `s_1`, `s_2`,
 * … or another letter that is not in use. Substituting the values back, the last first, gives the very same objects; a
 * part for which it would not is left unnamed. Expressions of more than 50 000 nodes stay as they are.
 */
export function namedParts(
  expressions: readonly Expression[],
  { avoid = [], most = 24, least = 12 }: NamingOptions = {},
): NamedParts {
  const unnamed: NamedParts = { parts: [], expressions }
  const order = orderNodes(expressions)
  if (expressions.length === 0 || order.length > mostNodes) return unnamed
  const roots = [...new Set(expressions)]
  const used = [...freeSymbols(expressions)].map(({ name }) => name)
  const symbols = freeNames([...used, ...avoid], most).map((name) => expressions[0]!.graph.symbol(name))
  const lost = new Set<Expression>()
  for (;;) {
    const chosen = choose(roots, order, { most, least, without: lost })
    const whole = rewritten(expressions, chosen, symbols)
    if (whole !== undefined) return whole
    const kept: Expression[] = []
    for (const part of chosen)
      if (rewritten(expressions, [...kept, part], symbols) === undefined) lost.add(part)
      else kept.push(part)
  }
}

/** The parts to name, the one that saves the most first. */
function choose(
  roots: readonly Expression[],
  order: readonly Expression[],
  { most, least, without }: { most: number; least: number; without: ReadonlySet<Expression> },
): Expression[] {
  const candidates = order.filter((e) => isComposite(e) && !without.has(e) && freeSymbols(e).size > 0)
  const named = new Set<Expression>()
  while (named.size < most) {
    const saved = savings(roots, order, named)
    let best: Expression | undefined
    for (const e of candidates)
      if (!named.has(e) && saved(e) >= (best === undefined ? least : saved(best) + 1e-9)) best = e
    if (best === undefined) break
    named.add(best)
  }
  // A later name can make an earlier one superfluous.
  for (;;) {
    const saved = savings(roots, order, named)
    const worst = [...named].filter((e) => saved(e) < least).sort((a, b) => saved(a) - saved(b))[0]
    if (worst === undefined) return [...named]
    named.delete(worst)
  }
}

function isComposite(e: Expression): boolean {
  return e.kind === 'sum' || e.kind === 'product' || (e.kind === 'call' && e.args.length > 0)
}

/** How much width the name of a node saves, or would save, while others are named; `-Infinity` for what occurs once. */
function savings(
  roots: readonly Expression[],
  order: readonly Expression[],
  named: ReadonlySet<Expression>,
): (e: Expression) => number {
  const widths = new Map<Expression, number>()
  for (const e of order)
    widths.set(
      e,
      widthOver(e, (operand) => (named.has(operand) ? nameWidth : widths.get(operand)!)),
    )
  const counts = new Map<Expression, number>(roots.map((root) => [root, 1]))
  for (const e of order.toReversed()) {
    const times = named.has(e) ? 1 : (counts.get(e) ?? 0)
    for (const child of children(e)) counts.set(child, Math.min(1e12, (counts.get(child) ?? 0) + times))
  }
  return (e) => {
    const [count, width] = [counts.get(e) ?? 0, widths.get(e)!]
    return count < 2 ? -Infinity : count * (width - nameWidth) - width - definitionWidth
  }
}

/** The first letter that no name in use is typeset with, numbered. */
function freeNames(used: readonly string[], count: number): string[] {
  const taken = new Set(used.map((name) => identifierLatex(name).replace(/_.*$/, '')))
  const letter = [...'stuhqzpgkvrmcdfnabwxyjo'].find((each) => !taken.has(each)) ?? longName(used)
  return Array.from({ length: count }, (_, i) => `${letter}_${i + 1}`)
}

function longName(used: readonly string[]): string {
  let name = 'part'
  while (used.some((each) => each.startsWith(name))) name += 't'
  return name
}

/** The expressions with these parts named; nothing when substituting back would not give the same objects. */
function rewritten(
  expressions: readonly Expression[],
  chosen: readonly Expression[],
  symbols: readonly Expression[],
): NamedParts | undefined {
  const parts = chosen.toSorted((a, b) => a.id - b.id)
  const names = new Map(parts.map((part, i) => [part, symbols[i]!]))
  const back = new Map(parts.map((part, i) => [symbols[i]!, part]))
  const values = parts.map((part) => rebuild(part, substituteAll(children(part), names)))
  const shown = substituteAll(expressions, names)
  const same = (restored: readonly Expression[], given: readonly Expression[]): boolean =>
    restored.every((e, i) => e === given[i])
  if (!same(substituteAll(values, back), parts) || !same(substituteAll(shown, back), expressions))
    return undefined
  return { parts: values.map((value, i) => ({ symbol: symbols[i]!, value })), expressions: shown }
}
