import { contractThird, directional, gradient, hessian, jacobian } from '../calculus/index.js'
import { compile, compileSampleRows, compileSampleSum, type Kernel } from '../compile/index.js'
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
  /** ∇³L[u, v, ·], length d. With d² entries fewer to read than `thirdContraction`: for large d, and for few vectors. */
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
  const rows = (terms: (forms: SymbolicLandscape) => readonly Expression[], inputs = symbols) =>
    once(() => evaluated().rows(terms(evaluated().forms), inputs))

  const lossKernel = mean(({ loss }) => [loss])
  const gradientKernel = mean(({ gradient }) => gradient)
  const hessianKernel = mean(({ hessian }) => hessian.flat())
  const residualKernel = rows(({ residuals }) => required(residuals))
  const jacobianKernel = rows(({ jacobian }) => required(jacobian).flat())
  const direction = once(() => directionSymbols(model))
  const productKernel = once(() => {
    const along = direction()
    const kernel = mean(({ gradient }) => directional(gradient, symbols, along), [...symbols, ...along])
    return kernel()
  })
  const thirdKernel = once(() => {
    const entries = contractionSymbols(model)
    const kernel = mean(({ loss }) => contractThird(loss, symbols, entries), [...symbols, ...entries.flat()])
    return kernel()
  })
  const directions = once(() => ['u', 'v', 'x'].map((letter) => directionSymbols(model, letter)))
  // (D_u D_v … f) for the first `count` directions, which are inputs after the parameters.
  const along = (
    form: (differentiate: (es: readonly Expression[]) => readonly Expression[]) => () => Kernel,
    count: number,
  ) =>
    once(() =>
      form((es) =>
        directions()
          .slice(0, count)
          .reduce((sum, v) => directional(sum, symbols, v), es),
      )(),
    )
  const inputsAlong = (count: number) => [...symbols, ...directions().slice(0, count).flat()]
  const slopeAlong = (count: number) =>
    along(
      (differentiate) => mean(({ loss }) => gradient(differentiate([loss])[0]!, symbols), inputsAlong(count)),
      count,
    )
  const thirdAlongKernel = slopeAlong(2)
  const fourthAlongKernel = slopeAlong(3)
  const residualsSecondKernel = along(
    (differentiate) => rows(({ residuals }) => differentiate(required(residuals)), inputsAlong(2)),
    2,
  )
  const joined = (w: Float64Array, ...more: readonly Float64Array[]): Float64Array => {
    const input = new Float64Array(d + more.reduce((sum, each) => sum + each.length, 0))
    input.set(w)
    more.reduce((offset, each) => (input.set(each, offset), offset + each.length), d)
    return input
  }

  return {
    model,
    dimension: d,
    symbolic,
    get perSample() {
      return evaluated().forms === symbolic ? undefined : evaluated().forms
    },
    hasResiduals: model.loss.kind === 'squares',
    loss: (w) => run(lossKernel(), w)[0]!,
    gradient: (w) => run(gradientKernel(), w),
    hessian: (w) => ({ rows: d, columns: d, data: run(hessianKernel(), w) }),
    hessianVector: (w, v) => run(productKernel(), joined(w, v)),
    residuals: (w) => run(residualKernel(), w),
    jacobian(w) {
      const entries = run(jacobianKernel(), w)
      return { rows: entries.length / d, columns: d, data: entries }
    },
    thirdContraction: (w, m) => run(thirdKernel(), joined(w, m.data)),
    thirdAlong: (w, u, v) => run(thirdAlongKernel(), joined(w, u, v)),
    fourthAlong: (w, u, v, x) => run(fourthAlongKernel(), joined(w, u, v, x)),
    residualsSecond: (w, u, v) => run(residualsSecondKernel(), joined(w, u, v)),
  }
}

/** The forms that are evaluated, and how a mean and a list over the samples is made of them. */
interface EvaluatedForms {
  readonly forms: SymbolicLandscape
  mean(terms: readonly Expression[], inputs: readonly Expression[]): Kernel
  rows(terms: readonly Expression[], inputs: readonly Expression[]): Kernel
}

function evaluatedForms(model: Model, symbolic: SymbolicLandscape): EvaluatedForms {
  const samples = samplesToLoopOver(model)
  if (samples === undefined) return { forms: symbolic, mean: compile, rows: compile }
  const { loss, symbols } = model
  const forms = derivedFrom(
    symbols,
    () => sampleLossOf(model),
    () => (loss.kind === 'squares' ? loss.residuals : undefined),
  )
  return {
    forms,
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

function directionSymbols({ symbols, graph }: Model, letter = 'v'): Expression[] {
  return symbols.map((_, i) => graph.symbol(`§${letter}[${i + 1}]`))
}

// The section sign cannot be typed in a model, so these names never meet a user's.
function contractionSymbols(model: Model): Expression[][] {
  return model.symbols.map((_, i) => model.symbols.map((_, j) => model.graph.symbol(`§M[${i + 1},${j + 1}]`)))
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
