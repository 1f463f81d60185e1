/**
 * Just enough reading of LaTeX formulas to measure them and to find where a line may end. A formula becomes a row of
 * pieces; what is inside braces stays with its piece.
 */

export interface Piece {
  readonly source: string
  /** Estimated width in em of the formula's font, in display style, with the space around it. */
  readonly width: number
  readonly role: Role
  /** How many brackets it stands in. */
  readonly depth: number
}

export type Role =
  'ordinary' | 'operator' | 'binary' | 'relation' | 'open' | 'close' | 'punctuation' | 'space'

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

const relations = set(
  '= < > : \\le \\leq \\ge \\geq \\ne \\neq \\approx \\equiv \\sim \\simeq \\cong \\propto \\ll \\gg \\to \\rightarrow ' +
    '\\leftarrow \\mapsto \\longmapsto \\longrightarrow \\Rightarrow \\Leftrightarrow \\iff \\implies \\in \\notin \\ni ' +
    '\\subset \\subseteq \\supset \\supseteq \\mid \\parallel \\perp \\coloneqq',
)
const binaries = set(
  '+ - \\pm \\mp \\cdot \\times \\div \\circ \\ast \\otimes \\oplus \\odot \\cup \\cap \\wedge \\vee \\setminus *',
)
const operators = set(
  '\\sin \\cos \\tan \\sinh \\cosh \\tanh \\exp \\log \\ln \\max \\min \\sup \\inf \\lim \\det \\dim \\ker \\deg \\arg ' +
    '\\Pr \\gcd \\limsup \\liminf \\arctan \\arcsin \\arccos \\sum \\prod \\int \\nabla \\partial \\operatorname',
)
const spaces: Record<string, number> = {
  '\\,': 0.17, '\\:': 0.22, '\\;': 0.28, '\\!': -0.17, '\\ ': 0.33, '~': 0.33, '\\quad': 1, '\\qquad': 2, '\\allowbreak': 0,
  '\\displaystyle': 0, '\\textstyle': 0, '\\limits': 0, '\\nolimits': 0, '\\notag': 0, '\\nonumber': 0,
} // prettier-ignore
const openers = set('( [ \\{ \\lbrace \\langle \\lfloor \\lceil \\lvert \\lVert')
const closers = set(') ] \\} \\rbrace \\rangle \\rfloor \\rceil \\rvert \\rVert')
const fractions = set('\\frac \\dfrac \\tfrac \\cfrac \\binom')
const argumentCounts: Record<string, number> = {
  '\\frac': 2, '\\dfrac': 2, '\\tfrac': 2, '\\cfrac': 2, '\\binom': 2, '\\stackrel': 2, '\\overset': 2, '\\underset': 2,
  '\\sqrt': 1, '\\text': 1, '\\textrm': 1, '\\textbf': 1, '\\mathrm': 1, '\\mathbf': 1, '\\mathbb': 1, '\\mathcal': 1, '\\mathsf': 1,
  '\\mathfrak': 1, '\\boldsymbol': 1, '\\operatorname': 1, '\\hat': 1, '\\widehat': 1, '\\bar': 1, '\\overline': 1, '\\tilde': 1,
  '\\widetilde': 1, '\\dot': 1, '\\ddot': 1, '\\vec': 1, '\\underline': 1, '\\underbrace': 1, '\\overbrace': 1, '\\phantom': 1,
  '\\color': 1, '\\boxed': 1, '\\big': 1, '\\Big': 1, '\\bigg': 1, '\\Bigg': 1, '\\bigl': 1, '\\bigr': 1, '\\Bigl': 1, '\\Bigr': 1,
  '\\biggl': 1, '\\biggr': 1, '\\Biggl': 1, '\\Biggr': 1, '\\left': 1, '\\right': 1, '\\middle': 1, '\\begin': 1, '\\end': 1, '\\tag': 1,
} // prettier-ignore

/** The pieces of a formula, in order; their sources joined are the formula. */
export function mathPieces(latex: string): Piece[] {
  const pieces: Piece[] = []
  let depth = 0
  let at = 0
  while (at < latex.length) {
    const start = at
    const token = tokenAt(latex, at)
    at += token.length
    if (/^\s+$/.test(token)) {
      append(pieces, token)
      continue
    }
    if (token === '\\begin') at = endOfEnvironment(latex, start)
    else {
      if (token === '\\sqrt' && latex[at] === '[') at = latex.indexOf(']', at) + 1 || latex.length
      for (let left = argumentCounts[token] ?? 0; left > 0; left--) at = endOfArgument(latex, at)
    }
    at = endOfScripts(latex, at)
    const source = latex.slice(start, at)
    const role = roleOf(token, pieces.at(-1)?.role)
    if (role === 'close') depth = Math.max(0, depth - 1)
    pieces.push({ source, role, depth, width: widthOf(token, source, role) })
    if (role === 'open') depth += 1
  }
  return pieces
}

/** Estimated width of a formula in em; for several lines or cells use it on each. */
export function mathWidth(latex: string): number {
  return mathPieces(latex).reduce((sum, piece) => sum + piece.width, 0)
}

/** The arguments of the command a piece starts with, without their braces: numerator and denominator of a fraction. */
export function argumentsOf(source: string): string[] {
  const command = tokenAt(source, 0)
  let at = command.length
  const found: string[] = []
  for (let left = argumentCounts[command] ?? 0; left > 0; left--) {
    const end = endOfArgument(source, at)
    const argument = source.slice(at, end).trim()
    found.push(argument.startsWith('{') ? argument.slice(1, -1) : argument)
    at = end
  }
  return found
}

/** The sub- and superscripts of a piece; empty when it has none. */
export function scriptsOf(source: string): string {
  return source.slice(lengthWithoutScripts(tokenAt(source, 0), source)).trim()
}

/** The command or character a piece starts with. */
export function headOf(source: string): string {
  return tokenAt(source, 0)
}

function append(pieces: Piece[], blank: string): void {
  const last = pieces.pop()
  if (last !== undefined) pieces.push({ ...last, source: last.source + blank })
}

/** White space, a control sequence, a whole group, or one character. */
function tokenAt(latex: string, at: number): string {
  const rest = latex.slice(at)
  const simple = /^(?:\s+|\\[A-Za-z]+\*?|\\[^A-Za-z])/.exec(rest)
  if (simple !== null) return simple[0]
  if (rest.startsWith('{')) return rest.slice(0, endOfGroup(rest, 0))
  return at < latex.length ? String.fromCodePoint(latex.codePointAt(at)!) : ''
}

function endOfGroup(latex: string, at: number): number {
  let depth = 0
  for (let i = at; i < latex.length; i++) {
    if (latex[i] === '\\') i += 1
    else if (latex[i] === '{') depth += 1
    else if (latex[i] === '}' && --depth === 0) return i + 1
  }
  return latex.length
}

function endOfArgument(latex: string, at: number): number {
  const blank = /^\s*/.exec(latex.slice(at))![0].length
  return at + blank + tokenAt(latex, at + blank).length
}

function endOfScripts(latex: string, at: number): number {
  const script = /^\s*(?:[_^]|\\limits|\\nolimits)/.exec(latex.slice(at))
  if (latex[at] === "'") return endOfScripts(latex, at + 1)
  if (script === null) return at
  const after = at + script[0].length
  return endOfScripts(latex, script[0].endsWith('s') ? after : endOfArgument(latex, after))
}

function endOfEnvironment(latex: string, at: number): number {
  const marks = /\\(begin|end)\s*\{/g
  marks.lastIndex = at
  let depth = 0
  for (let mark = marks.exec(latex); mark !== null; mark = marks.exec(latex)) {
    depth += mark[1] === 'begin' ? 1 : -1
    if (depth === 0) return endOfGroup(latex, marks.lastIndex - 1)
  }
  return latex.length
}

function roleOf(token: string, previous: Role | undefined): Role {
  if (token in spaces) return 'space'
  if (/^\\(?:left|[bB]igg?l)$/.test(token)) return 'open'
  if (/^\\(?:right|[bB]igg?r)$/.test(token)) return 'close'
  if (openers.has(token)) return 'open'
  if (closers.has(token)) return 'close'
  if (relations.has(token)) return 'relation'
  if (operators.has(token)) return 'operator'
  if (token === ',' || token === ';') return 'punctuation'
  if (!binaries.has(token)) return 'ordinary'
  // A sign at the start or after an operator belongs to what follows it.
  return previous === undefined || previous === 'open' || previous === 'relation' || previous === 'binary'
    ? 'operator'
    : 'binary'
}

function widthOf(token: string, source: string, role: Role): number {
  const space = spaces[token]
  if (space !== undefined) return space
  const scripts = scriptWidth(source.slice(lengthWithoutScripts(token, source)))
  if (role === 'relation') return 1.33 + scripts
  if (role === 'binary') return 1.22 + scripts
  if (role === 'open' || role === 'close') return /^\\left|^\\right|^\\[bB]ig/.test(token) ? 0.7 + scripts : 0.42 + scripts
  if (role === 'punctuation') return 0.45
  return coreWidth(token, source) + (role === 'operator' ? 0.17 : 0) + scripts
} // prettier-ignore

function coreWidth(token: string, source: string): number {
  if (token === '\\begin') return environmentWidth(source)
  if (token.startsWith('{')) return mathWidth(token.slice(1, -1))
  const inside = argumentsOf(source)
  if (fractions.has(token)) return (token === '\\tfrac' ? 0.75 : 1) * Math.max(...inside.map(mathWidth)) + 0.25
  if (token === '\\sqrt') return 0.9 + mathWidth(inside[0] ?? '')
  if (/^\\(?:text|textrm|textbf|mathrm|operatorname)$/.test(token)) return 0.52 * (inside[0] ?? '').length
  if (/^\\(?:sum|prod|int)$/.test(token)) return 1.1
  if (operators.has(token) && token.length > 2 && !/^\\(?:nabla|partial)$/.test(token)) return 0.5 * (token.length - 1)
  if (inside.length > 0) return mathWidth(inside.at(-1)!)
  if (/^[a-z]$/.test(token)) return 0.54
  if (/^[A-Z]$/.test(token)) return 0.78
  if (/^[0-9]$/.test(token)) return 0.5
  return token.startsWith('\\') ? 0.62 : token.length === 1 && /[.!|/]/.test(token) ? 0.4 : 0.7
} // prettier-ignore

function lengthWithoutScripts(token: string, source: string): number {
  if (token === '\\begin') return endOfEnvironment(source, 0)
  let at = token.length
  if (token === '\\sqrt' && source[at] === '[') at = source.indexOf(']', at) + 1
  for (let left = argumentCounts[token] ?? 0; left > 0; left--) at = endOfArgument(source, at)
  return at
}

/** Sub- and superscripts stand above each other: the wider counts, at script size. */
function scriptWidth(scripts: string): number {
  const widths = [...scripts.matchAll(/[_^]/g)]
    .filter((mark) => braceDepthAt(scripts, mark.index) === 0)
    .map((mark) => mathWidth(scripts.slice(mark.index + 1, endOfArgument(scripts, mark.index + 1))))
  return widths.length === 0 ? (scripts.includes("'") ? 0.3 : 0) : 0.72 * Math.max(...widths)
}

function braceDepthAt(latex: string, at: number): number {
  let depth = 0
  for (let i = 0; i < at; i++) depth += latex[i] === '{' ? 1 : latex[i] === '}' ? -1 : 0
  return depth
}

function environmentWidth(source: string): number {
  const body = source.replace(/^\\begin\s*\{[^}]*\}(?:\{[^}]*\})?/, '').replace(/\\end\s*\{[^}]*\}$/, '')
  const columns: number[] = []
  for (const row of splitTopLevel(body, '\\\\'))
    splitTopLevel(row, '&').forEach((cell, column) => {
      columns[column] = Math.max(columns[column] ?? 0, mathWidth(cell))
    })
  return columns.reduce((sum, width) => sum + width, 0) + columns.length - 1 + 1.6
}

/** Splits at a separator that is outside braces and environments. */
export function splitTopLevel(latex: string, separator: '&' | '\\\\'): string[] {
  const parts: string[] = []
  let start = 0
  let at = 0
  while (at < latex.length) {
    if (latex.startsWith('\\begin', at)) at = endOfEnvironment(latex, at)
    else if (latex.startsWith(separator, at)) {
      parts.push(latex.slice(start, at))
      at += separator.length
      start = at
    } else at += Math.max(1, tokenAt(latex, at).length)
  }
  return [...parts, latex.slice(start)]
}
