import { type Graph, toLatex } from '../../expression/index.js'
import type { GeneralLoss, Model, NoiseVariable, SquareLoss } from '../../model/index.js'
import { independent, type NoiseVariables } from '../perturbation/index.js'
import { ofLoss } from '../perturbation/multiplicative.js'
import { noiseModel } from './noise-model.js'

/** The noise that the model itself has, under `noise:`. */
export const writtenNoise = noiseModel({
  id: 'written',
  title: 'the noise of the model',
  shortTitle: 'noise of the model',
  formula: '\\hat L(w, \\eta)',
  formulaWith: (_, model) => model?.noise && formulaFor(model, model.noise.loss),
  named: ({ graph, noise }) => ({
    formulas: noise!.formulas,
    variables: noise!.variables.map((each) => ({
      name: toLatex(graph.symbol(each.name)),
      shape: each.shape,
      per: each.per,
      law: together(graph, [each]),
    })),
  }),
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

/** In characters of LaTeX: a longer one is shorter as it was typed. */
const longest = 300

/** The loss of all samples, with that of one in the symbols of the data. */
function formulaFor({ data }: Model, loss: SquareLoss | GeneralLoss): string | undefined {
  const sum = data === undefined ? '' : '\\sum_{\\text{samples}} '
  const latex = loss.kind === 'general' ? general(sum, toLatex(loss.perSample)) : squares(sum, loss)
  return latex.length <= longest ? latex : undefined
}

function general(sum: string, sample: string): string {
  return sum === '' ? sample : `\\frac{1}{n} ${sum}\\left[${sample}\\right]`
}

function squares(sum: string, { residuals, count }: SquareLoss): string {
  const terms = residuals.map((r) => `\\left(${toLatex(r)}\\right)^2`).join(' + ')
  const factor = sum === '' ? (count === 1 ? '2' : String(2 * count)) : '2n'
  return `\\frac{1}{${factor}} ${sum}${residuals.length === 1 ? terms : `\\left[${terms}\\right]`}`
}

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
