import type { IndexSyntax, Syntax } from './syntax.js'
import type { Token } from './tokens.js'

/** Where a node of the syntax tree is in the formula, as offsets. */
export interface Place {
  readonly start: number
  readonly end: number
  /** The token to point at when the node itself is at fault: its operator, its function's name, its literal. */
  readonly mark: Token | undefined
}

export type Places = ReadonlyMap<Syntax | IndexSyntax, Place>

/**
 * mathjs forgets where its nodes came from. This walks the tree in the order of the text and takes the tokens along:
 * every leaf and every operator uses up its own. Where tree and tokens disagree, the nodes not yet placed stay without
 * a place.
 */
export function places(tree: Syntax, tokens: readonly Token[]): Places {
  const walk: Walk = { tokens, at: 0, found: new Map() }
  try {
    place(walk, tree)
  } catch (error) {
    if (!(error instanceof Misaligned)) throw error
  }
  return walk.found
}

class Misaligned extends Error {}

interface Walk {
  readonly tokens: readonly Token[]
  at: number
  readonly found: Map<Syntax | IndexSyntax, Place>
}

function take(walk: Walk, expected?: string): Token {
  const token = walk.tokens[walk.at]
  if (token === undefined || (expected !== undefined && token.text !== expected)) throw new Misaligned()
  walk.at++
  return token
}

function takeIf(walk: Walk, text: string): Token | undefined {
  return walk.tokens[walk.at]?.text === text ? take(walk) : undefined
}

function peek(walk: Walk): string | undefined {
  return walk.tokens[walk.at]?.text
}

function put(walk: Walk, node: Syntax | IndexSyntax, start: number, mark?: Token): Place {
  const end = walk.tokens[walk.at - 1]?.end ?? 0
  const found = { start, end, mark }
  walk.found.set(node, found)
  return found
}

function place(walk: Walk, node: Syntax): Place {
  switch (node.type) {
    case 'ConstantNode':
    case 'SymbolNode': {
      const token = take(walk)
      if (node.type === 'SymbolNode' && token.text !== node.name) throw new Misaligned()
      return put(walk, node, token.start, token)
    }
    case 'ParenthesisNode': {
      const opening = take(walk, '(')
      place(walk, node.content)
      take(walk, ')')
      return put(walk, node, opening.start)
    }
    case 'OperatorNode':
      return placeOperator(walk, node)
    case 'FunctionNode': {
      const name = place(walk, node.fn)
      const opening = take(walk, '(')
      placeList(walk, node.args)
      take(walk, ')')
      return put(walk, node, name.start, node.fn.type === 'SymbolNode' ? name.mark : opening)
    }
    case 'AccessorNode': {
      const object = place(walk, node.object)
      const opening = take(walk, '[')
      placeList(walk, node.index.dimensions)
      take(walk, ']')
      put(walk, node.index, opening.start, opening)
      return put(walk, node, object.start, opening)
    }
    case 'ArrayNode':
      return placeArray(walk, node.items, node)
    case 'RangeNode':
      return placeRange(walk, node)
    default:
      throw new Misaligned()
  }
}

function placeList(walk: Walk, nodes: readonly Syntax[]): void {
  nodes.forEach((node, index) => {
    if (index > 0) take(walk, ',')
    place(walk, node)
  })
}

type Operator = Extract<Syntax, { type: 'OperatorNode' }>

function placeOperator(walk: Walk, node: Operator): Place {
  if (node.args.length === 1) {
    if (node.op === "'") {
      const operand = place(walk, node.args[0]!)
      return put(walk, node, operand.start, take(walk, "'"))
    }
    const sign = take(walk, node.op)
    place(walk, node.args[0]!)
    return put(walk, node, sign.start, sign)
  }
  // Long sums and products lean to the left; going down that side in a loop keeps the stack small.
  const spine = leftSpine(node)
  const { start } = place(walk, spine.at(-1)!.args[0]!)
  let placed: Place | undefined
  for (const operator of spine.reverse()) {
    const mark = operator.implicit ? walk.tokens[walk.at] : take(walk, operator.op)
    place(walk, operator.args[1]!)
    placed = put(walk, operator, start, mark)
  }
  return placed!
}

/** The operator and the two-argument operators down its left side, outermost first. */
export function leftSpine(node: Operator): Operator[] {
  const spine = [node]
  for (;;) {
    const left = spine.at(-1)!.args[0]!
    if (left.type !== 'OperatorNode' || left.args.length !== 2) return spine
    spine.push(left)
  }
}

// In `[1, 2; 3, 4]` the rows are arrays without brackets of their own.
function placeArray(walk: Walk, items: readonly Syntax[], node: Syntax): Place {
  const opening = take(walk, '[')
  const rows = hasSemicolon(walk)
  for (const item of items) {
    if (rows && item.type === 'ArrayNode') placeRow(walk, item)
    else place(walk, item)
    if (takeIf(walk, ',') === undefined) takeIf(walk, ';')
  }
  take(walk, ']')
  return put(walk, node, opening.start, opening)
}

function placeRow(walk: Walk, row: Extract<Syntax, { type: 'ArrayNode' }>): void {
  const start = walk.tokens[walk.at]?.start ?? 0
  for (const item of row.items) {
    place(walk, item)
    takeIf(walk, ',')
  }
  put(walk, row, start, walk.tokens[walk.at - 1])
}

function hasSemicolon(walk: Walk): boolean {
  let depth = 1
  for (let index = walk.at; index < walk.tokens.length && depth > 0; index++) {
    const { text } = walk.tokens[index]!
    if (text === '(' || text === '[') depth++
    else if (text === ')' || text === ']') depth--
    else if (text === ';' && depth === 1) return true
  }
  return false
}

// `:`, `2:` and `:2` have ends that mathjs adds and the text does not contain.
function placeRange(walk: Walk, node: Extract<Syntax, { type: 'RangeNode' }>): Place {
  const start = walk.tokens[walk.at]?.start ?? 0
  if (peek(walk) !== ':') place(walk, node.start)
  const colon = take(walk, ':')
  for (const [index, bound] of (node.step === null ? [node.end] : [node.step, node.end]).entries()) {
    if (index > 0) take(walk, ':')
    if (![',', ']', ':'].includes(peek(walk) ?? ']')) place(walk, bound)
  }
  return put(walk, node, start, colon)
}
