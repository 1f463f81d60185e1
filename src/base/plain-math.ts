import { accents, commands, functions, mappedScript, operators, relations } from './plain-math-symbols.js'

/**
 * LaTeX as one line of Unicode, `\frac{1}{2n}\sum_i r_i^2` as `1/(2n) Σᵢ rᵢ²`: for reading in a terminal or as the
 * description of a figure, not for copying. What is not known is shown by its name; nothing is ever refused.
 */
export function plainMath(latex: string): string {
  return joined(new Reader(latex).all()).replaceAll(/ {2,}/g, ' ').trim().normalize('NFC')
}

/** A piece of a formula, by how it stands to its neighbours. */
interface Atom {
  readonly text: string
  readonly kind:
    'operand' | 'fraction' | 'function' | 'sum' | 'operator' | 'relation' | 'open' | 'close' | 'comma'
  /** Ends in letters that would run into a following operand. */
  readonly trailing?: boolean
}

const atom = (text: string, kind: Atom['kind'] = 'operand'): Atom => ({ text, kind })

class Reader {
  private readonly tokens: readonly string[]
  private position = 0

  constructor(latex: string) {
    this.tokens =
      latex
        .match(/\\text\{[^{}\\$]*\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|./gsu)
        ?.filter((token) => token.trim() !== '') ?? []
  }

  /** Every atom; a brace too many is passed over. */
  all(): Atom[] {
    const atoms = this.row()
    while (this.position < this.tokens.length) {
      this.position++
      atoms.push(...this.row())
    }
    return atoms
  }

  /** Atoms up to the end, or up to the brace that closes the group. */
  private row(): Atom[] {
    const atoms: Atom[] = []
    while (this.position < this.tokens.length && this.tokens[this.position] !== '}') {
      const next = this.atom()
      if (next !== undefined) atoms.push(...this.withScripts(next))
    }
    return atoms
  }

  private argument(): Atom[] {
    if (this.tokens[this.position] !== '{') {
      const next = this.position < this.tokens.length ? this.atom() : undefined
      return next ?? []
    }
    this.position++
    const inside = this.row()
    this.position++
    return inside
  }

  private atom(): Atom[] | undefined {
    const token = this.tokens[this.position]!
    if (token === '{') return this.argument()
    this.position++
    // Words keep the spaces between them.
    if (token.startsWith('\\text{')) return [{ ...atom(token.slice(6, -1).trim()), trailing: true }]
    if (token === '^' || token === '_') return [atom(scripted('', token, joined(this.argument())))]
    if (/^\\[dt]?frac$/.test(token)) return [this.fraction()]
    if (token === '\\sqrt') return [atom(`√${grouped(this.argument())}`)]
    if (token === '\\begin' || token === '\\end') {
      const isBracketed = joined(this.argument()) === 'pmatrix'
      return isBracketed ? [token === '\\begin' ? atom('(', 'open') : atom(')', 'close')] : []
    }
    if (token === '\\\\') return [atom(';', 'comma')]
    if (token === '&') return [atom(',', 'comma')]
    if (token === '\\not')
      return (this.position < this.tokens.length ? (this.atom() ?? []) : []).map((crossed) => ({
        ...crossed,
        text: `${crossed.text}\u0338`,
      }))
    const accent = accents[token.slice(1)]
    if (token.startsWith('\\') && accent !== undefined)
      return [atom(accented(joined(this.argument()), accent))]
    if (/^\\(operatorname|mathrm|text|mathbf|mathcal|mathbb)$/.test(token)) return [this.word(token)]
    if (/^\\(left|right|[bB]igg?[lr]?)$/.test(token)) return this.delimiter()
    return symbol(token)
  }

  private fraction(): Atom {
    // \frac12 takes single digits.
    const digits = /^\d\d$/.exec(this.tokens[this.position] ?? '')
    if (digits !== null) {
      this.position++
      return atom(`${digits[0][0]}/${digits[0][1]}`, 'fraction')
    }
    const above = this.argument()
    const below = this.argument()
    const numerator = above.some(({ kind }, i) => kind === 'fraction' || (kind === 'operator' && i > 0))
      ? `(${joined(above)})`
      : joined(above)
    return atom(`${numerator}/${grouped(below)}`, 'fraction')
  }

  private word(command: string): Atom {
    const text = this.argument()
      .map((piece) => piece.text)
      .join('')
    return command === '\\operatorname'
      ? atom(text, 'function')
      : { ...atom(text), trailing: text.length > 1 }
  }

  private delimiter(): Atom[] {
    const token = this.tokens[this.position++] ?? ''
    return token === '.' ? [] : (symbol(token) ?? [])
  }

  private withScripts(base: readonly Atom[]): Atom[] {
    const last = base.at(-1)
    if (last === undefined) return [...base]
    let { text } = last
    let trailing = last.trailing ?? false
    for (
      let token = this.tokens[this.position];
      token === '^' || token === '_';
      token = this.tokens[this.position]
    ) {
      this.position++
      const script = joined(this.argument())
      text = scripted(text, token, script)
      trailing = mappedScript(script, token) === undefined
    }
    return [...base.slice(0, -1), { ...last, text, trailing }]
  }
}

function symbol(token: string): Atom[] | undefined {
  if (token.startsWith('\\')) {
    const name = token.slice(1)
    if (functions.has(name)) return [atom(name, 'function')]
    const text = commands[name]
    if (text === '') return undefined
    if (name === 'sum' || name === 'prod') return [atom(text!, 'sum')]
    return symbolText(text ?? name)
  }
  return symbolText(token)
}

function symbolText(text: string): Atom[] {
  if (relations.has(text)) return [atom(text, 'relation')]
  if (operators.has(text)) return [atom(text, 'operator')]
  if (text === ',' || text === ';') return [atom(text, 'comma')]
  if ('([⟨'.includes(text)) return [atom(text, 'open')]
  if (')]⟩'.includes(text)) return [atom(text, 'close')]
  return [atom(text)]
}

function grouped(atoms: readonly Atom[]): string {
  const single = atoms.length === 1 && atoms[0]!.kind !== 'fraction'
  return single ? atoms[0]!.text : `(${joined(atoms)})`
}

function scripted(base: string, mark: '^' | '_', script: string): string {
  const mapped = mappedScript(script, mark)
  if (mapped !== undefined) return base + mapped
  // An exponent of several letters or digits would seem to end after the first: e^2x.
  const isOne = mark === '^' ? /^(\p{L}|\p{Nd}+)$/u : /^[\p{L}\p{N}]+$/u
  return base + mark + (isOne.test(script) ? script : `(${script})`)
}

function accented(text: string, accent: string): string {
  const [first = '', ...rest] = text
  return first + accent + rest.join('')
}

function joined(atoms: readonly Atom[]): string {
  let line = ''
  atoms.forEach((next, i) => {
    const previous = atoms[i - 1]
    const gap = previous !== undefined && isApart(atoms[i - 2], previous, next)
    line += (gap ? ' ' : '') + next.text
  })
  return line
}

function isApart(before: Atom | undefined, previous: Atom, next: Atom): boolean {
  if (next.kind === 'close' || next.kind === 'comma') return false
  if (previous.kind === 'relation' || next.kind === 'relation') return true
  if (previous.kind === 'comma') return true
  if (previous.kind === 'operator') return !isSign(before)
  if (next.kind === 'operator') return !isSign(previous)
  if (previous.kind === 'open') return false
  if (next.kind === 'fraction' || next.kind === 'sum') return true
  if (previous.kind === 'fraction' || previous.kind === 'sum') return true
  if (next.kind === 'function') return /[\p{L}\p{N}\p{M})\]⁰-₟]$/u.test(previous.text)
  if (previous.kind === 'function') return next.kind !== 'open' && !/^[|‖]/.test(next.text)
  return previous.trailing === true && next.kind === 'operand' && /^[\p{L}\p{N}∇]/u.test(next.text)
}

// A sign after this belongs to what follows it.
function isSign(before: Atom | undefined): boolean {
  return (
    before === undefined || ['open', 'relation', 'operator', 'comma', 'function', 'sum'].includes(before.kind)
  )
}
