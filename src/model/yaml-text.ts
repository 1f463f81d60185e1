import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml'
import { failure } from '../base/wording.js'
import type { Span } from '../base/problem.js'
import type { FormulaText } from '../expression/index.js'
import { type Lines, linesOf, spanOf } from './lines.js'
import { scalarPlace } from './scalar-place.js'
import { type Path, type Written } from './written.js'
import { guardYaml } from './yaml-guard.js'

/** How many aliases (`*name`) a model text may use, counting those inside of what an alias stands for. */
export const mostAliases = 20

interface Reading {
  readonly lines: Lines
  readonly document: Document.Parsed
  readonly aliases: Map<Alias, Node>
  aliasCount: number
}

/**
 * Reads YAML 1.2 (of which JSON is a part) with positions. No tags, no directives, no key twice, a limited number of
 * aliases, text keys only. Throws `bad-yaml` or `too-large` with the place.
 */
export function writtenYaml(text: string, name: string): Written {
  const lines = linesOf(text, name)
  guardYaml(lines)
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    strict: true,
    version: '1.2',
  })
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined)
    throw failure(
      'bad-yaml',
      { detail: indexInList(text, problem.pos[0]) ?? sentence(problem.message) },
      spanOf(lines, ...problem.pos),
    )
  const reading: Reading = { lines, document, aliases: new Map(), aliasCount: 0 }
  const root = document.contents
  const content = root === null ? null : contentOf(reading, root)
  return {
    content,
    source: { name, text },
    formula: (path) => formulaOf(reading, valueAt(reading, path)),
    keyFormula: (path) => formulaOf(reading, keyAt(reading, path)),
    span: (path) => nodeSpan(reading, valueAt(reading, path)) ?? spanOf(lines, 0, 1),
    keySpan: (path) => nodeSpan(reading, keyAt(reading, path)),
    endsAtComma: (path) => {
      const end = valueAt(reading, path)?.range?.[1]
      return end !== undefined && /^\s*,/.test(text.slice(end, end + 100))
    },
  }
}

/** What to do where a list in brackets holds a formula such as `W[1,1]`, in which YAML sees another list. */
function indexInList(text: string, at: number): string | undefined {
  const opening = [...text.slice(0, at + 1).matchAll(/^ *(\w+):[ \t]*\[/gm)].at(-1)
  if (opening === undefined) return undefined
  const [before, key] = [opening[0], opening[1]!]
  const nextKey = /\n\S/.exec(text.slice(opening.index + before.length))
  const end = nextKey === null ? text.length : opening.index + before.length + nextKey.index
  const inside = text.slice(opening.index + before.length, end)
  if (at >= end || !/[A-Za-z0-9_)\]']\[/.test(inside)) return undefined
  const what = key === 'residuals' ? 'residual' : 'formula'
  return (
    `In a list with brackets an index such as W[1,1] cannot be read: write each ${what} on a line of its own with ` +
    '`- `, or put it in quotes.'
  )
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function nodeSpan({ lines }: Reading, node: Node | undefined): Span | undefined {
  const range = node?.range
  return range ? spanOf(lines, range[0], Math.max(range[0] + 1, range[1])) : undefined
}

function refuse(reading: Reading, node: Node, detail: string): Error {
  return failure('bad-yaml', { detail }, nodeSpan(reading, node))
}

function contentOf(reading: Reading, given: Node): unknown {
  const node = resolved(reading, given)
  if ('tag' in node && node.tag !== undefined)
    throw refuse(reading, node, `Tags such as ${String(node.tag)} are not read here.`)
  if (isScalar(node)) return scalarContent(node)
  if (isSeq(node)) return node.items.map((item) => contentOf(reading, item as Node))
  if (!isMap(node)) throw refuse(reading, node, 'This is neither a value, a list nor a map.')
  const content: Record<string, unknown> = {}
  for (const pair of node.items) {
    const key = keyText(reading, pair.key as Node)
    if (Object.hasOwn(content, key))
      throw refuse(reading, pair.key as Node, `${key} is given twice. Remove one of the two.`)
    content[key] = pair.value === null ? null : contentOf(reading, pair.value as Node)
  }
  return content
}

function keyText(reading: Reading, key: Node): string {
  if (!isScalar(key)) throw refuse(reading, key, 'A key must be a plain name.')
  const text = typeof key.value === 'string' ? key.value : (key.source ?? '')
  if (text === '' || text === '__proto__') throw refuse(reading, key, 'This cannot be used as a key.')
  return text
}

// A number beyond the doubles is kept as its text; formulas are read exactly anyway.
function scalarContent(node: Scalar): unknown {
  const { value, source } = node
  return typeof value === 'number' && !Number.isFinite(value) && /^[-+]?\d/.test(source ?? '')
    ? source
    : value
}

function resolved(reading: Reading, node: Node): Node {
  if (!isAlias(node)) return node
  if (++reading.aliasCount > mostAliases)
    throw failure(
      'too-large',
      { what: 'the number of aliases', size: reading.aliasCount, limit: mostAliases },
      nodeSpan(reading, node),
    )
  return target(reading, node)
}

function target({ aliases, document, lines }: Reading, node: Node): Node {
  if (!isAlias(node)) return node
  const known = aliases.get(node) ?? node.resolve(document)
  if (known === undefined)
    throw failure(
      'bad-yaml',
      { detail: `There is no &${node.source} before this. A text that begins with * must be quoted.` },
      node.range ? spanOf(lines, node.range[0], node.range[1]) : undefined,
    )
  aliases.set(node, known)
  return known
}

function valueAt(reading: Reading, path: Path): Node | undefined {
  let node: Node | undefined = reading.document.contents ?? undefined
  for (const part of path) {
    if (node !== undefined) node = target(reading, node)
    if (isMap(node)) node = pairAt(node, part)?.value as Node | undefined
    else if (isSeq(node)) node = node.items[part as number] as Node | undefined
    else return undefined
  }
  return node ?? undefined
}

function keyAt(reading: Reading, path: Path): Node | undefined {
  const parent = valueAt(reading, path.slice(0, -1))
  const map = parent === undefined ? undefined : target(reading, parent)
  return isMap(map) ? (pairAt(map, path.at(-1)!)?.key as Node | undefined) : valueAt(reading, path)
}

function pairAt(map: { items: readonly { key: unknown; value: unknown }[] }, key: string | number) {
  return map.items.find((pair) => isScalar(pair.key) && (pair.key.value === key || pair.key.source === key))
}

function formulaOf(reading: Reading, found: Node | undefined): FormulaText {
  const { lines } = reading
  const node = found === undefined ? undefined : target(reading, found)
  const [start, end] = node?.range ?? [0, 1]
  const text = isScalar(node) ? (typeof node.value === 'string' ? node.value : (node.source ?? '')) : ''
  return {
    text,
    span(offset, length) {
      const place = isScalar(node) ? scalarPlace(node, text, lines.text) : () => undefined
      const from = place(offset)
      if (from === undefined) return spanOf(lines, start, end)
      const to = place(offset + Math.max(0, length - 1))
      return spanOf(lines, from, (to ?? from) + 1)
    },
  }
}
