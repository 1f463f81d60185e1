import { contractThird, gradient, hessian, jacobian } from '../calculus/index.js'
import { compile, type Kernel } from '../compile/index.js'
import type { Expression } from '../expression/index.js'
import { lossOf, type Model, residualsOf } from '../model/index.js'
import { type Matrix, matrix } from '../numeric/index.js'

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
  /** Whether the loss is a sum of squares, so that `residuals` and `jacobian` may be asked for. */
  readonly hasResiduals: boolean
  /** r, one entry per residual; L = |r|²/(2n). */
  residuals(w: Float64Array): Float64Array
  /** J = ∂r/∂w, (number of residuals) × d. */
  jacobian(w: Float64Array): Matrix
  /** ∇³L[M]: the vector of Σᵢⱼ Mᵢⱼ ∂ᵢ∂ⱼ∂ₖL for a symmetric d × d matrix M. No d³ array is built. */
  thirdContraction(w: Float64Array, m: Matrix): Float64Array
  readonly symbolic: SymbolicLandscape
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
  const symbolic = symbolicLandscape(model)

  const lossKernel = once(() => compile([symbolic.loss], symbols))
  const gradientKernel = once(() => compile(symbolic.gradient, symbols))
  const hessianKernel = once(() => compile(symbolic.hessian.flat(), symbols))
  const residualKernel = once(() => compile(required(symbolic.residuals), symbols))
  const jacobianKernel = once(() => compile(required(symbolic.jacobian).flat(), symbols))
  const thirdKernel = once(() => {
    const entries = contractionSymbols(model)
    return compile(contractThird(symbolic.loss, symbols, entries), [...symbols, ...entries.flat()])
  })

  return {
    model,
    dimension: d,
    symbolic,
    hasResiduals: model.loss.kind === 'squares',
    loss: (w) => run(lossKernel(), w)[0]!,
    gradient: (w) => run(gradientKernel(), w),
    hessian: (w) => matrix(d, d, run(hessianKernel(), w)),
    residuals: (w) => run(residualKernel(), w),
    jacobian: (w) => matrix(required(symbolic.residuals).length, d, run(jacobianKernel(), w)),
    thirdContraction(w, m) {
      const input = new Float64Array(d + d * d)
      input.set(w)
      input.set(m.data, d)
      return run(thirdKernel(), input)
    },
  }
}

function symbolicLandscape(model: Model): SymbolicLandscape {
  const loss = once(() => lossOf(model))
  const residuals = once(() => residualsOf(model))
  const first = once(() => gradient(loss(), model.symbols))
  const second = once(() => hessian(loss(), model.symbols))
  const rows = once(() => {
    const list = residuals()
    return list === undefined ? undefined : jacobian(list, model.symbols)
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
