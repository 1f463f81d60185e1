import { directional, gradient, hessian, jacobian } from '../calculus/index.js'
import {
  compile,
  compileGradient,
  compileHessian,
  compileHessianVector,
  compileSampleRows,
  compileSampleSum,
  compileThirdDerivative,
  type Kernel,
  type MeanLoss,
  type Samples,
  wholeMatrix,
} from '../compile/index.js'
import type { Expression } from '../expression/index.js'
import { lossOf, type Model, residualsOf, sampleLossOf, samplesToLoopOver } from '../model/index.js'
import type { Matrix } from '../numeric/index.js'

/**
 * The loss of a model as functions of a parameter vector `w` of length d, each derived and compiled when it is first
 * asked for. Geometry and theories ask for the derivatives they need, never for how they are made.
 */
export interface Landscape {
  readonly model: Model
  /** d, the number of scalar parameters. */
  readonly dimension: number
  loss(w: Float64Array): number
  /** ∇L, length d. */
  gradient(w: Float64Array): Float64Array
  /** ∇²L, d × d. */
  hessian(w: Float64Array): Matrix
  /** ∇²L·v, length d, without the matrix. */
  hessianVector(w: Float64Array, v: Float64Array): Float64Array
  /** Whether the loss is a sum of squares, so that `residuals` and `jacobian` may be asked for. */
  readonly hasResiduals: boolean
  /** r, one entry per residual; L = |r|²/(2n). */
  residuals(w: Float64Array): Float64Array
  /** J = ∂r/∂w, (number of residuals) × d. */
  jacobian(w: Float64Array): Matrix
  /** ∇³L[M]: the vector of Σᵢⱼ Mᵢⱼ ∂ᵢ∂ⱼ∂ₖL for a symmetric d × d matrix M. No d³ array is built. */
  thirdContraction(w: Float64Array, m: Matrix): Float64Array
  /** ∇³L[u, v, ·], length d: for two vectors, where a matrix of d² entries would be too many. */
  thirdAlong(w: Float64Array, u: Float64Array, v: Float64Array): Float64Array
  /** ∇⁴L[u, v, x, ·], length d. */
  fourthAlong(w: Float64Array, u: Float64Array, v: Float64Array, x: Float64Array): Float64Array
  /** uᵀ∇²rᵢ v, one entry per residual. */
  residualsSecond(w: Float64Array, u: Float64Array, v: Float64Array): Float64Array
  /**
   * The derivatives with the data written in, sample by sample: their size grows with the number of samples. Where there
   * is `perSample`, ask for them only when there is no other way.
   */
  readonly symbolic: SymbolicLandscape
  /**
   * With many samples: the derivatives for one sample, with the data as symbols. Those of the loss are their means over
   * the samples, and it is these that are evaluated. Nothing when the data are few enough to be written in.
   */
  readonly perSample: SymbolicLandscape | undefined
}

/** The same derivatives as exact expressions in the model's symbols. */
export interface SymbolicLandscape {
  readonly loss: Expression
  readonly gradient: readonly Expression[]
  readonly hessian: readonly (readonly Expression[])[]
  readonly residuals: readonly Expression[] | undefined
  readonly jacobian: readonly (readonly Expression[])[] | undefined
}

/** The landscape of a model. Cheap: nothing is derived before it is needed. */
export function landscapeOf(model: Model): Landscape {
  const symbols = model.symbols
  const d = symbols.length
  const symbolic = derivedFrom(
    symbols,
    () => lossOf(model),
    () => residualsOf(model),
  )
  const evaluated = once(() => evaluatedForms(model, symbolic))
  const mean = (terms: (forms: SymbolicLandscape) => readonly Expression[], inputs = symbols) =>
    once(() => evaluated().mean(terms(evaluated().forms), inputs))
  const rows = (terms: (forms: SymbolicLandscape) => readonly Expression[]) =>
    once(() => evaluated().rows(terms(evaluated().forms), symbols))
  const residualsSecondKernel = once(() => {
    const { inputs, differentiate } = alongDirections(symbols, 2)
    return evaluated().rows(differentiate(required(evaluated().forms.residuals)), inputs)
  })

  const lossKernel = mean(({ loss }) => [loss])
  const derived = once(() => derivedKernels(evaluated(), symbols))
  const residualKernel = rows(({ residuals }) => required(residuals))
  const jacobianKernel = rows(({ jacobian }) => required(jacobian).flat())

  return {
    model,
    dimension: d,
    symbolic,
    get perSample() {
      return evaluated().forms === symbolic ? undefined : evaluated().forms
    },
    hasResiduals: model.loss.kind === 'squares',
    loss: (w) => run(lossKernel(), w)[0]!,
    gradient: (w) => run(derived().gradient(), w),
    hessian: (w) => ({ rows: d, columns: d, data: run(derived().hessian(), w) }),
    hessianVector: (w, v) => run(derived().product(), joined([w, v])),
    residuals: (w) => run(residualKernel(), w),
    jacobian(w) {
      const entries = run(jacobianKernel(), w)
      return { rows: entries.length / d, columns: d, data: entries }
    },
    thirdContraction: (w, m) => derived().third(w, m),
    thirdAlong: (w, u, v) => run(derived().thirdAlong(), joined([w, u, v])),
    fourthAlong: (w, u, v, x) => run(derived().fourthAlong(), joined([w, u, v, x])),
    residualsSecond: (w, u, v) => run(residualsSecondKernel(), joined([w, u, v])),
  }
}

/** ∇L, ∇²L row by row, and ∇²L·v as kernels, each made when it is first asked for. */
interface DerivedKernels {
  gradient(): Kernel
  hessian(): Kernel
  product(): Kernel
  /** ∇³L[M]. */
  third(w: Float64Array, m: Matrix): Float64Array
  /** ∇³L[u, v], inputs w, u, v. */
  thirdAlong(): Kernel
  /** ∇⁴L[u, v, x], inputs w, u, v, x. */
  fourthAlong(): Kernel
}

function derivedKernels(evaluated: EvaluatedForms, symbols: readonly Expression[]): DerivedKernels {
  const { forms, samples, mean } = evaluated
  const slopeAlong = (count: number) =>
    once(() => {
      const { inputs, differentiate } = alongDirections(symbols, count)
      return mean(gradient(differentiate([forms.loss])[0]!, symbols), inputs)
    })
  const of: MeanLoss = { loss: forms.loss, variables: symbols, samples }
  const third = once(() => compileThirdDerivative(of))
  return {
    gradient: once(() => compileGradient(of)),
    hessian: once(() => {
      const kernel = compileHessian(of)
      const d = symbols.length
      const run = (input: Float64Array, output: Float64Array): void => wholeMatrix(kernel, input, output)
      return { inputs: d, outputs: d * d, run }
    }),
    product: once(() => compileHessianVector(of)),
    third: contractedByColumns(third, symbols.length),
    thirdAlong: third,
    fourthAlong: slopeAlong(3),
  }
}

/** Derivatives along the first `count` of three directions, which are inputs after the parameters. */
function alongDirections(symbols: readonly Expression[], count: number) {
  const directions = ['u', 'v', 'x']
    .slice(0, count)
    .map((letter) => symbols.map((symbol, i) => symbol.graph.symbol(`§${letter}[${i + 1}]`)))
  return {
    inputs: [...symbols, ...directions.flat()],
    differentiate: (es: readonly Expression[]) =>
      directions.reduce<readonly Expression[]>((sum, v) => directional(sum, symbols, v), es),
  }
}

/** ∇³L[M] = Σⱼ ∇³L[Meⱼ, eⱼ], for d × d matrices M. */
function contractedByColumns(kernel: () => Kernel, d: number): DerivedKernels['third'] {
  return (w, m) => {
    const input = new Float64Array(3 * d)
    const part = new Float64Array(d)
    const sum = new Float64Array(d)
    input.set(w)
    for (let column = 0; column < d; column++) {
      let isZero = true
      for (let row = 0; row < d; row++) {
        const entry = m.data[row * d + column]!
        input[d + row] = entry
        if (entry !== 0) isZero = false
      }
      if (isZero) continue
      input[2 * d + column] = 1
      kernel().run(input, part)
      input[2 * d + column] = 0
      for (let row = 0; row < d; row++) sum[row]! += part[row]!
    }
    return sum
  }
}

/** The forms that are evaluated, and how a mean and a list over the samples is made of them. */
interface EvaluatedForms {
  readonly forms: SymbolicLandscape
  readonly samples: Samples | undefined
  mean(terms: readonly Expression[], inputs: readonly Expression[]): Kernel
  rows(terms: readonly Expression[], inputs: readonly Expression[]): Kernel
}

function evaluatedForms(model: Model, symbolic: SymbolicLandscape): EvaluatedForms {
  const samples = samplesToLoopOver(model)
  if (samples === undefined) return { forms: symbolic, samples, mean: compile, rows: compile }
  const { loss, symbols } = model
  const forms = derivedFrom(
    symbols,
    () => sampleLossOf(model),
    () => (loss.kind === 'squares' ? loss.residuals : undefined),
  )
  return {
    forms,
    samples,
    mean: (terms, inputs) => compileSampleSum({ terms, inputs, samples }, 1 / samples.count),
    rows: (terms, inputs) => compileSampleRows({ terms, inputs, samples }),
  }
}

/** Everything from loss and residuals, each derived when it is first asked for. */
function derivedFrom(
  symbols: readonly Expression[],
  makeLoss: () => Expression,
  makeResiduals: () => readonly Expression[] | undefined,
): SymbolicLandscape {
  const loss = once(makeLoss)
  const residuals = once(makeResiduals)
  const first = once(() => gradient(loss(), symbols))
  const second = once(() => hessian(loss(), symbols))
  const rows = once(() => {
    const list = residuals()
    return list === undefined ? undefined : jacobian(list, symbols)
  })
  return {
    get loss() {
      return loss()
    },
    get gradient() {
      return first()
    },
    get hessian() {
      return second()
    },
    get residuals() {
      return residuals()
    },
    get jacobian() {
      return rows()
    },
  }
}

function joined(vectors: readonly Float64Array[]): Float64Array {
  const input = new Float64Array(vectors.reduce((sum, each) => sum + each.length, 0))
  vectors.reduce((offset, each) => (input.set(each, offset), offset + each.length), 0)
  return input
}

function run(kernel: Kernel, input: Float64Array): Float64Array {
  const output = new Float64Array(kernel.outputs)
  kernel.run(input, output)
  return output
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the loss is not a sum of squares: it has no residuals')
  return value
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
