import type { ExactMatrix } from '../../src/algebra/index.js'
import {
  createGraph,
  type Expression,
  formulaText,
  parseFormula,
  toText,
} from '../../src/expression/index.js'

export const graph = createGraph()

const names = ['a', 'b', 'c', 'x', 'y', 'z', 'e1', 'theta']
const scope = {
  graph,
  lookup: (name: string) => (names.includes(name) ? { shape: [], entries: [graph.symbol(name)] } : undefined),
  names: () => ({ parameters: names, data: [] }),
}

/** The expression a formula in the symbols above stands for. */
export function read(text: string | number): Expression {
  return parseFormula(formulaText(String(text), 'test'), scope).entries[0]!
}

export function exact(rows: readonly (readonly (string | number)[])[]): ExactMatrix {
  return rows.map((row) => row.map(read))
}

export function texts(m: ExactMatrix | undefined): string[][] | undefined {
  return m?.map((row) => row.map(toText))
}
