import { gradient, hessian } from '../../../src/calculus/index.js'
import { curvatureProgram, gradientProgram, hessianProgram } from '../../../src/compile/derivatives/index.js'
import { curvatureTask } from '../../../src/compile/curvature.js'
import { tapeCurvature } from '../../../src/compile/curvature-tape.js'
import { hessianKernel } from '../../../src/compile/hessian.js'
import { paired } from '../../../src/compile/weighted-samples.js'
import { evaluateAll } from '../../../src/expression/index.js'
import { type Network, rolledNetwork, startOf, upperTriangle, writtenOutNetwork } from '../problem.js'
import { processorSeconds } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'
import { sumOfUpper } from './upper.js'

interface DeriveTask {
  readonly hidden: number
  /**
   * As exact expressions in canonical form, or as the machine operations that kernels are made of, for samples written out
   * or for one symbolic sample of all.
   */
  readonly as: keyof typeof ways
  readonly warm: number
}

/**
 * Building the loss, its gradient and its Hessian. Cold: the first derivation of this process; warm:
 * the median of 15 after as many seconds as `warm` says.
 */
export function time({ hidden, as, warm }: DeriveTask): OurOutcome {
  const derive = ways[as]
  const first = derive(hidden)
  let seconds = first.seconds
  if (warm > 0) {
    for (let spent = 0; spent < warm;) spent += derive(hidden).seconds
    const times = Array.from({ length: 15 }, () => derive(hidden).seconds).sort((a, b) => a - b)
    seconds = times[7]!
  }
  return { seconds, check: first.sum(startOf(4 * hidden)) }
}

interface Derived {
  readonly seconds: number
  /** The sum of the Hessian's entries on and above the diagonal. */
  sum(at: Float64Array): number
}

function asExpressions(hidden: number): Derived {
  const start = processorSeconds()
  const { loss, parameters }: Network = writtenOutNetwork(hidden, 8)
  gradient(loss, parameters)
  const second = hessian(loss, parameters)
  return {
    seconds: processorSeconds() - start,
    sum: (values) =>
      evaluateAll(
        upperTriangle(second),
        new Map(parameters.map((symbol, index) => [symbol, values[index]!])),
      ).reduce((sum, value) => sum + value, 0),
  }
}

function asOperations(hidden: number): Derived {
  const start = processorSeconds()
  const { loss, parameters: variables } = writtenOutNetwork(hidden, 8)
  const derived = hessianProgram({ loss, variables, fixed: [] }, { gradient: true })
  return {
    seconds: processorSeconds() - start,
    sum: (values) => sumOfUpper(hessianKernel(derived, variables.length), values),
  }
}

function rolled(hidden: number): Derived {
  const start = processorSeconds()
  const { loss, parameters: variables, samples } = rolledNetwork(hidden, 8)
  const of = { loss, variables, fixed: samples.symbols, isWeighted: true }
  gradientProgram(of)
  const task = curvatureTask(curvatureProgram(of), variables.length, samples.symbols.length)
  return {
    seconds: processorSeconds() - start,
    sum: (values) => sumOfUpper(tapeCurvature(task, paired(samples)), values),
  }
}

const ways = { expressions: asExpressions, operations: asOperations, rolled }
