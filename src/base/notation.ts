/**
 * One table between the names a user types and how they are typeset. `theta_12` is θ with subscript 12, `w1` is w
 * with subscript 1, `alpha` is α; a longer word is set upright.
 */

const greek = new Set(
  (
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega ' +
    'Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
  ).split(' '),
)

/** LaTeX of a user's identifier, in math mode. An indexed entry is written `W[1,2]` and becomes `W_{1,2}`. */
export function identifierLatex(name: string): string {
  const indexed = /^(.*)\[([\d,\s]+)\]$/.exec(name)
  if (indexed !== null) {
    const inner = split(indexed[1]!)
    const index = indexed[2]!.replaceAll(/\s/g, '')
    return subscripted(inner.stem, inner.subscript === undefined ? index : `${inner.subscript},${index}`)
  }
  const { stem, subscript } = split(name)
  return subscripted(stem, subscript)
}

function split(name: string): { stem: string; subscript: string | undefined } {
  const underscore = /^([A-Za-z]+\d*)_(.+)$/.exec(name)
  if (underscore !== null) return { stem: underscore[1]!, subscript: underscore[2]! }
  const digits = /^([A-Za-z]+?)(\d+)$/.exec(name)
  if (digits !== null) return { stem: digits[1]!, subscript: digits[2]! }
  return { stem: name, subscript: undefined }
}

function subscripted(stem: string, subscript: string | undefined): string {
  return subscript === undefined ? symbol(stem) : `${symbol(stem)}_{${subscriptLatex(subscript)}}`
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
