import type { Block, Document, RichText, Section } from '../../src/report/document.js'
import { inlinesOf } from '../../src/report/document.js'
import { plainText } from '../../src/report/plain-text.js'

/** Every text that blocks hold, and every formula on its own. */
export function contentOf(blocks: readonly Block[]): { texts: RichText[]; formulas: string[][] } {
  const texts: RichText[] = []
  const formulas: string[][] = []
  const visit = (block: Block): void => {
    switch (block.kind) {
      case 'section':
        texts.push(block.title)
        return block.blocks.forEach(visit)
      case 'callout':
        texts.push(block.title)
        return block.blocks.forEach(visit)
      case 'details':
        texts.push(block.summary)
        return block.blocks.forEach(visit)
      case 'paragraph':
        texts.push(block.inlines)
        return
      case 'list':
        texts.push(...block.items)
        return
      case 'figure':
        texts.push(block.caption)
        return
      case 'table':
        texts.push(block.caption ?? '', ...block.columns.map(({ header }) => header), ...block.rows.flat())
        return
      case 'code':
        texts.push(block.text)
        return
      case 'formula':
        formulas.push([...block.lines])
    }
  }
  blocks.forEach(visit)
  return { texts, formulas }
}

/** What a reader reads, formulas as LaTeX. */
export function wordsOf(blocks: readonly Block[]): string {
  const { texts, formulas } = contentOf(blocks)
  return [...texts.map(plainText), ...formulas.flat()].join('\n')
}

/** The formulas within texts. */
export function inlineFormulas(blocks: readonly Block[]): string[] {
  const within = (content: RichText): string[] =>
    inlinesOf(content).flatMap((inline) => {
      if (inline.kind === 'math') return [inline.latex]
      return inline.kind === 'strong' || inline.kind === 'emphasis' ? within(inline.inlines) : []
    })
  return contentOf(blocks).texts.flatMap(within)
}

export function sectionOf(document: Document, id: string): Section {
  const found = document.blocks.find((block) => block.kind === 'section' && block.id === id)
  if (found?.kind !== 'section') throw new Error(`no section ${id}`)
  return found
}
