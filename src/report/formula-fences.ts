/**
 * Brackets around something that is no higher than a line of text, written without `\left` and `\right`: those add
 * space after a function's name in TeX, and browsers give a stretching bracket the width of its largest form.
 */
export function flatFences(latex: string): string {
  for (let current = latex; ;) {
    const flatter = current.replaceAll(flat, (whole, left: string, inner: string, right: string) => {
      const [open, close] = [plainDelimiter(left, 'l'), plainDelimiter(right, 'r')]
      return tall.test(inner) ? whole : `${open}${inner}${close}`
    })
    if (flatter === current) return current
    current = flatter
  }
}

const delimiter = '([()[\\]|]|\\\\[{}|]|\\\\[lr](?:angle|vert|Vert|floor|ceil)(?![A-Za-z]))'
const flat = new RegExp(`\\\\left\\s*${delimiter}((?:(?!\\\\left(?![a-z])|\\\\right(?![a-z]))[^])*?)\\\\right\\s*${delimiter}`, 'g') // prettier-ignore

const tall =
  /\\(?:[dtc]?frac|binom|begin|sum|prod|int|sqrt|over\w+|under\w+|stackrel|big\w*|Big\w*|hat|widehat|widetilde|displaystyle|left|right)(?![a-z])/

function plainDelimiter(written: string, side: 'l' | 'r'): string {
  const end = /[a-z]$/.test(written) ? ' ' : ''
  if (written === '|') return `\\${side}vert `
  if (written === '\\|') return `\\${side}Vert `
  return `${written}${end}`
}
