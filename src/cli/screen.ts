import { harmless } from './harmless.js'
import { styleFor, type Style } from './style.js'
import type { Surroundings } from './surroundings.js'

/** What a command writes to: results on standard output, remarks on standard error. */
export interface Screen {
  readonly style: Style
  readonly width: number
  /** A result, with a line break after it. */
  print(text: string): void
  printJson(value: unknown): void
  /** Something worth knowing that is not a result. */
  remark(text: string): void
}

export function screenOf(surroundings: Surroundings, quiet = false): Screen {
  const { stdout, stderr } = surroundings
  const style = styleFor(stdout, surroundings)
  return {
    style,
    width: widthOf(stdout.columns),
    print: (text) => stdout.write(`${harmless(text, style.hasColours)}\n`),
    printJson: (value) => stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    remark: (text) => {
      if (!quiet) stderr.write(`${harmless(text)}\n`)
    },
  }
}

/** Lines longer than 100 columns are hard to read, and shorter than 60 there is no room for a table. */
export function widthOf(columns: number): number {
  return Math.max(60, Math.min(columns, 100))
}
