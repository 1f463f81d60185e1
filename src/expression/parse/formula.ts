import type { Span } from '../../base/problem.js'
import type { Graph } from '../nodes.js'
import type { ShapeFunction } from './shape-functions.js'
import type { Value } from './value.js'

/** A formula as the user wrote it, and where its characters are in the user's text. */
export interface FormulaText {
  readonly text: string
  /** The place of `length` characters from `offset` (counting from 0) of the formula. */
  span(offset: number, length: number): Span
}

/** The characters from `start` to `end` of a formula as a formula of their own. */
export function partOf({ text, span }: FormulaText, start: number, end: number): FormulaText {
  return { text: text.slice(start, end), span: (offset, length) => span(start + offset, length) }
}

/** A function the user defined, for arguments of any shape. */
export type DefinedFunction = ShapeFunction

/** What the names in a formula mean. */
export interface Scope {
  readonly graph: Graph
  lookup(name: string): Value | undefined
  /** What a function that the user defined does. */
  functionNamed?(name: string): DefinedFunction | undefined
  /**
   * The names to list when one is unknown. `likely`, where given, are those meant most probably, best first; `defined` are
   * those of definitions, and `mayBeData` says whether data could be mentioned, if there were any.
   */
  names(): {
    parameters: string[]
    data: string[]
    likely?: string[]
    defined?: string[]
    mayBeData?: boolean
  }
  /** Whether a name without meaning is that of the definition being read, or of a later one. */
  pending?(name: string): 'itself' | 'later' | undefined
  /** How much has been read in applying defined functions, in tokens. */
  readonly work?: { done: number }
}

/** The place of a formula that is a text of its own: `source` is what the user calls it, such as `--at`. */
export function formulaText(text: string, source: string): FormulaText {
  return {
    text,
    span(offset, length) {
      const before = text.slice(0, offset)
      const lineStart = before.lastIndexOf('\n') + 1
      const lineEnd = text.indexOf('\n', offset)
      return {
        source,
        line: before.split('\n').length,
        column: offset - lineStart + 1,
        length: Math.max(1, length),
        text: text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd),
      }
    },
  }
}
