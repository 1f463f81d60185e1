import { failure } from '../../base/wording.js'
import { divide, negate, power } from '../arithmetic.js'
import { rational } from '../rational.js'
import { entrywise, mismatch } from './entrywise.js'
import { type Selection, select } from './indexing.js'
import { matrixPower, product, quotient, transpose } from './matrices.js'
import { leftSpine } from './places.js'
import { at, type Reading, sourceText, spanOf } from './reading.js'
import { functionMeaning, symbolMeaning } from './resolve.js'
import type { Syntax } from './syntax.js'
import { isScalar, matrix, sameShape, scalar, shapeName, type Value, vector } from './value.js'

type Operator = Extract<Syntax, { type: 'OperatorNode' }>

/** The value a syntax tree stands for. Throws problems that point at the token at fault. */
export function meaning(reading: Reading, node: Syntax): Value {
  switch (node.type) {
    case 'ConstantNode':
      return scalar(
        at(reading, node, () => reading.scope.graph.constant(rational.of(literal(reading, node)))),
      )
    case 'SymbolNode':
      return symbolMeaning(reading, node)
    case 'ParenthesisNode':
      return meaning(reading, node.content)
    case 'OperatorNode':
      return node.args.length === 1 ? unary(reading, node) : chain(reading, node)
    case 'FunctionNode':
      return call(reading, node)
    case 'ArrayNode':
      return list(reading, node)
    case 'AccessorNode':
      return accessed(reading, node)
    default:
      throw failure(
        'not-allowed',
        {
          what: node.type === 'RangeNode' ? 'a range' : 'this',
          instead: 'Ranges select entries inside an index: x[1:2].',
        },
        spanOf(reading, node),
      )
  }
}

/** The text of a number as it was written; mathjs itself has rounded it to a double. */
function literal(reading: Reading, node: Syntax): string {
  const mark = reading.places.get(node)?.mark
  if (mark?.kind !== 'number')
    throw failure('bad-syntax', { detail: 'A number in it cannot be read.' }, spanOf(reading, node))
  return mark.text
}

function unary(reading: Reading, node: Operator): Value {
  const operand = meaning(reading, node.args[0]!)
  if (node.op === "'") return transpose(operand)
  if (node.op === '+') return operand
  return { shape: operand.shape, entries: operand.entries.map(negate) }
}

/** Two-argument operators down the left side of a tree, in the order they apply, without recursion. */
function chain(reading: Reading, node: Operator): Value {
  const operators = leftSpine(node).reverse()
  let left = meaning(reading, operators[0]!.args[0]!)
  for (let next = 0; next < operators.length;) {
    const operator = operators[next]!
    if (isAdditive(operator)) {
      const end = operators.findIndex((other, index) => index > next && !isAdditive(other))
      const run = operators.slice(next, end === -1 ? operators.length : end)
      left = total(reading, left, run)
      next += run.length
    } else {
      const right = meaning(reading, operator.args[1]!)
      refuseProductAcrossLines(reading, operator)
      left = at(reading, operator, () => binary(operator.op, left, right))
      next++
    }
  }
  return left
}

const isAdditive = ({ op }: Operator): boolean => op === '+' || op === '-'

/** `first ± second ± …`, with one sum per entry however many terms there are. */
function total(reading: Reading, first: Value, run: readonly Operator[]): Value {
  const { graph } = reading.scope
  let shape = first
  const terms = [{ coefficient: rational.one, value: first }]
  for (const operator of run) {
    const value = meaning(reading, operator.args[1]!)
    if (!isScalar(value) && !isScalar(shape) && !sameShape(value, shape))
      throw at(reading, operator, () => {
        throw mismatch(operator.op, shape, value)
      })
    if (isScalar(shape)) shape = value
    terms.push({ coefficient: operator.op === '+' ? rational.one : rational.minusOne, value })
  }
  const entries = shape.entries.map((_, index) =>
    graph.linear(
      rational.zero,
      terms.map(({ coefficient, value }) => ({
        coefficient,
        term: isScalar(value) ? value.entries[0]! : value.entries[index]!,
      })),
    ),
  )
  return { shape: shape.shape, entries }
}

function binary(op: string, left: Value, right: Value): Value {
  switch (op) {
    case '*':
      return product(left, right)
    case '/':
      return quotient(left, right)
    case '^':
      return isScalar(left) && isScalar(right)
        ? scalar(power(left.entries[0]!, right.entries[0]!))
        : matrixPower(left, right)
    case '.*':
      return entrywise('.*', [left, right], ([a, b]) => a!.graph.product([a!, b!]))
    case './':
      return entrywise('./', [left, right], ([a, b]) => divide(a!, b!))
    case '.^':
      return entrywise('.^', [left, right], ([a, b]) => power(a!, b!))
    default:
      throw failure('not-allowed', {
        what: `the operator ${op}`,
        instead: "The operators are + - * / ^ .* ./ .^ and '.",
      })
  }
}

function refuseProductAcrossLines(reading: Reading, node: Operator): void {
  const left = reading.places.get(node.args[0]!)
  const right = reading.places.get(node.args[1]!)
  if (!node.implicit || left === undefined || right === undefined) return
  if (reading.formula.text.slice(left.end, right.start).includes('\n'))
    throw failure(
      'not-allowed',
      {
        what: 'a product without * across a line break',
        instead: 'Write the * or the operator that is missing.',
      },
      spanOf(reading, node),
    )
}

function call(reading: Reading, node: Extract<Syntax, { type: 'FunctionNode' }>): Value {
  const found = functionMeaning(reading, node)
  const args = node.args.map((argument) => meaning(reading, argument))
  return at(reading, node, () => found.apply(args))
}

/** `[a, b]` is a vector; `[a, b; c, d]` and `[[a, b], [c, d]]` are matrices. */
function list(reading: Reading, node: Extract<Syntax, { type: 'ArrayNode' }>): Value {
  const { items } = node
  if (items.length === 0)
    throw failure(
      'not-allowed',
      { what: 'an empty list', instead: 'List at least one entry.' },
      spanOf(reading, node),
    )
  const rows = items.map((item) => (item.type === 'ArrayNode' ? list(reading, item) : meaning(reading, item)))
  const first = rows[0]!
  rows.forEach((row, index) => {
    if (row.shape.length > 1 || (row.shape.length === 1 && items[index]!.type !== 'ArrayNode'))
      throw failure(
        'not-allowed',
        { what: `${shapeName(row.shape)} as an entry of a list`, instead: 'Every entry must be a number.' },
        spanOf(reading, items[index]!),
      )
    if (!sameShape(row, first))
      throw at(reading, items[index]!, () => {
        throw mismatch('the rows of this list', first, row)
      })
  })
  const entries = rows.flatMap((row) => row.entries)
  return isScalar(first) ? vector(entries) : matrix(rows.length, first.entries.length, entries)
}

function accessed(reading: Reading, node: Extract<Syntax, { type: 'AccessorNode' }>): Value {
  const object = meaning(reading, node.object)
  const selections = node.index.dimensions.map((dimension, axis) =>
    selection(reading, dimension, object.shape[axis] ?? 1),
  )
  return at(reading, node.index, () => select(object, sourceText(reading, node.object), selections))
}

function selection(reading: Reading, node: Syntax, size: number): Selection {
  if (node.type !== 'RangeNode') return position(reading, node, size)
  if (node.step !== null)
    throw failure(
      'not-allowed',
      { what: 'a range with a step', instead: 'List the entries one by one: [x[1], x[3]].' },
      spanOf(reading, node),
    )
  return { from: bound(reading, node.start, 1, size), to: bound(reading, node.end, size, size) }
}

// The ends mathjs adds to `:` and `2:` have no place in the text.
function bound(reading: Reading, node: Syntax, implied: number, size: number): number {
  return reading.places.has(node) ? position(reading, node, size) : implied
}

function position(reading: Reading, node: Syntax, size: number): number {
  if (node.type === 'SymbolNode' && node.name === 'end') return size
  if (node.type === 'ConstantNode' && /^\d{1,9}$/.test(literal(reading, node)))
    return Number(literal(reading, node))
  throw failure(
    'not-allowed',
    {
      what: 'this index',
      instead: 'An index is a whole number from 1, end, or a range: x[2], W[1,:], x[2:end].',
    },
    spanOf(reading, node),
  )
}
