import { failure } from '../base/wording.js'
import type { Block, Document, Inline, RichText } from './document.js'
import { inlinesOf } from './document.js'

/** What can be referred to, and its number: the same in every writer. */
export interface Target {
  readonly kind: 'section' | 'figure' | 'table' | 'formula'
  readonly number: string
}

export interface Numbering {
  /** By id (sections, figures, tables) or label (formulas). */
  readonly targets: ReadonlyMap<string, Target>
  /** Keys of the bibliography in the order of their numbers, which count from 1. */
  readonly citations: readonly string[]
}

/** Words before a number: `Figure 2`. */
export const targetNames: Record<Target['kind'], string> = {
  section: 'Section',
  figure: 'Figure',
  table: 'Table',
  formula: 'Equation',
}

/**
 * Numbers the parts of a document in reading order.
 * @throws ProblemError `internal` when two parts share an id, a reference leads nowhere, or a section is not
 * directly in the document or in another section (headings would be out of order).
 */
export function numberDocument(document: Document): Numbering {
  const targets = new Map<string, Target>()
  const citations = new Set(document.citations)
  const references = new Set<string>()
  const counts = { figure: 0, table: 0, formula: 0 }
  const anchors = new Set<string>()
  const add = (id: string, target: Target): void => {
    if (anchors.has(anchor(id)))
      throw failure('internal', { detail: `Two parts of a report have the id ${anchor(id)}.` })
    anchors.add(anchor(id))
    targets.set(id, target)
  }
  const visitText = (content: RichText): void => inlinesOf(content).forEach(visitInline)
  const visitInline = (inline: Inline): void => {
    if (inline.kind === 'cite') citations.add(inline.key)
    else if (inline.kind === 'reference') references.add(inline.to)
    else if (inline.kind === 'strong' || inline.kind === 'emphasis') inline.inlines.forEach(visitInline)
  }
  const visit = (blocks: readonly Block[], prefix: string | undefined): void => {
    let sections = 0
    for (const block of blocks) {
      for (const content of textsOf(block)) visitText(content)
      if (block.kind === 'section') {
        if (prefix === undefined)
          throw failure('internal', { detail: `The section ${block.id} is inside a callout or details.` })
        sections += 1
        const number = `${prefix}${sections}`
        add(block.id, { kind: 'section', number })
        visit(block.blocks, `${number}.`)
      } else if (block.kind === 'figure') {
        add(block.id, { kind: 'figure', number: String(++counts.figure) })
      } else if (block.kind === 'table' && block.caption !== undefined) {
        counts.table += 1
        if (block.id !== undefined) add(block.id, { kind: 'table', number: String(counts.table) })
      } else if (block.kind === 'formula' && block.label !== undefined) {
        add(block.label, { kind: 'formula', number: String(++counts.formula) })
      } else if (block.kind === 'callout' || block.kind === 'details') {
        visit(block.blocks, undefined)
      }
    }
  }
  visitText(document.title)
  visitText(document.subtitle ?? '')
  visit(document.blocks, '')
  for (const to of references)
    if (!targets.has(to))
      throw failure('internal', { detail: `A report refers to ${to}, which is not in it.` })
  return { targets, citations: [...citations] }
}

/** The works a document lists: those it names and those its text cites, in the order of their numbers. */
export function citationsOf(document: Document): readonly string[] {
  return numberDocument(document).citations
}

/** The texts a block holds itself, without those of the blocks inside it. */
function textsOf(block: Block): readonly RichText[] {
  switch (block.kind) {
    case 'section':
    case 'callout':
      return [block.title]
    case 'details':
      return [block.summary]
    case 'paragraph':
      return [block.inlines]
    case 'list':
      return block.items
    case 'figure':
      return [block.caption]
    case 'table':
      return [block.caption ?? '', ...block.columns.map((column) => column.header), ...block.rows.flat()]
    case 'formula':
    case 'code':
      return []
  }
}

/** An id made fit for an HTML anchor and a LaTeX label. */
export function anchor(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9-]+/g, '-')
}
