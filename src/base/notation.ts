/**
 * One table between the names a user types and how they are typeset. `theta_12` is θ with subscript 12, `w1` is w
 * with subscript 1, `alpha` is α; a longer word is set upright. Names of one model never look the same: where `w[1]`,
 * `w_1` and `w1` are all in use, only the first of them is w with subscript 1, and the others are printed as they are typed.
 */

const greek = new Set(
  (
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega ' +
    'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
  ).split(' '),
)

/**
 * LaTeX of a user's identifier, in math mode. An indexed entry is written `W[1,2]` and becomes `W_{1,2}`.
 *
 * @param isUsed tells of other names whether they stand beside it; without it, none does
 */
export function identifierLatex(name: string, isUsed: (other: string) => boolean = () => false): string {
  const { stem, subscript } = parts(name)
  if (subscript === undefined) return symbol(stem)
  const first = lookalikes(stem, subscript).find((other) => other === name || isUsed(other))
  if (first !== undefined && first !== name) return `\\mathrm{${escapeWord(name)}}`
  return `${symbol(stem)}_{${subscriptLatex(subscript)}}`
}

interface Parts {
  readonly stem: string
  readonly subscript: string | undefined
}

function parts(name: string): Parts {
  const indexed = /^(.*)\[([\d,\s]+)\]$/.exec(name)
  if (indexed === null) return split(name)
  const { stem, subscript } = split(indexed[1]!)
  const index = indexed[2]!.replaceAll(/\s/g, '')
  return { stem, subscript: subscript === undefined ? index : `${subscript},${index}` }
}

/** All names with these parts, the one first that has most right to the subscript: an entry, then what is typed with `_`. */
function lookalikes(stem: string, subscript: string): string[] {
  const [inner, ...index] = subscript.split(',')
  const plain = (part: string): string[] =>
    [`${stem}_${part}`, `${stem}${part}`].filter((name) => {
      const found = split(name)
      return found.stem === stem && found.subscript === part
    })
  const entries =
    index.length === 0 ? plain(inner!) : plain(inner!).map((name) => `${name}[${index.join(',')}]`)
  return /^[\d,]+$/.test(subscript) ? [`${stem}[${subscript}]`, ...entries] : entries
}

function split(name: string): Parts {
  const underscore = /^([A-Za-z]+\d*)_(.+)$/.exec(name)
  if (underscore !== null) return { stem: underscore[1]!, subscript: underscore[2]! }
  const digits = /^([A-Za-z]+?)(\d+)$/.exec(name)
  if (digits !== null) return { stem: digits[1]!, subscript: digits[2]! }
  return { stem: name, subscript: undefined }
}

function subscriptLatex(text: string): string {
  return /^[A-Za-z]$|^[\d,]+$/.test(text) || greek.has(text) ? symbol(text) : `\\mathrm{${escapeWord(text)}}`
}

function symbol(text: string): string {
  if (greek.has(text)) return `\\${text}`
  return text.length === 1 || /^[\d,]+$/.test(text) ? text : `\\mathrm{${escapeWord(text)}}`
}

function escapeWord(text: string): string {
  return text.replaceAll('_', '\\_')
}
