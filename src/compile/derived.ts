import type { Expression } from '../expression/index.js'
import { curvatureTask, type HessianKernel } from './curvature.js'
import { tapeCurvature } from './curvature-tape.js'
import {
  curvatureProgram,
  gradientProgram,
  hessianProgram,
  productProgram,
  thirdProgram,
} from './derivatives/index.js'
import { hessianKernel } from './hessian.js'
import { checked, checkInput, type Kernel } from './kernel.js'
import { checkSamples, phased, type Samples } from './sample-program.js'
import { tapeWeightedSum } from './sample-tape.js'
import { bestKernel } from './compile.js'
import { wasmCurvature } from './wasm/curvature.js'
import { unlessForbidden } from './wasm/instantiate.js'
import { wasmWeightedSum } from './wasm/weighted-sum.js'
import { paired } from './weighted-samples.js'

/** A loss in d variables, or the mean over samples of a loss in the variables and the symbols of the samples. */
export interface MeanLoss {
  readonly loss: Expression
  readonly variables: readonly Expression[]
  readonly samples?: Samples | undefined
}

/**
 * ∇L, d outputs. The derivatives are made of machine operations, without going through exact expressions: for many
 * variables that is what makes the time to the first value short. Throws `unknown-symbol` for a symbol that is neither a
 * variable nor a datum.
 */
export function compileGradient(of: MeanLoss): Kernel {
  return meanKernel(of, of.variables.length, gradientProgram)
}

/** ∇²L·v, d outputs; the inputs are the variables and then v. Throws as `compileGradient` does. */
export function compileHessianVector(of: MeanLoss): Kernel {
  return meanKernel(of, 2 * of.variables.length, productProgram)
}

/**
 * ∇³L[u, v] = Σᵢⱼ uᵢ vⱼ ∂ᵢ∂ⱼ∇L, d outputs; the inputs are the variables, then u, then v. A contraction with a matrix of
 * rank r takes r of these, and no array of d³ numbers. Throws as `compileGradient` does.
 */
export function compileThirdDerivative(of: MeanLoss): Kernel {
  return meanKernel(of, 3 * of.variables.length, thirdProgram)
}

function meanKernel(
  { loss, variables, samples }: MeanLoss,
  inputs: number,
  derive: typeof gradientProgram,
): Kernel {
  if (samples === undefined) return checked(bestKernel(derive({ loss, variables, fixed: [] })))
  checkSamples(samples)
  const program = derive({ loss, variables, fixed: samples.symbols, isWeighted: true })
  const shape = {
    parameters: inputs,
    states: 0,
    sums: 0,
    data: samples.symbols.length + 1,
    noise: 0,
    terms: variables.length,
  }
  const task = phased(program, shape)
  const pairs = paired(samples)
  return checked(unlessForbidden(() => wasmWeightedSum(task, pairs)) ?? tapeWeightedSum(task, pairs))
}

/** ∇²L. Throws as `compileGradient` does. */
export function compileHessian({ loss, variables, samples }: MeanLoss): HessianKernel {
  if (samples === undefined)
    return checkedHessian(
      hessianKernel(hessianProgram({ loss, variables, fixed: [] }, { gradient: false }), variables.length),
    )
  checkSamples(samples)
  const derived = curvatureProgram({ loss, variables, fixed: samples.symbols, isWeighted: true })
  const task = curvatureTask(derived, variables.length, samples.symbols.length)
  const pairs = paired(samples)
  return checkedHessian(unlessForbidden(() => wasmCurvature(task, pairs)) ?? tapeCurvature(task, pairs))
}

function checkedHessian(kernel: HessianKernel): HessianKernel {
  const { inputs, stride } = kernel
  return {
    inputs,
    stride,
    upper(input) {
      checkInput(input, inputs)
      return kernel.upper(input)
    },
  }
}
