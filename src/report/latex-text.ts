/** Any text as LaTeX that compiles and prints what was written. */
import { characterInAscii, characterInMath, characterInText } from './characters.js'

// Nothing here may need the symbols of the TS1 encoding: without extra packages TeX has them only as bitmaps.
const specials: Record<string, string> = {
  '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', $: '$\\mathdollar$', '&': '\\&', '#': '\\#', '%': '\\%', _: '\\_',
  '^': '\\textasciicircum{}', '~': '\\textasciitilde{}', '<': '\\textless{}', '>': '\\textgreater{}',
  '|': '\\textbar{}', '"': '\\textquotedbl{}', '`': '\\`{}', '[': '{[}', ']': '{]}',
} // prettier-ignore

// The typewriter face has these signs at their places in ASCII, and straight quotes at places of its own.
const typewriterSpecials: Record<string, string> = {
  ...Object.fromEntries([...'\\{}_^~<>|"$'].map((sign) => [sign, `\\char${sign.codePointAt(0)!}{}`])),
  "'": '\\char13{}',
  '`': '\\char18{}',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
}

// Words longer than this may be broken anywhere: hashes and paths must stay within their line.
const longWord = 24

/** A text in LaTeX, pure ASCII. White space is collapsed, control characters are dropped. */
export function latexText(text: string): string {
  return text
    .replaceAll(/[\s\u0085]+/g, ' ')
    .split(' ')
    .map((word) =>
      word.length > longWord ? breakableWord(word, specials) : escapedCharacters(word, specials).join(''),
    )
    .join(' ')
}

/** Text in a typewriter face, breakable in long words, with its spaces kept. */
export function latexCode(text: string): string {
  const parts = text
    .replaceAll('\t', '    ')
    .replaceAll(/[\r\n]+/g, ' ')
    .split(/( +)/)
  const written = parts.map((part, index) =>
    index % 2 === 1 ? '\\ '.repeat(part.length) : breakableWord(part, typewriterSpecials),
  )
  return `\\texttt{${written.join('')}}`
}

/** A formula with its characters beyond ASCII written as LaTeX commands. */
export function asciiMath(latex: string): string {
  return characters(latex)
    .map((character) => (isAscii(character) ? character : characterInMath(character)))
    .join('')
}

/** Text as plain ASCII: for PDF metadata and bookmarks. */
export function asciiText(text: string): string {
  return characters(text.replaceAll(/\s+/g, ' '))
    .map((character) => (isAscii(character) ? character : characterInAscii(character)))
    .join('')
}

/** The composed characters of a text, without control characters; lone surrogates are replaced. */
function characters(text: string): string[] {
  return [...text.replaceAll(/\p{Cs}/gu, '\ufffd').normalize('NFC')].filter(
    (character) => !isControl(character),
  )
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0)!
  return code < 0x20 || (code >= 0x7f && code <= 0x9f)
}

function isAscii(character: string): boolean {
  return character <= '~'
}

type Escapes = Readonly<Record<string, string>>

function escapedCharacters(word: string, escapes: Escapes): string[] {
  const all = characters(word)
  return all.map((character, index) => {
    const written = escapes[character] ?? (isAscii(character) ? character : characterInText(character))
    // Two hyphens or two apostrophes are not a dash and not a quotation mark.
    const next = all[index + 1] ?? ''
    return /[-']$/.test(written) && /[-'‐-―]/.test(next) ? `${written}{}` : written
  })
}

/** A word that may be broken after punctuation, and inside long runs of letters and digits. */
function breakableWord(word: string, escapes: Escapes): string {
  const written = escapedCharacters(word, escapes)
  if (written.length <= 10) return written.join('')
  const all = characters(word)
  let run = 0
  return written
    .map((piece, index) => {
      const punctuation = /[/\\.,:;=_+\-@&?()[\]]/.test(all[index]!)
      run = punctuation ? 0 : run + 1
      const mayBreak = index > 1 && index < written.length - 2 && (punctuation || run % 6 === 0)
      return mayBreak ? `${piece}\\allowbreak{}` : piece
    })
    .join('')
}
