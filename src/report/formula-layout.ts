/**
 * Lays a formula out in rows that fit a given width: before relations first, then before `+` and `-`, then inside
 * brackets, then between factors. Both writers use it, so a formula is broken in the same manner everywhere.
 */
import {
  argumentsOf,
  headOf,
  mathPieces,
  mathWidth,
  type Piece,
  scriptsOf,
  splitTopLevel,
} from './math-pieces.js'

export interface FormulaRow {
  /** Left of the alignment point; empty in most rows. */
  readonly left: string
  readonly right: string
  /** Estimated width in em of what is right of the alignment point. */
  readonly width: number
}

export interface FormulaLayout {
  readonly rows: readonly FormulaRow[]
  /** Estimated width in em of the widest left part. */
  readonly leftWidth: number
}

const continuation = '\\qquad '
const continuationWidth = 2
const slash = '\\big/'

/** Rows for a displayed formula of one or more lines, none estimated wider than `limit` em where that can be had. */
export function layOutFormula(lines: readonly string[], limit: number): FormulaLayout {
  const split = lines.map(atAlignment)
  const alone = split.length === 1 && mathWidth(split[0]!.join('')) <= limit
  if (alone) {
    const whole = split[0]!.join('').trim()
    return { rows: [{ left: '', right: whole, width: mathWidth(whole) }], leftWidth: 0 }
  }
  const widest = Math.max(...split.map(([left]) => mathWidth(left)))
  // A long left side would leave no room on the right: then the rows start at the margin.
  const flush = widest > 0.4 * limit
  const rows = split.flatMap(([left, right]) => {
    const first = flush ? left + right : right
    const broken = breakPieces(mathPieces(first), limit - (flush ? 0 : widest))
    return broken.map(({ source, width, starts }, index): FormulaRow => {
      const indent = index > 0 && starts !== 'formula' && (flush || starts !== 'relation')
      return {
        left: index === 0 && !flush ? left.trim() : '',
        right: `${indent ? continuation : ''}${source}`,
        width: width + (indent ? continuationWidth : 0),
      }
    })
  })
  return { rows, leftWidth: flush ? 0 : widest }
}

/** A formula within a line of text, with places where the line may end marked by `\allowbreak`. */
export function breakableInline(latex: string): string {
  const pieces = mathPieces(latex)
  return pieces
    .map((piece, index) => {
      const source = unstretched(piece.source)
      return index > 0 && breakCost(pieces, index) < Infinity ? `\\allowbreak ${source}` : source
    })
    .join('')
}

/** A formula within a line of text as parts of at most `limit` em, between which the line may end. */
export function inlineParts(latex: string, limit: number): string[] {
  return breakPieces(mathPieces(latex), limit).map(({ source }) => source)
}

/** Splits a line at its `&`, or before its first relation. */
function atAlignment(line: string): [string, string] {
  const [left, ...rest] = splitTopLevel(line, '&')
  if (rest.length > 0) return [left!, rest.join(' ')]
  const pieces = mathPieces(line)
  const at = pieces.findIndex((piece) => piece.role === 'relation' && piece.depth === 0)
  const join = (some: readonly Piece[]): string => some.map((piece) => piece.source).join('')
  return at < 0 ? ['', line] : [join(pieces.slice(0, at)), join(pieces.slice(at))]
}

interface BrokenRow {
  readonly source: string
  readonly width: number
  readonly starts: 'formula' | 'relation' | 'part'
}

/** Optimal line breaking: the sum of the costs of the breaks and of the space left empty is least. */
function breakPieces(given: readonly Piece[], limit: number): BrokenRow[] {
  if (total(given) <= limit) return [rowOf(given, false)]
  const pieces = given.flatMap((piece) => opened(piece, limit))
  const room = limit - continuationWidth
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }]
  for (let end = 1; end <= pieces.length; end++) {
    best[end] = { cost: Infinity, from: 0 }
    if (end < pieces.length && breakCost(pieces, end) === Infinity) continue
    let width = 0
    for (let start = end - 1; start >= 0; start--) {
      width += pieces[start]!.width
      if (width > 3 * limit && best[end]!.cost < Infinity) break
      const before = best[start]!.cost + (start === 0 ? 0 : breakCost(pieces, start))
      const cost = before + emptiness(width, start === 0 ? limit : room, end === pieces.length)
      if (cost < best[end]!.cost) best[end] = { cost, from: start }
    }
  }
  const cuts: number[] = []
  for (let end = pieces.length; end > 0; end = best[end]!.from) cuts.unshift(best[end]!.from)
  return cuts.map((from, index) => rowOf(pieces.slice(from, cuts[index + 1]), true, pieces[from - 1]))
}

function emptiness(width: number, room: number, isLast: boolean): number {
  if (width > room) return 1000 * (width / room)
  return isLast ? 1 : 1 + 6 * (1 - width / room) ** 2
}

/** What it costs to begin a row with this piece; `Infinity` where that would tear something apart. */
function breakCost(pieces: readonly Piece[], index: number): number {
  const piece = pieces[index]!
  const previous = pieces[index - 1]!
  if (previous.role === 'open' || previous.role === 'operator' || previous.role === 'relation')
    return Infinity
  const deep = 14 * piece.depth
  if (previous.source === slash) return Infinity
  if (isGap(piece)) return Infinity
  if (isGap(previous)) return deep
  if (piece.role === 'relation') return deep + (isFirstRelation(pieces, index) ? leftSideTorn : 0)
  if (piece.source === slash) return deep
  if (piece.role === 'binary') return deep + (/^(?:[+-]|\\[pm]{2})/.test(piece.source) ? 1 : 5)
  if (previous.role === 'binary') return Infinity
  if (previous.role === 'punctuation') return deep + 3
  if (piece.role === 'close' || piece.role === 'punctuation' || piece.role === 'space') return Infinity
  // Between two factors; never between the digits of a number, nor before what only completes a symbol.
  if (/[\d.]\s*$/.test(previous.source) && /^[\d.]/.test(piece.source)) return Infinity
  return /^[!'|/]/.test(piece.source) || /^\\?\|/.test(previous.source) ? Infinity : deep + 12
}

/** Wide space, as between formulas side by side. */
const isGap = ({ role, source }: Piece): boolean => role === 'space' && /^\\q?quad/.test(source)

/** A row that ends with the left side of an equation is worse than a deep break, and better than one that is too wide. */
const leftSideTorn = 100

/** Whether everything from the last gap to this relation is its left side. */
function isFirstRelation(pieces: readonly Piece[], index: number): boolean {
  for (let i = index - 1; i >= 0; i--) {
    if (isGap(pieces[i]!)) return true
    if (pieces[i]!.role === 'relation') return false
  }
  return true
}

/** A fraction or a root that is wider than a line, written with brackets so that it can be broken. */
function opened(piece: Piece, limit: number): Piece[] {
  if (piece.width <= limit - continuationWidth) return [piece]
  const [first = '', second = ''] = argumentsOf(piece.source)
  const at = (source: string, role: Piece['role'], width: number): Piece => ({ source, role, width, depth: piece.depth })
  const inside = (latex: string): Piece[] =>
    mathPieces(latex).flatMap((inner) => opened({ ...inner, depth: inner.depth + piece.depth + 1 }, limit))
  const bracketed = (latex: string): Piece[] => [at('\\bigl(', 'open', 0.5), ...inside(latex), at('\\bigr)', 'close', 0.5)]
  if (/^\\[dt]?frac$/.test(headOf(piece.source)) && scriptsOf(piece.source) === '')
    return [...bracketed(first), at(slash, 'ordinary', 0.6), ...bracketed(second)]
  if (headOf(piece.source) === '\\sqrt' && /^\\sqrt\s*\{/.test(piece.source) && scriptsOf(piece.source) === '')
    return [at('\\bigl(', 'open', 0.5), ...inside(first), at('\\bigr)^{1/2}', 'close', 1.5)]
  return [piece]
} // prettier-ignore

function rowOf(pieces: readonly Piece[], broken: boolean, previous?: Piece): BrokenRow {
  const unmatched = broken ? tornBrackets(pieces) : new Set<Piece>()
  const source = pieces
    .map((piece) => (unmatched.has(piece) ? unstretched(piece.source) : piece.source))
    .join('')
  const role = pieces[0]?.role
  // Without something before it, a sign at the start of a row would lose the space around it.
  const spaced = role === 'relation' || role === 'binary' ? `{}${source}` : source
  const starts =
    previous !== undefined && isGap(previous) ? 'formula' : role === 'relation' ? 'relation' : 'part'
  return {
    source: spaced.trim().replace(/,?\s*\\q?quad$/, ''),
    width: total(pieces),
    starts,
  }
}

/** The `\left`s and `\right`s whose partners stand in another row. */
function tornBrackets(pieces: readonly Piece[]): Set<Piece> {
  const waiting: Piece[] = []
  const torn = new Set<Piece>()
  for (const piece of pieces) {
    if (/^\\left(?![A-Za-z])/.test(piece.source)) waiting.push(piece)
    else if (/^\\right(?![A-Za-z])/.test(piece.source) && waiting.pop() === undefined) torn.add(piece)
  }
  waiting.forEach((piece) => torn.add(piece))
  return torn
}

/** A stretching bracket as one of fixed size, which may stand without its partner. */
function unstretched(source: string): string {
  return source.replace(/^\\(left|right)(?![A-Za-z])\s*/, (_, side) => `\\big${side === 'left' ? 'l' : 'r'}`)
}

function total(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.width, 0)
}
