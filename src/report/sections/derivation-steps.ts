import type { Prose } from '../../base/prose.js'
import type { DerivationStep } from '../../theory/index.js'
import { type Block, formula, paragraph, prose, type RichText, strong, text } from '../document.js'

/** The steps of a derivation: each says what is done and shows what it leads to. */
export function derivationBlocks(steps: readonly DerivationStep[]): Block[] {
  return steps.flatMap(({ says, formula: lines }, index) => [
    paragraph(...(index === 0 ? [heading('Derivation.')] : []), prose(says)),
    ...(lines === undefined ? [] : [formula(lines)]),
  ])
}

/** A heading within a section, at the start of a paragraph. */
export function heading(words: string): RichText {
  return [strong(words), text(' ')]
}

/** A sentence with its full stop. */
export function ended(sentence: Prose): Prose {
  return /[.!?:]$/.test(sentence) ? sentence : `${sentence}.`
}

/** A sentence with a capital at its start; one that starts with a formula stays as it is. */
export function capital(sentence: Prose): Prose {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1)
}
