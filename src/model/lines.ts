import type { Span } from '../base/problem.js'

/** A text with its lines found. */
export interface Lines {
  readonly source: string
  readonly text: string
  /** The offset at which each line begins. */
  readonly starts: readonly number[]
}

export function linesOf(text: string, source: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return { source, text, starts }
}

/** The place from `start` to `end` in the text, both offsets; what lies beyond the first line is not marked. */
export function spanOf({ source, text, starts }: Lines, start: number, end: number): Span {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (starts[middle]! <= start) low = middle
    else high = middle - 1
  }
  const lineStart = starts[low]!
  const line = text.slice(lineStart, (starts[low + 1] ?? text.length + 1) - 1).replace(/\r$/, '')
  const length = Math.max(1, Math.min(end, lineStart + line.length) - start)
  return { source, line: low + 1, column: start - lineStart + 1, length, text: line }
}
