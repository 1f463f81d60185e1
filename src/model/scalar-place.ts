import type { Scalar } from 'yaml'

/**
 * Where the characters of a YAML scalar are in the text: for an offset in its content, the offset in the text. Quotes,
 * indentation and folded lines are followed; where an escape sequence intervenes there is no answer.
 */
export function scalarPlace(
  node: Scalar,
  content: string,
  text: string,
): (offset: number) => number | undefined {
  const [start, end] = node.range ?? [0, 0, 0]
  const places = align(content, text, contentStart(node, text, start), end, node.type === 'QUOTE_SINGLE')
  return (offset) => {
    let before = Math.min(offset, content.length - 1)
    while (before > 0 && places[before] === undefined) before--
    const place = places[before]
    if (place === undefined) return undefined
    return Math.min(place + offset - before, Math.max(start, end))
  }
}

function contentStart(node: Scalar, text: string, start: number): number {
  if (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') return start + 1
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return text.indexOf('\n', start) + 1
  return start
}

// White space is not matched: folding changes it. Everything else occurs in the text in the same order.
function align(
  content: string,
  text: string,
  from: number,
  end: number,
  single: boolean,
): (number | undefined)[] {
  const places: (number | undefined)[] = []
  let at = from
  for (let i = 0; i < content.length; i++) {
    if (/\s/.test(content[i]!)) continue
    while (at < end && /\s/.test(text[at]!)) at++
    if (text[at] !== content[i]) return []
    places[i] = at
    at += single && content[i] === "'" ? 2 : 1
  }
  return places
}
