import type { Block } from './document.js'
import { fittedFormulas, latexBlocks } from './latex.js'
import { numberDocument } from './numbering.js'

// The text of an article in ten points is 345 points wide.
const articleWidth = 34

/**
 * Blocks as LaTeX to be pasted into a document of one's own: displays laid out as in a report, and comments in front that
 * say what the document must load.
 */
export function latexFragment(blocks: readonly Block[]): string {
  const numbering = numberDocument({ title: '', blocks, citations: [] })
  const body = latexBlocks(blocks, 0, numbering, articleWidth)
    // That environment is defined in reports only.
    .filter((line) => !/^\\(?:begin|end)\{firstdisplay\}$/.test(line))
    .join('\n')
    .trimEnd()
  const fitted = body.includes('\\fitmath')
  const linked = body.includes('\\href{')
  const packages = ['amsmath', 'amssymb', ...(fitted ? ['graphicx'] : []), ...(linked ? ['hyperref'] : [])]
  return [
    `% Needs \\usepackage{${packages.join(',')}}; with \\allowdisplaybreaks long displays go on overleaf.`,
    ...(fitted ? ['% Rows wider than the text are scaled down by this:', ...fittedFormulas] : []),
    // Addresses are hard to break.
    ...(linked ? ['{\\emergencystretch=3em', body, '\\par}'] : [body]),
  ].join('\n')
}
