import { describe, expect, it } from 'vitest'
import {
  add,
  compile,
  compileBatch,
  compileEnsemble,
  compileGradient,
  compileHessian,
  compileSampleSum,
  contractFourth,
  contractSecond,
  contractThird,
  createGraph,
  formula,
  generatorWords,
  isZero,
  ProblemError,
  subtract,
  symbols,
  toText,
  wholeMatrix,
} from '../src/engine.js'

const problemOf = (call: () => unknown): ProblemError['problem'] => {
  try {
    call()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('the engine', () => {
  const graph = createGraph()
  const [u, v] = ['u', 'v'].map((name) => graph.symbol(name)) as [ReturnType<typeof graph.symbol>, ReturnType<typeof graph.symbol>] // prettier-ignore
  const read = (text: string) => formula(text, graph, { u, v })

  it('reads formulas in numbers, vectors and matrices', () => {
    const [w, M] = [symbols(graph, 'w', 2), symbols(graph, 'M', [2, 3])]
    const names = { w, M, u }
    const product = formula("w'*M*[1; 2; u]", graph, names)
    const entries = 'w[1]*(M[1,1] + 2*M[1,2] + u*M[1,3]) + w[2]*(M[2,1] + 2*M[2,2] + u*M[2,3])'
    expect(isZero(subtract(product, formula(entries, graph, names))).outcome).toBe('proved')
    expect(problemOf(() => formula('[u, v]', graph, { u, v })).code).toBe('not-scalar')
    const unknown = problemOf(() => formula('u*q', graph, { u }))
    expect([unknown.code, unknown.span?.column]).toEqual(['unknown-symbol', 3])
  })

  it('contracts with the symmetric part of a matrix, of numbers too', () => {
    const e = read('u^2*v + u*v^3')
    const contractions = [contractThird, contractFourth, contractSecond] as const
    for (const contract of contractions) {
      const text = (matrix: number[][]) => [contract(e, [u, v], matrix)].flat(2).map(toText)
      expect(text([[0, 1], [0, 0]])).toEqual(text([[0, 0.5], [0.5, 0]])) // prettier-ignore
      expect(text([[1, 3], [-1, 2]])).toEqual(text([[1, 1], [1, 2]])) // prettier-ignore
    }
    expect(contractThird(read('u^2*v'), [u, v], [[0, 1], [0, 0]]).map(toText)).toEqual(['2', '0']) // prettier-ignore
  })

  it('refuses what does not fit in a sentence instead of answering anyway', () => {
    const samples = { symbols: [v], table: new Float64Array(2), count: 5 }
    const of = { loss: read('u^2*v'), variables: [u] }
    const gradient = compileGradient({ loss: read('u^2*v'), variables: [u, v] })
    const hessian = compileHessian({ loss: read('u^2*v'), variables: [u, v] })
    const other = createGraph().symbol('u')
    const numbers = (count: number) => new Float64Array(count)
    const ensemble = compileEnsemble({ next: [u], state: [u], parameters: [] })
    for (const call of [
      () => compileGradient({ ...of, samples }),
      () => compileHessian({ ...of, samples: { ...samples, count: 0 } }),
      () => compileSampleSum({ terms: [u], inputs: [u], samples }, 1),
      () => compileBatch({ terms: [u], inputs: [u], samples }),
      () => compileEnsemble({ next: [u], state: [u], parameters: [], samples }),
      () => gradient.run(numbers(1), numbers(2)),
      () => gradient.run(numbers(3), numbers(2)),
      () => gradient.run(numbers(2), numbers(1)),
      () => hessian.upper(numbers(1)),
      () => wholeMatrix(hessian, numbers(2), numbers(3)),
      () => compile([u], [u]).run(numbers(0), numbers(1)),
      () => ensemble.run(numbers(2), numbers(0), generatorWords(1, 'p', 1), 3),
      () => add(u, other),
      () => graph.symbol('u', { positive: true }),
    ])
      expect(problemOf(call).code).toBe('misuse')
  })

  it('keeps the assumptions with which a symbol was made', () => {
    const s = graph.symbol('s', { positive: true })
    expect(graph.symbol('s')).toBe(s)
    expect(graph.symbol('s', { positive: true })).toBe(s)
    expect(problemOf(() => graph.symbol('s', { positive: false })).code).toBe('misuse')
  })
})
