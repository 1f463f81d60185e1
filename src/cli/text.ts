/**
 * Breaks text into lines of at most `width` columns, not counting the `indent` of all but the first. `a = 2` and `3 ± 1`
 * stay on one line; a longer word stays whole.
 */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces(text, width)) {
    if (line !== '' && columns(line) + 1 + columns(piece) > width) {
      lines.push(line)
      line = piece
    } else line = line === '' ? piece : `${line} ${piece}`
  }
  lines.push(line)
  return lines.join(`\n${indent}`)
}

const glue = /^[=·±×<>≤≥≈→↦]$/

// Words, with those around a relation or a product sign held together where the whole fits a line.
function pieces(text: string, width: number): string[] {
  const found: string[] = []
  let held = false
  for (const word of text.split(/\s+/).filter((word) => word !== '')) {
    const last = found.at(-1)
    const fits = last !== undefined && columns(last) + 1 + columns(word) <= width
    if (fits && (held || glue.test(word))) found[found.length - 1] = `${last} ${word}`
    else found.push(word)
    held = glue.test(word)
  }
  return found
}

/**
 * Rows with columns aligned on the left. The last column is not padded; with a `width` its text is wrapped to what the
 * others leave of it.
 */
export function table(rows: readonly (readonly string[])[], indent = '', width = Infinity): string {
  const widths: number[] = []
  for (const row of rows)
    row.slice(0, -1).forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, columns(cell))))
  return rows
    .map((row) => {
      const first = row.slice(0, -1).map((cell, i) => cell + ' '.repeat(widths[i]! - columns(cell) + 2))
      const start = indent + first.join('')
      const room = width - columns(start)
      const last = Number.isFinite(room)
        ? wrapped(row.at(-1) ?? '', room, ' '.repeat(columns(start)))
        : row.at(-1)
      return (start + last).trimEnd()
    })
    .join('\n')
}

/** Columns a text takes; colour codes and combining characters take none. */
export function columns(text: string): number {
  return [...text.replaceAll(/\u001b\[\d+m|\p{M}/gu, '')].length
}
