/** Parentheses around typeset text, growing with it only where it is tall. */
export function parenthesised(inner: string): string {
  return isTall(inner) ? `\\left(${inner}\\right)` : `(${inner})`
}

export function isTall(latex: string): boolean {
  return /\\(frac|sqrt|left|big)|\^|\\sum/.test(latex)
}

/** LaTeX of a call of a function with this head, for instance `\tanh`. */
export function called(head: string): (args: readonly string[]) => string {
  return (args) => head + parenthesised(args.join(', '))
}
