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
  return {
    style: styleFor(stdout, surroundings),
    width: Math.max(60, Math.min(stdout.columns, 100)),
    print: (text) => stdout.write(`${text}\n`),
    printJson: (value) => stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    remark: (text) => {
      if (!quiet) stderr.write(`${text}\n`)
    },
  }
}
