import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiMath, asciiText, latexCode, latexText } from '../../src/report/latex-text.js'

const anyText = fc.string({ unit: 'binary', maxLength: 60 })

/** Commands that stand for one character each, as a reader of LaTeX knows them. */
const meanings: Record<string, string> = {
  '\\textbackslash{}': '\\', '\\{': '{', '\\}': '}', '$\\mathdollar$': '$', '\\&': '&', '\\#': '#', '\\%': '%', '\\_': '_',
  '\\textasciicircum{}': '^', '\\textasciitilde{}': '~', '\\textless{}': '<', '\\textgreater{}': '>', '\\textbar{}': '|',
  '\\textquotedbl{}': '"', '\\`{}': '`', '{[}': '[', '{]}': ']', '\\allowbreak{}': '', '{}': '',
} // prettier-ignore

function read(latex: string): string {
  const commands = Object.keys(meanings).map((command) => command.replaceAll(/[\\{}$^[\]|`]/g, '\\$&'))
  return latex.replaceAll(new RegExp(commands.join('|'), 'g'), (command) => meanings[command]!)
}

function isBalanced(latex: string): boolean {
  let depth = 0
  for (const token of latex.match(/\\.|[{}]/gs) ?? []) {
    depth += token === '{' ? 1 : token === '}' ? -1 : 0
    if (depth < 0) return false
  }
  return depth === 0
}

describe('text in LaTeX', () => {
  it('gives back what was written, for every printable ASCII text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 80 }), (text) => {
        expect(read(latexText(text))).toBe(text.replaceAll(/\s+/g, ' '))
      }),
    )
  })

  it.each([
    ['text', latexText],
    ['code', latexCode],
    ['mathematics', asciiMath],
    ['bookmarks', asciiText],
  ])('is printable ASCII for every text: %s', (_, write) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(write(text)).toMatch(/^[ -~]*$/)
      }),
    )
  })

  it.each([
    ['text', latexText],
    ['code', latexCode],
  ])('closes its groups and formulas: %s', (_, write) => {
    fc.assert(
      fc.property(anyText, (text) => {
        const latex = write(text)
        expect(isBalanced(latex)).toBe(true)
        expect((latex.replaceAll(/\\./g, '').match(/\$/g) ?? []).length % 2).toBe(0)
        expect(latex.replaceAll(/\\[%#&_]/g, '')).not.toMatch(/[%#&_](?![^$]*\$)/)
      }),
    )
  })

  it('writes letters with accents, Greek and signs as LaTeX has them', () => {
    expect(latexText('Crăciun, Nørsett, é, ï')).toBe('Cr\\u{a}ciun, N\\o{}rsett, \\\'{e}, \\"{\\i}')
    expect(latexText('λ ≤ η')).toBe('$\\lambda$ $\\le$ $\\eta$')
    expect(asciiMath('λ≤ηx²')).toBe('\\lambda \\le \\eta x{}^{2}')
    expect(latexText('2–3 — “q”')).toBe('2--3 --- \\textquotedblleft{}q\\textquotedblright{}')
  })

  it('does not make dashes or quotation marks of hyphens and apostrophes', () => {
    expect(latexText("--seed a''b")).toBe("-{}-seed a'{}'b")
  })

  it('shows characters it does not know by their code point', () => {
    expect(latexText('中')).toBe('\\texttt{[U+4E2D]}\\allowbreak{}')
    expect(latexText('\ud800')).toContain('FFFD')
  })

  it('lets long words be broken, and short ones not', () => {
    expect(latexText('antidisestablishmentarianism'.repeat(2))).toContain('\\allowbreak')
    expect(latexText('manifold')).toBe('manifold')
    expect(latexCode('0123456789abcdef')).toContain('\\allowbreak')
  })
})
