import type { Prose } from '../../../base/prose.js'
import { gradient } from '../../../calculus/index.js'
import {
  compile,
  compileGradient,
  compileHessianVector,
  compileSampleRows,
  compileSampleSum,
  compileThirdDerivative,
  type Kernel,
  type MeanLoss,
} from '../../../compile/index.js'
import { type NoiseVariables, type Perturbation, samplesWith } from '../../../dynamics/index.js'
import {
  divide,
  evaluate,
  type Expression,
  rational,
  substituteAll,
  subtract,
} from '../../../expression/index.js'
import type { NoiseFactor } from '../../../geometry/index.js'
import { samplesOf } from '../../../model/index.js'
import type { Matrix } from '../../../numeric/index.js'
import { fourthOrder } from './fourth-order.js'
import { directionsOf, exactSampleRegulariser, masksOf, sampleRegulariser, zeroing } from './regulariser.js' // prettier-ignore

/**
 * What the limits of small noise are made of, as numbers at parameters w (length d): derived and compiled when first asked
 * for, for one sample and summed over all.
 */
export interface NoiseObjects {
  readonly perturbation: Perturbation
  /** q: columns of `factor`. */
  readonly noises: number
  /** Reg = ½ tr(C ∂²L̂/∂η²) at η = 0; with masks its exact counterpart for rare masks. */
  regulariser(w: Float64Array): number
  /** ∇Reg. */
  regulariserGradient(w: Float64Array): Float64Array
  /** ∇²Reg·v. */
  regulariserCurvature(w: Float64Array, v: Float64Array): Float64Array
  /** (E L̂ − L)/σ² and its gradient at this σ, exactly; nothing where the expectation has no closed form. */
  exactRegulariser(w: Float64Array, sigma: number): { value: number; gradient: Float64Array } | undefined
  /** ∇R₄, where E L̂ = L + σ² Reg + σ⁴ R₄ + …; nothing where it has no closed form. */
  fourthOrderGradient(w: Float64Array): Float64Array | undefined
  /** Why there is no R₄, a clause; nothing where there is one. */
  fourthOrderMissing(): Prose | undefined
  /** F with Σ = FFᵀ the covariance of the noisy gradient over σ² for small noise, d × q: GC^{1/2}; a jump for each mask. */
  factor(w: Float64Array): Matrix
  /** Which columns of `factor` are jumps: those of masks. */
  readonly jumps: readonly number[]
  /** L̂ at given noise of the samples, as for its gradient. */
  noisyLoss(w: Float64Array, noise: Float64Array): number
  /** The gradient of L̂ at given noise of the samples: of shared variables, and of own ones the same for all samples. */
  noisyGradient(w: Float64Array, noise: Float64Array): Float64Array
}

export function noiseObjects(perturbation: Perturbation): NoiseObjects {
  const { model, sampleLoss, shared, own, count } = perturbation
  const { symbols, data } = model
  const d = symbols.length
  const variables = [...shared.symbols, ...own.symbols]
  const samples = data && samplesWith(samplesOf(data), perturbation.extra)
  const mean = (ofSample: Expression, inputs: readonly Expression[] = symbols): MeanLoss => ({
    loss: data === undefined ? divide(ofSample, count) : ofSample,
    variables: inputs,
    samples,
  })
  const noisy = mean(sampleLoss, [...symbols, ...variables])
  const width = d + variables.length
  const product = once(() => compileHessianVector(noisy))
  const third = once(() => compileThirdDerivative(noisy))
  const slope = once(() => compileGradient(noisy))
  const valueOf = ({ loss, variables: inputs }: MeanLoss): Kernel =>
    samples === undefined ? compile([loss], inputs) : compileSampleSum({ terms: [loss], inputs, samples }, 1 / samples.count) // prettier-ignore
  const noisyValue = once(() => valueOf(noisy))
  const directions = once(() => numericDirections(shared, own, d))
  const hasMasks = masksOf(shared).length + masksOf(own).length > 0
  const reg = once(() => sampleRegulariser(perturbation))
  const regValue = once(() => valueOf(mean(reg())))
  const regSlope = once(() => compileGradient(mean(reg())))
  const regCurvature = once(() => compileHessianVector(mean(reg())))
  const variance = model.graph.symbol('§σ²', { positive: true })
  const exact = once(() => {
    const ofSample = exactSampleRegulariser(perturbation, variance)
    if (ofSample === undefined) return undefined
    const inputs = [...symbols, variance]
    const of = mean(ofSample, inputs)
    return { value: valueOf(of), slope: compileGradient(of) }
  })
  const fourth = once(() => {
    const ofSample = fourthOrder(perturbation)
    return 'missing' in ofSample ? ofSample : { kernel: compileGradient(mean(ofSample)) }
  })
  const columns = once(() => factorColumns(perturbation, samples, { product: product(), slope: hasMasks ? slope() : undefined, width })) // prettier-ignore
  const padded = (w: Float64Array, ...more: Float64Array[]): Float64Array => {
    const input = new Float64Array(width * (1 + more.length))
    input.set(w)
    more.forEach((vector, k) => input.set(vector, width * (k + 1)))
    return input
  }
  return {
    perturbation,
    get noises() {
      return columns().count
    },
    regulariser: (w) => run(regValue(), w)[0]!,
    regulariserGradient(w) {
      if (hasMasks) return run(regSlope(), w)
      const sum = new Float64Array(d)
      for (const v of directions()) {
        const each = run(third(), padded(w, v, v))
        for (let i = 0; i < d; i++) sum[i]! += each[i]! / 2
      }
      return sum
    },
    regulariserCurvature: (w, v) => run(regCurvature(), Float64Array.of(...w, ...v)),
    exactRegulariser(w, sigma) {
      const kernels = exact()
      if (kernels === undefined) return undefined
      const input = Float64Array.of(...w, sigma ** 2)
      return { value: run(kernels.value, input)[0]!, gradient: run(kernels.slope, input).slice(0, d) }
    },
    fourthOrderGradient: (w) => {
      const found = fourth()
      return 'missing' in found ? undefined : run(found.kernel, w)
    },
    fourthOrderMissing: () => {
      const found = fourth()
      return 'missing' in found ? found.missing : undefined
    },
    factor: (w) => columns().at(w),
    jumps: jumpColumns(perturbation),
    noisyLoss(w, noise) {
      const input = padded(w)
      input.set(noise, d)
      return run(noisyValue(), input)[0]!
    },
    noisyGradient(w, noise) {
      const input = padded(w)
      input.set(noise, d)
      return run(slope(), input).slice(0, d)
    },
  }
}

/** The same for schemes on the set. */
export function noiseFactorOf(objects: NoiseObjects): NoiseFactor {
  return { noises: objects.noises, factor: (w, out) => out.set(objects.factor(w).data) }
}

/** Directions of w and η along which second derivatives add up to tr(C ∂²/∂η²). */
function numericDirections(shared: NoiseVariables, own: NoiseVariables, d: number): Float64Array[] {
  const [first, second] = [shared.symbols.length, own.symbols.length]
  const placed = (group: NoiseVariables, from: number): Float64Array[] =>
    directionsOf(group).map((direction) => {
      const v = new Float64Array(d + first + second)
      direction.forEach((entry, k) => (v[from + k] = evaluate(entry, new Map())))
      return v
    })
  return [...placed(shared, d), ...placed(own, d + first)]
}

function jumpColumns({ shared, own, model }: Perturbation): number[] {
  const samples = own.symbols.length === 0 ? 0 : (model.data?.sampleCount ?? 1)
  const laws = [...shared.laws, ...Array.from({ length: samples }, () => own.laws).flat()]
  return laws.flatMap((law, column) => (law === 'bernoulli' ? [column] : []))
}

interface Columns {
  readonly count: number
  at(w: Float64Array): Matrix
}

interface Kernels {
  /** ∂²L̂·v over w and η. */
  readonly product: Kernel
  readonly slope: Kernel | undefined
  readonly width: number
}

/** One column for each shared variable, and for each own variable of each sample. */
function factorColumns(perturbation: Perturbation, samples: MeanLoss['samples'], { product, slope, width }: Kernels): Columns {
  const { model, shared, own, count } = perturbation
  const d = model.symbols.length
  const isOne = samples === undefined
  const groups = isOne ? [{ group: shared, from: d }, { group: own, from: d + shared.symbols.length }] : [{ group: shared, from: d }]
  const rows = isOne || own.symbols.length === 0 ? undefined : compileSampleRows({ terms: ownTerms(perturbation), inputs: model.symbols, samples })
  const ofSamples = rows === undefined ? 0 : own.symbols.length * samples!.count
  const total = groups.reduce((sum, { group }) => sum + group.symbols.length, 0) + ofSamples
  return {
    count: total,
    at(w) {
      const columns: Float64Array[] = []
      const quiet = slope && run(slope, withNoise(w, width))
      for (const { group, from } of groups) {
        const found = group.symbols.map((_, k) => {
          if (group.laws[k] === 'bernoulli') {
            const dropped = run(slope!, withNoise(w, width, from + k, -1))
            return quiet!.map((x, i) => x - dropped[i]!).slice(0, d)
          }
          const input = new Float64Array(2 * width)
          input.set(w)
          input[width + from + k] = 1
          return run(product, input).slice(0, d)
        })
        columns.push(...mixedColumns(group, found, 1))
      }
      if (rows !== undefined) {
        const values = run(rows, w)
        const found = Array.from({ length: ofSamples }, (_, c) => values.slice(c * d, (c + 1) * d).map((x) => x / count))
        columns.push(...mixedColumns(own, found, samples!.count))
      }
      const data = new Float64Array(d * total)
      columns.forEach((column, c) => column.forEach((x, i) => (data[i * total + c] = x)))
      return { rows: d, columns: total, data }
    },
  }
} // prettier-ignore

/** ∂_w∂_η ℓ̂ at η = 0 for each own variable of one sample, for a mask the jump ∇ℓ − ∇ℓ̂(−e). */
function ownTerms({ model, sampleLoss, shared, own }: Perturbation): Expression[] {
  const variables = [...shared.symbols, ...own.symbols]
  const atZero = zeroing(variables)
  const { graph, symbols } = model
  return own.symbols.flatMap((symbol, k) => {
    const alone = zeroing(variables.filter((other) => other !== symbol))(sampleLoss)
    if (own.laws[k] !== 'bernoulli') return gradient(atZero(gradient(alone, [symbol])[0]!), symbols)
    const dropped = substituteAll([alone], new Map([[symbol, graph.constant(-1)]]))[0]!
    return gradient(subtract(atZero(alone), dropped), symbols)
  })
}

/** GC^{1/2} from the columns of G, of one kind of variables of so many samples. */
function mixedColumns(
  { correlation, symbols }: NoiseVariables,
  columns: readonly Float64Array[],
  samples: number,
): Float64Array[] {
  if (columns.length === 0) return []
  const d = columns[0]!.length
  if (correlation.kind === 'mixed') {
    const root = correlation.root.map((row) => row.map((entry) => evaluate(entry, new Map())))
    const q = symbols.length
    return Array.from({ length: samples * q }, (_, c) => {
      const [sample, k] = [Math.floor(c / q), c % q]
      const sum = new Float64Array(d)
      for (let j = 0; j < q; j++)
        for (let i = 0; i < d; i++) sum[i]! += columns[sample * q + j]![i]! * root[j]![k]!
      return sum
    })
  }
  // The root of aI + c11ᵀ.
  const { variance, covariance } = correlation
  const n = columns.length
  const apart = Math.sqrt(rational.toNumber(rational.subtract(variance, covariance)))
  const along = rational.add(rational.subtract(variance, covariance), rational.multiply(rational.of(n), covariance)) // prettier-ignore
  if (rational.isZero(covariance)) return columns.map((column) => column.map((x) => apart * x))
  const shift = (Math.sqrt(Math.max(0, rational.toNumber(along))) - apart) / n
  const sum = new Float64Array(d)
  for (const column of columns) for (let i = 0; i < d; i++) sum[i]! += column[i]!
  return columns.map((column) => column.map((x, i) => apart * x + shift * sum[i]!))
}

function withNoise(w: Float64Array, width: number, place?: number, value = 0): Float64Array {
  const input = new Float64Array(width)
  input.set(w)
  if (place !== undefined) input[place] = value
  return input
}

function run(kernel: Kernel, input: Float64Array): Float64Array {
  const output = new Float64Array(kernel.outputs)
  kernel.run(input, output)
  return output
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
