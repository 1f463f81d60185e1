import { mathWidth } from '../math-pieces.js'

/** The width in em that a line of formulas may have, on paper and on a page. */
export const lineWidth = 34

/** Short formulas side by side, each line as full as it can be. */
export function packed(formulas: readonly string[]): string[] {
  const lines: { latex: string; width: number }[] = []
  for (const latex of formulas) {
    const width = mathWidth(latex)
    const last = lines.at(-1)
    if (last === undefined || last.width + width + 2 > lineWidth) lines.push({ latex: `& ${latex}`, width })
    else lines.splice(-1, 1, { latex: `${last.latex}, \\qquad ${latex}`, width: last.width + width + 2 })
  }
  return lines.map(({ latex }) => latex)
}
