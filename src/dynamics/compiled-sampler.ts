import { compileEnsemble, type Ensemble, type DrawnSamples } from '../compile/index.js'
import {
  add,
  createGraph,
  divide,
  type Expression,
  multiply,
  rational,
  scale,
  square,
  squareRoot,
  subtract,
} from '../expression/index.js'
import { aliasTable, batchLaw, generatorWords, type SampledProduct, type SamplerFactory, startDirections, stream, vectorSampler } from '../numeric/index.js' // prettier-ignore

const half = rational.of(1, 2)
const every = 8
/** The most rows of the table from which batches are drawn, and the largest dimension of vectors. */
const mostRows = 4096
const largestDimension = 12

/**
 * Samplers of random products whose loop over factors is compiled, once for each product and for all learning rates. What
 * does not fit falls back to the plain sampler: dimensions above 12, more than 4096 different
 * batches, and factors so large that a vector has to be rescaled more often than after 8. Chain number c has
 * the generator of replica c for the purpose 'compiled random product'.
 */
export function compiledSampler(): SamplerFactory {
  const compiled = new WeakMap<SampledProduct, Ensemble | 'none'>()
  return (product, learningRate, options) => {
    const ensemble = compiled.get(product) ?? ensembleOf(product) ?? 'none'
    compiled.set(product, ensemble)
    if (ensemble === 'none' || grows(product, learningRate))
      return vectorSampler(product, learningRate, options)
    const chains = Math.ceil(options.chains / ensemble.block) * ensemble.block
    const k = product.dimension
    const states = new Float64Array(chains * (k + 1))
    const start = startDirections(product, learningRate)
    for (let chain = 0; chain < chains; chain++)
      start(
        stream(options.seed, 'start of a compiled random product', chain),
        states.subarray(chain * (k + 1), chain * (k + 1) + k),
      )
    const generators = generatorWords(options.seed, 'compiled random product', chains)
    const rates = Float64Array.of(learningRate)
    return {
      chains,
      every,
      run: (steps) => {
        for (let at = k; at < states.length; at += k + 1) states[at] = 0
        ensemble.run(states, rates, generators, steps)
        return Float64Array.from({ length: chains }, (_, chain) => {
          const growth = states[chain * (k + 1) + k]!
          // A vector 0 cannot be rescaled: its logarithm is −∞, and what follows is not a number.
          return Number.isFinite(growth) ? growth : -Infinity
        })
      },
    }
  }
}

/** Whether eight factors could take a vector out of the range of numbers whose squares are finite. */
function grows({ samples }: SampledProduct, learningRate: number): boolean {
  const largest = Math.max(...samples.map(({ data }) => data.reduce((sum, x) => sum + x * x, 0)))
  return every * Math.log(1 + Math.abs(learningRate) * largest) > 300
}

function ensembleOf(product: SampledProduct): Ensemble | undefined {
  const k = product.dimension
  if (k > largestDimension) return undefined
  const graph = createGraph()
  const vector = Array.from({ length: k }, (_, j) => graph.symbol(`v${j}`))
  const rate = graph.symbol('rate')
  const isSingle = product.batchSize === 1 && product.samples.every(({ rows }) => rows === 1)
  const law = isSingle ? singleGradients(product) : curvaturesOfBatches(product)
  if (law === undefined || law.rows.length > mostRows) return undefined
  const { rows, probabilities } = law
  const symbols = Array.from(rows[0]!, (_, at) => graph.symbol(`c${at}`))
  const combination = (weights: readonly Expression[]) =>
    graph.sum(weights.map((weight, j) => multiply(weight, vector[j]!)))
  const change =
    symbols.length === k && isSingle
      ? symbols.map((entry) => multiply(entry, combination(symbols)))
      : vector.map((_, i) => combination(symbols.slice(i * k, (i + 1) * k)))
  const squares = graph.sum(vector.map(square))
  const total = graph.symbol('total')
  const samples: DrawnSamples = {
    symbols,
    table: Float64Array.from(rows.flatMap((row) => [...row])),
    count: rows.length,
    choice: areEqual(probabilities) ? undefined : aliasTable(probabilities!),
  }
  return compileEnsemble({
    next: [...vector.map((v, i) => subtract(v, multiply(rate, change[i]!))), total],
    state: [...vector, total],
    parameters: [rate],
    samples,
    after: {
      every,
      next: [
        ...vector.map((v) => divide(v, squareRoot(squares))),
        add(total, scale(half, graph.call('log', [squares]))),
      ],
    },
  })
}

/** What is drawn: rows of numbers, equally likely when there are no probabilities. */
interface Rows {
  readonly rows: readonly Float64Array[]
  readonly probabilities: ArrayLike<number> | undefined
}

function singleGradients({ samples, weights }: SampledProduct): Rows {
  return { rows: samples.map(({ data }) => data), probabilities: weights }
}

/** Nothing where the batches are too many. */
function curvaturesOfBatches(product: SampledProduct): Rows | undefined {
  const batches = batchLaw(product, mostRows)?.batches
  return (
    batches && {
      rows: batches.map(({ curvature }) => curvature.data),
      probabilities: batches.map(({ probability }) => probability),
    }
  )
}

function areEqual(probabilities: ArrayLike<number> | undefined): boolean {
  return probabilities === undefined || Array.from(probabilities).every((p) => Math.abs(p / probabilities[0]! - 1) <= 1e-12)
} // prettier-ignore
