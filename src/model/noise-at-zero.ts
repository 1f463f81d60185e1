import { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import { isZero, type ZeroTest } from '../calculus/index.js'
import { divide, type Expression, square, substituteAll, subtract, toText } from '../expression/index.js'
import type { GeneralLoss, SquareLoss, WrittenNoise } from './model.js'
import { formulaPaths, type LossFormulas } from './read-loss.js'
import { pathText, type Written } from './written.js'

/**
 * Refuses noise that leaves something behind when all its variables are 0: the loss is then not proved to be that of the
 * model.
 */
export function checkNoiseVanishes(
  written: Written,
  formulas: LossFormulas,
  { variables, loss: perturbed }: WrittenNoise,
  loss: SquareLoss | GeneralLoss,
): void {
  const path = formulaPaths(formulas).findLast(([first]) => first === 'noise')!
  const refuse = (got: string): Error =>
    failure(
      'bad-field',
      {
        field: pathText(path),
        expected: `the formula of the model where ${variables.map(({ name }) => name).join(', ')} ${variables.length === 1 ? 'is' : 'are'} 0`,
        got,
      },
      written.span(path),
    )
  const zeros = variables.flatMap(({ symbols }) => symbols).map((symbol) => [symbol, symbol.graph.zero] as const)
  const tests = differences(loss, perturbed).map((difference) => {
    try {
      return isZero(substituteAll([difference], new Map(zeros))[0]!)
    } catch (error) {
      if (error instanceof ProblemError) throw refuse('one that has no value there')
      throw error
    }
  })
  const wrong = tests.find((test) => test.outcome === 'refuted')
  if (wrong !== undefined) throw refuse(`a difference of ${witnessText(wrong)}`)
  if (tests.some(({ outcome }) => outcome === 'unknown')) throw refuse('one for which that could not be proved')
} // prettier-ignore

function differences(loss: SquareLoss | GeneralLoss, perturbed: SquareLoss | GeneralLoss): Expression[] {
  if (loss.kind === 'squares' && perturbed.kind === 'squares' && loss.count === perturbed.count) {
    const { residuals } = perturbed
    if (residuals.length === loss.residuals.length)
      return loss.residuals.map((residual, i) => subtract(residuals[i]!, residual))
  }
  return [subtract(meanPart(perturbed), meanPart(loss))]
}

// What one sample adds to the loss; without data all of it.
function meanPart(loss: SquareLoss | GeneralLoss): Expression {
  if (loss.kind === 'general') return divide(loss.perSample, loss.count)
  const { graph } = loss.residuals[0]!
  return divide(graph.sum(loss.residuals.map(square)), 2 * loss.count)
}

function witnessText(test: Extract<ZeroTest, { outcome: 'refuted' }>): string {
  const place = [...test.witness].slice(0, 4).map(([symbol, value]) => `${toText(symbol)} = ${Number(value.toPrecision(4))}`) // prettier-ignore
  return `${Number(test.value.toPrecision(4))}${place.length === 0 ? '' : ` at ${place.join(', ')}`}`
}
