import { add, divide, type Expression, power, rational, substituteAll } from '../../expression/index.js'
import type { NoiseLaw } from '../../model/index.js'
import type { Perturbation } from './perturbation.js'

/** The whole loss with the data written in, and its q noise variables: shared ones, then those of each sample. */
export interface WrittenOut {
  readonly loss: Expression
  readonly variables: readonly Expression[]
  readonly laws: readonly NoiseLaw[]
  /** Of each sample. */
  readonly own: readonly (readonly Expression[])[]
}

/** Its size grows with the number of samples. */
export function writtenOut(perturbation: Perturbation): WrittenOut {
  const { model, residuals, sampleLoss, shared, count } = perturbation
  const { graph } = model
  const own = ownVariables(perturbation)
  const terms = own.flatMap((variables, i) => {
    const values = sampleValues(perturbation, i)
    perturbation.own.symbols.forEach((symbol, k) => values.set(symbol, variables[k]!))
    return substituteAll(residuals ?? [sampleLoss], values)
  })
  const loss =
    residuals === undefined
      ? divide(terms.reduce(add, graph.zero), count)
      : divide(terms.map((r) => power(r, 2)).reduce(add, graph.zero), 2 * count)
  return {
    loss,
    variables: [...shared.symbols, ...own.flat()],
    laws: [...shared.laws, ...own.flatMap(() => perturbation.own.laws)],
    own,
  }
}

/** The variables of each sample; of a single one they are those of the perturbation. */
function ownVariables({ model, own }: Perturbation): readonly (readonly Expression[])[] {
  const { data, graph } = model
  if (data === undefined) return [own.symbols]
  return Array.from({ length: data.sampleCount }, (_, i) =>
    own.symbols.map((_symbol, k) => graph.symbol(`§η[${i + 1};${k + 1}]`)),
  )
}

/** The data of one sample. */
function sampleValues({ model: { data, graph }, extra }: Perturbation, i: number): Map<Expression, Expression> {
  const values = new Map<Expression, Expression>()
  data?.symbols.forEach((symbol, k) => values.set(symbol, graph.constant(data.samples[i]![k]!)))
  extra.symbols.forEach((symbol, k) => values.set(symbol, graph.constant(extra.rows[i]![k]!)))
  return values
} // prettier-ignore

/** C of the variables of the written-out loss, q × q constants. */
export function covarianceOf(perturbation: Perturbation): Expression[][] {
  const { shared, own, model } = perturbation
  const samples = model.data?.sampleCount ?? 1
  const { graph } = model
  const blocks = [shared, own].map(({ correlation, symbols }, which) => {
    const copies = which === 0 ? 1 : samples
    const q = symbols.length * copies
    if (correlation.kind === 'exchangeable') {
      const [same, other] = [graph.constant(correlation.variance), graph.constant(correlation.covariance)]
      return Array.from({ length: q }, (_, i) => Array.from({ length: q }, (_x, j) => (i === j ? same : other)))
    }
    const inside = gram(correlation.root)
    return Array.from({ length: q }, (_, i) =>
      Array.from({ length: q }, (_x, j) => {
        const size = symbols.length
        return Math.floor(i / size) === Math.floor(j / size) ? inside[i % size]![j % size]! : graph.zero
      }),
    )
  })
  const [first, second] = blocks as [Expression[][], Expression[][]]
  const zeros = (length: number): Expression[] => Array.from({ length }, () => graph.zero)
  return [
    ...first.map((row) => [...row, ...zeros(second.length)]),
    ...second.map((row) => [...zeros(first.length), ...row]),
  ]
} // prettier-ignore

function gram(root: readonly (readonly Expression[])[]): Expression[][] {
  return root.map((a) =>
    root.map((b) => {
      const { graph } = a[0]!
      return graph.linear(
        rational.zero,
        a.map((x, k) => ({ coefficient: rational.one, term: graph.product([x, b[k]!]) })),
      )
    }),
  )
}
