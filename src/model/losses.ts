import { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import { type Expression, rational, square, substituteAll } from '../expression/index.js'
import type { Data, Model } from './model.js'

/** All residuals with the exact data written in, sample by sample; nothing for a general loss. */
export function residualsOf({ loss, data }: Model): Expression[] | undefined {
  if (loss.kind !== 'squares') return undefined
  return writtenOut(loss.residuals, data)
}

/** The whole loss with the exact data written in: `1/(2n) Σ r²`, or the mean of the loss per sample. */
export function lossOf(model: Model): Expression {
  const { loss, data, graph } = model
  const terms =
    loss.kind === 'squares'
      ? writtenOut(loss.residuals, data).map(square)
      : writtenOut([loss.perSample], data)
  const coefficient = rational.of(1, loss.kind === 'squares' ? 2 * loss.count : loss.count)
  return graph.linear(
    rational.zero,
    terms.map((term) => ({ coefficient, term })),
  )
}

function writtenOut(perSample: readonly Expression[], data: Data | undefined): Expression[] {
  if (data === undefined) return [...perSample]
  return data.samples.flatMap((sample, index) => {
    const values = data.symbols.map((symbol, i) => [symbol, symbol.graph.constant(sample[i]!)] as const)
    try {
      return substituteAll(perSample, new Map(values))
    } catch (error) {
      throw inSample(error, index)
    }
  })
}

function inSample(error: unknown, index: number): unknown {
  if (!(error instanceof ProblemError) || error.problem.code !== 'undefined-value') return error
  const { expression, reason } = error.problem.facts
  return failure('undefined-value', { expression, reason: `${reason}, in sample ${index + 1} of the data` })
}
