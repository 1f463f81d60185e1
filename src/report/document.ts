/**
 * A report as data: one small tree that every writer (LaTeX, HTML) prints. Nothing in it knows how it will look.
 */
import { pieces, type Prose } from '../base/prose.js'
import type { PlotDescription } from './plot.js'

export interface Document {
  readonly title: RichText
  readonly subtitle?: RichText
  /** Printed as it stands; without one no date is printed, so that equal runs give equal files. */
  readonly date?: string
  readonly blocks: readonly Block[]
  /** Keys of the bibliography to list, in this order; keys cited in the text and missing here are added. */
  readonly citations: readonly string[]
}

/** A string is literal text, whatever it contains. Formulas come in by `math` or by `prose`. */
export type RichText = string | readonly Inline[]

export type Block =
  | Section
  | { readonly kind: 'paragraph'; readonly inlines: RichText }
  | Formula
  | Table
  | Figure
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly RichText[] }
  | { readonly kind: 'code'; readonly text: string; readonly language?: string }
  | Callout
  | Details

/** A section; how deep it is nested in the tree is its level. */
export interface Section {
  readonly kind: 'section'
  readonly id: string
  readonly title: RichText
  readonly blocks: readonly Block[]
}

/** Displayed LaTeX. Several lines are aligned at `&`, or at their first relation where none has one. */
export interface Formula {
  readonly kind: 'formula'
  readonly lines: readonly string[]
  /** With a label the formula is numbered and can be referred to. */
  readonly label?: string
}

export interface Table {
  readonly kind: 'table'
  readonly id?: string
  readonly caption?: RichText
  readonly columns: readonly TableColumn[]
  /** Every row has as many cells as there are columns. */
  readonly rows: readonly (readonly RichText[])[]
  /** Whether the first column names the rows; it does unless this is false. */
  readonly rowHeaders?: boolean
}

export interface TableColumn {
  readonly header: RichText
  readonly align: 'left' | 'center' | 'right'
}

export interface Figure {
  readonly kind: 'figure'
  readonly id: string
  readonly plot: PlotDescription
  readonly caption: RichText
}

export type Outcome = 'supported' | 'refuted' | 'inconclusive' | 'not applicable' | 'failed' | 'info'

/** A verdict, or with the outcome `info` a remark, set apart from the text around it. */
export interface Callout {
  readonly kind: 'callout'
  readonly outcome: Outcome
  readonly title: RichText
  readonly blocks: readonly Block[]
}

/** What a first reading can skip: folded on a page, set smaller on paper. */
export interface Details {
  readonly kind: 'details'
  readonly summary: RichText
  readonly blocks: readonly Block[]
}

export type StatusState = 'proved' | 'checked' | 'assumed' | 'unknown' | 'refuted'

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'math'; readonly latex: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'cite'; readonly key: string }
  | { readonly kind: 'status'; readonly state: StatusState }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  /** `Figure 2`, `Section 1.3`, …: the thing with this id or label. */
  | { readonly kind: 'reference'; readonly to: string }

export const text = (content: string): Inline => ({ kind: 'text', text: content })
export const math = (latex: string): Inline => ({ kind: 'math', latex })
export const code = (content: string): Inline => ({ kind: 'code', text: content })
export const cite = (key: string): Inline => ({ kind: 'cite', key })
export const status = (state: StatusState): Inline => ({ kind: 'status', state })
export const outcome = (value: Outcome): Inline => ({ kind: 'outcome', outcome: value })
export const link = (href: string, shown: string = href): Inline => ({ kind: 'link', href, text: shown })
export const reference = (to: string): Inline => ({ kind: 'reference', to })
export const strong = (content: RichText): Inline => ({ kind: 'strong', inlines: inlinesOf(content) })
export const emphasis = (content: RichText): Inline => ({ kind: 'emphasis', inlines: inlinesOf(content) })

/** Text with formulas between dollars as inlines. */
export function prose(content: Prose): Inline[] {
  return pieces(content).map((piece) => (piece.kind === 'math' ? math(piece.content) : text(piece.content)))
}

/** A paragraph of parts; strings among them are literal text. */
export function paragraph(...parts: readonly (RichText | Inline)[]): Block {
  const inlines = parts.flatMap((part) =>
    typeof part !== 'string' && 'kind' in part ? [part] : inlinesOf(part),
  )
  return { kind: 'paragraph', inlines }
}

export function section(id: string, title: RichText, blocks: readonly Block[]): Section {
  return { kind: 'section', id, title, blocks }
}

export function formula(lines: string | readonly string[], label?: string): Formula {
  const all = typeof lines === 'string' ? [lines] : lines
  return label === undefined ? { kind: 'formula', lines: all } : { kind: 'formula', lines: all, label }
}

export function list(items: readonly RichText[], ordered = false): Block {
  return { kind: 'list', ordered, items }
}

export function inlinesOf(content: RichText): readonly Inline[] {
  return typeof content === 'string' ? [text(content)] : content
}
