/** Parentheses around typeset text, growing with it only where it is tall. */
export function parenthesised(inner: string): string {
  return isTall(inner) ? `\\left(${inner}\\right)` : `(${inner})`
}

/** Whether plain parentheses would look small around it. */
export function isTall(latex: string): boolean {
  return /\\(frac|left|sqrt\[)/.test(latex)
}

/** LaTeX of a call, or of a power of one: the exponent, where given, is already typeset. */
export type CallLatex = (args: readonly string[], exponent?: string) => string

/** A call of a function with this head: `\tanh(x)`, `\tanh^{2}(x)`. */
export function called(head: string): CallLatex {
  return (args, exponent) =>
    (exponent === undefined ? head : `${head}^{${exponent}}`) + parenthesised(args.join(', '))
}

/** A call written in a way of its own, put into parentheses before it is raised to a power. */
export function writtenAs(write: (args: readonly string[]) => string): CallLatex {
  return (args, exponent) =>
    exponent === undefined ? write(args) : `${parenthesised(write(args))}^{${exponent}}`
}

/** A call that can carry an exponent as it stands, such as `|x|^{2}`. */
export function raisable(write: (args: readonly string[]) => string): CallLatex {
  return (args, exponent) => (exponent === undefined ? write(args) : `${write(args)}^{${exponent}}`)
}
