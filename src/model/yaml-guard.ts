import { CST, Lexer } from 'yaml'
import { failure } from '../base/wording.js'
import { type Lines, spanOf } from './lines.js'

/** The longest model text, in characters. */
export const longestText = 5_000_000

/** How deep lists and maps may be nested in a model text; a model needs five. */
export const deepestYaml = 30

/**
 * Refuses what must not reach the YAML parser, by its tokens alone. The parser is recursive, and a text of 40 kB that is
 * nested deeply enough ends the whole process (the stack is exhausted inside the compilation of a regular expression).
 */
export function guardYaml(lines: Lines): void {
  const { text } = lines
  if (text.length > longestText)
    throw failure(
      'too-large',
      { what: 'the model text', size: text.length, limit: longestText, unit: 'characters' },
      spanOf(lines, 0, 1),
    )
  const state: State = { flow: 0, blocks: [], lineIndent: 0, atLineStart: true, opened: false }
  let offset = 0
  let isContent = false
  for (const token of new Lexer().lex(text)) {
    const kind: CST.TokenType | null = isContent ? null : CST.tokenType(token)
    isContent = kind === 'scalar'
    if (kind === 'directive-line') throw refused(lines, offset, 'directives such as %YAML')
    count(state, kind, token)
    const deep = depth(state)
    if (deep > deepestYaml)
      throw failure(
        'too-large',
        { what: 'the nesting of lists and maps', size: deep, limit: deepestYaml, unit: 'levels' },
        spanOf(lines, offset, offset + 1),
      )
    if (kind === null || !markers.has(kind)) offset += token.length
  }
}

// Tokens the lexer makes up; they are not in the text.
const markers = new Set<CST.TokenType>(['scalar', 'doc-mode', 'flow-error-end'])

/** A block of lines at one indentation, with how many levels its last line opens. */
interface Block {
  readonly indent: number
  levels: number
}

interface State {
  flow: number
  readonly blocks: Block[]
  lineIndent: number
  /** Nothing but the line break has been read of this line. */
  atLineStart: boolean
  /** An indicator of this line has opened a level. */
  opened: boolean
}

function count(state: State, kind: CST.TokenType | null, token: string): void {
  if (kind === 'newline') {
    Object.assign(state, { atLineStart: true, opened: false, lineIndent: 0 })
    return
  }
  if (kind === 'space' && state.atLineStart) state.lineIndent = token.length
  else if (kind === 'flow-map-start' || kind === 'flow-seq-start') state.flow++
  else if (kind === 'flow-map-end' || kind === 'flow-seq-end') state.flow = Math.max(0, state.flow - 1)
  else if (kind !== null && blockIndicators.has(kind) && state.flow === 0) open(state)
  if (kind !== 'scalar') state.atLineStart = false
}

const blockIndicators = new Set<CST.TokenType>(['seq-item-ind', 'explicit-key-ind', 'map-value-ind'])

// A line closes the blocks that are indented further than it is; every indicator on it opens a level.
function open(state: State): void {
  while ((state.blocks.at(-1)?.indent ?? -1) > state.lineIndent) state.blocks.pop()
  const last = state.blocks.at(-1)
  if (last?.indent !== state.lineIndent) state.blocks.push({ indent: state.lineIndent, levels: 1 })
  else if (state.opened) last.levels++
  else last.levels = 1
  state.opened = true
}

function depth({ flow, blocks }: State): number {
  return flow + blocks.reduce((total, { levels }) => total + levels, 0)
}

function refused(lines: Lines, offset: number, what: string): Error {
  return failure('bad-yaml', { detail: `Here ${what} are not read.` }, spanOf(lines, offset, offset + 1))
}
