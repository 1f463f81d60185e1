import { plainMath } from './plain-math.js'

export { plainMath } from './plain-math.js'

/**
 * Sentences with formulas in them: plain text in which `$…$` encloses LaTeX. Theorems, hypotheses and evidence are
 * written in it once; the report typesets it, and the terminal shows `plain(…)`.
 */
export type Prose = string

export type ProsePiece = { readonly kind: 'text' | 'math'; readonly content: string }

/** Splits prose into text and formulas. A dollar that has no partner is text. */
export function pieces(prose: Prose): ProsePiece[] {
  const parts = prose.split('$')
  const found: ProsePiece[] = []
  parts.forEach((content, index) => {
    const isMath = index % 2 === 1 && index < parts.length - 1
    if (content === '') return
    if (index % 2 === 1 && !isMath) found.push({ kind: 'text', content: `$${content}` })
    else found.push({ kind: isMath ? 'math' : 'text', content })
  })
  return found
}

/** Prose for a terminal: formulas become readable unicode. */
export function plain(prose: Prose): string {
  return pieces(prose)
    .map(({ kind, content }) => (kind === 'math' ? plainMath(content) : content))
    .join('')
}
