import type { Graph } from '../../expression/index.js'
import type { NoiseVariable } from '../../model/index.js'
import { independent, type NoiseVariables } from '../perturbation/index.js'
import { ofLoss } from '../perturbation/multiplicative.js'
import { noiseModel } from './noise-model.js'

/** The noise that the model itself has, under `noise:`. */
export const writtenNoise = noiseModel({
  id: 'written',
  title: 'the noise of the model',
  shortTitle: 'noise of the model',
  formula: '\\hat L(w, \\eta)',
  strength: 'relative',
  laws: [],
  options: [],
  batches: 'none',
  isOf: ({ noise }) => noise !== undefined,
  refuses: ({ noise }) => (noise === undefined ? 'the model file has no `noise:`' : undefined),
  perturb(model) {
    const { variables, loss } = model.noise!
    const group = (per: NoiseVariable['per']) =>
      together(
        model.graph,
        variables.filter((each) => each.per === per),
      )
    return { ...ofLoss(model, 'written', loss), shared: group('step'), own: group('sample') }
  },
})

/** Different variables are independent of each other. */
function together(graph: Graph, variables: readonly NoiseVariable[]): NoiseVariables {
  const symbols = variables.flatMap((each) => each.symbols)
  const laws = variables.flatMap(({ symbols: own, law }) => own.map(() => law))
  if (variables.every(({ root }) => root === undefined)) return { symbols, laws, correlation: independent }
  const root = symbols.map(() => symbols.map(() => graph.zero))
  let start = 0
  for (const { symbols: own, root: inner } of variables) {
    own.forEach((_, i) =>
      own.forEach((_x, j) => {
        root[start + i]![start + j] = inner?.[i]![j] ?? (i === j ? graph.one : graph.zero)
      }),
    )
    start += own.length
  }
  return { symbols, laws, correlation: { kind: 'mixed', root } }
}
