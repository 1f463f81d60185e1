import type { Span } from '../base/problem.js'
import { type FormulaText, formulaText } from '../expression/index.js'

/** Where something is in a model: keys, and positions counted from 0. */
export type Path = readonly (string | number)[]

/** What a user wrote, as plain content and with the way back to the text. */
export interface Written {
  readonly content: unknown
  readonly source: { readonly name: string; readonly text: string } | undefined
  /** The number or text at the path, as it was written, ready to be read as a formula. */
  formula(path: Path): FormulaText
  /** The last key of the path, likewise. */
  keyFormula(path: Path): FormulaText
  /** The place of what is at the path; nothing when there is no text. */
  span(path: Path): Span | undefined
  /** The place of the last key of the path. */
  keySpan(path: Path): Span | undefined
  /** Whether the text at the path ends at a comma of a list, so that a comma in a formula may have cut it. */
  endsAtComma(path: Path): boolean
}

/** `points.skewed.a`, `residuals[2]`; positions are shown from 1. */
export function pathText(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part + 1}]` : index === 0 ? part : `.${part}`))
    .join('')
}

/** What is at a path of plain content; nothing when the path leads nowhere. */
export function contentAt(content: unknown, path: Path): unknown {
  let at = content
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<string | number, unknown>)[part]
  }
  return at
}

/** A plain object as something written. Numbers count as their shortest decimal. */
export function writtenObject(content: unknown): Written {
  return {
    content,
    source: undefined,
    formula: (path) => formulaText(String(contentAt(content, path)), pathText(path)),
    keyFormula: (path) => formulaText(String(path.at(-1)), pathText(path)),
    span: () => undefined,
    keySpan: () => undefined,
    endsAtComma: () => false,
  }
}
