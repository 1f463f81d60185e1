import type { Span } from '../../base/problem.js'
import type { Graph } from '../nodes.js'
import type { Value } from './value.js'

/** A formula as the user wrote it, and where its characters are in the user's text. */
export interface FormulaText {
  readonly text: string
  /** The place of `length` characters from `offset` (counting from 0) of the formula. */
  span(offset: number, length: number): Span
}

/** What the names in a formula mean. */
export interface Scope {
  readonly graph: Graph
  lookup(name: string): Value | undefined
  /** The names to list when one is unknown. `likely`, where given, are those meant most probably, best first. */
  names(): { parameters: string[]; data: string[]; likely?: string[] }
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
