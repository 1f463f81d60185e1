import { type CurvatureTask, type HessianKernel, strideOf } from '../curvature.js'
import { phase } from '../sample-program.js'
import type { PairedSamples } from '../weighted-samples.js'
import { type Code, get, integer, integerAdd, integerSubtract, number } from './formula.js'
import { addPart } from './hessian.js'
import { instantiate } from './instantiate.js'
import { type Layout, layoutOf, loadForAll, loadFrom, stretches, throughMemory } from './layout.js'
import { addLibrary } from './library.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { emptyBlock, op } from './opcodes.js'
import { emitOperations } from './operations.js'
import { rankUpdate, vectorsAtOnce } from './rank-update.js'
import {
  addAt,
  constantOf,
  countDown,
  isConstant,
  loopTerms,
  neededLater,
  plainTerms,
  planOf,
  type SamplePlan,
  sampleReader,
  stageOf,
  steadyTerms,
} from './sample-loop.js'

const pairsAtOnce = vectorsAtOnce / 2
// The parameters of `run`, and of a part: where the data of the pair and the vectors of its first sample are.
const given = { data: 0, pairs: 1 } as const
const part = { data: 0, vectors: 1 } as const

/**
 * The Hessian with the loop over pairs of samples inside the module. What makes outer products is not summed at once but
 * kept for `vectorsAtOnce` samples, and then their outer products are added to the matrix together: each number of it is
 * loaded and stored once for all of them. The size of the code grows with d, not with d².
 */
export function wasmCurvature(task: CurvatureTask, { table, pairs }: PairedSamples): HessianKernel {
  const { program, entries, dimension } = task
  const { bytes, places } = curvatureModule(task)
  const { memory, run } = instantiate(bytes)
  const missing = Math.ceil((places.end + 8 * table.length - memory.buffer.byteLength) / 65536)
  if (missing > 0) memory.grow(missing)
  const view = (from: number, count: number): Float64Array => new Float64Array(memory.buffer, from, count)
  view(places.end, table.length).set(table)
  const input = view(0, dimension)
  const sums = view(places.sums, 2 * program.shape.terms)
  const stride = strideOf(dimension)
  const { isWhole } = places
  const upper = view(isWhole ? places.matrices[0]! : places.matrix, dimension * stride)
  const positions = Int32Array.from(entries, ({ row, column }) => row * stride + column)
  const parts = task.outerProducts.map(({ support }, k) => ({
    support,
    stride: strideOf(support.length),
    values: view(places.matrices[k]!, support.length * strideOf(support.length)),
  }))
  return {
    inputs: dimension,
    stride,
    upper(point) {
      for (let index = 0; index < dimension; index++) input[index] = point[index]!
      run(places.end, pairs)
      if (!isWhole) {
        upper.fill(0)
        for (const sum of parts) addPart(upper, stride, sum)
      }
      for (let index = 0; index < positions.length; index++)
        upper[positions[index]!]! += sums[2 * index]! + sums[2 * index + 1]!
      return upper
    },
  }
}

/** Where things are in memory, in bytes. The data begin at `end`. */
interface Places {
  readonly sums: number
  /** The vectors of the first of `vectorsAtOnce` samples; the weight comes first. */
  readonly vectors: number
  /** From the vectors of one sample to those of the next. */
  readonly vectorStride: number
  /** Where the outer products have theirs, from the beginning of a sample's vectors on. */
  readonly offsets: readonly number[]
  readonly matrices: readonly number[]
  /** d × d, unless one outer product fills it: then that is the matrix. */
  readonly matrix: number
  readonly isWhole: boolean
  readonly end: number
}

function placesOf({ outerProducts, dimension }: CurvatureTask, sums: number, free: number): Places {
  let width = 0
  const offsets = outerProducts.map(({ support }) => {
    const offset = width
    width += 8 * (2 + strideOf(support.length))
    return offset
  })
  const vectors = Math.ceil(free / 16) * 16
  let next = vectors + width * vectorsAtOnce
  const matrices = outerProducts.map(({ support }) => {
    const place = next
    next += 8 * support.length * strideOf(support.length)
    return place
  })
  const isWhole = outerProducts.length === 1 && outerProducts[0]!.support.length === dimension
  const end = isWhole ? next : next + 8 * dimension * strideOf(dimension)
  return { sums, vectors, vectorStride: width, offsets, matrices, matrix: next, isWhole, end }
}

/** The binary module: the same for any number of samples. */
export function curvatureModule(task: CurvatureTask): {
  bytes: Uint8Array<ArrayBuffer>
  places: Places
} {
  const module = new ModuleWriter()
  const { program } = task.program
  const library = addLibrary(module, program, 2)
  const plan = planOf(task.program, 'sums', 2)
  const cut = [phase.run, phase.sample].map((stage) => {
    const { from, to } = stageOf(plan, stage)
    return stretches(from, to)
  }) as [ReturnType<typeof stretches>, ReturnType<typeof stretches>]
  const crossing = { ...program, outputs: Int32Array.from(neededLater(plan)) }
  const layout = layoutOf(crossing, cut.flat(), plan.free, 2)
  const places = placesOf(task, plan.sums, layout.size)
  const toTerm = termWriter(task, plan, places)
  const terms = loopTerms(plan)

  const [before, visits] = cut.map((list) =>
    list.map((stretch) => {
      const out = new FunctionWriter({ parameters: ['i32', 'i32'], results: [] }, 2)
      const memory = throughMemory(out, layout)
      const ofSample = sampleReader(out, plan, part.data, part.vectors)
      emitOperations(out, program, library, stretch, {
        read: (value) => ofSample(value) ?? memory.read(value),
        isKept: (value) => memory.isKept(value) || terms.has(value),
        keep(value, local) {
          if (memory.isKept(value)) memory.keep(value, local)
          for (const index of terms.get(value) ?? []) toTerm(out, index, get(local))
        },
      })
      return module.add(out)
    }),
  ) as [number[], number[]]
  visits.push(module.add(otherTerms(plan, layout, toTerm)))
  const updates = task.outerProducts.map(({ support }, k) => {
    const vector = places.vectors + places.offsets[k]! + 16
    const shape = {
      vector,
      vectorStride: places.vectorStride,
      weight: vector - 16,
      length: support.length,
      count: vectorsAtOnce,
      matrix: places.matrices[k]!,
      matrixStride: 8 * strideOf(support.length),
    }
    return [true, false].map((sets) => module.add(rankUpdate(shape, sets))) as [number, number]
  })
  module.add(main(task, places, { before, visits, updates }), 'run')
  return { bytes: module.finish(places.end), places }
}

type TermWriter = (out: FunctionWriter, index: number, value: Code) => void

/** Adds an entry to its sum, or stores both lanes of a number of a vector with the vectors of their samples. */
function termWriter({ entries, outerProducts }: CurvatureTask, plan: SamplePlan, places: Places): TermWriter {
  const offsets = new Map<number, number>()
  outerProducts.forEach(({ weight, support }, k) => {
    const start = places.vectors + places.offsets[k]!
    offsets.set(weight, start)
    support.forEach((_, i) => offsets.set(weight + 1 + i, start + 16 + 8 * i))
  })
  return (out, index, value) => {
    if (index < entries.length) return addAt(out, plan.sums + 16 * index, value)
    for (const lane of [0, 1]) {
      out.get(part.vectors)
      value(out)
      out.storeLane(offsets.get(index)! + lane * places.vectorStride, lane)
    }
  }
}

/** Terms that are data themselves, or that do not depend on the sample. */
function otherTerms(plan: SamplePlan, layout: Layout, toTerm: TermWriter): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['i32', 'i32'], results: [] }, 2)
  const ofSample = sampleReader(out, plan, part.data, part.vectors)
  for (const { value, index } of plainTerms(plan)) toTerm(out, index, ofSample(value)!)
  for (const { value, index } of steadyTerms(plan))
    toTerm(out, index, isConstant(plan, value)
      ? constantOf(plan, value)
      : (code) => (layout.isCommon(value) ? loadForAll : loadFrom)(code, layout.place(value)!)) // prettier-ignore
  return out
}

interface Functions {
  readonly before: readonly number[]
  readonly visits: readonly number[]
  /** For each outer product, the function that sets its matrix and the one that adds to it. */
  readonly updates: readonly (readonly [number, number])[]
}

function main(task: CurvatureTask, places: Places, { before, visits, updates }: Functions): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['i32', 'i32'], results: [] }, 2)
  const [inBlock, row, isLater] = [out.local('i32'), out.local('i32'), out.local('i32')]
  const set = (local: number, value: Code): void => {
    value(out)
    out.set(local)
  }
  task.entries.forEach((_, index) => {
    out.op(op.i32Const, 0)
    number(0)(out)
    out.store(places.sums + 16 * index)
  })
  for (const index of before) {
    integer(0)(out)
    integer(0)(out)
    out.call(index)
  }
  out.op(op.loop, emptyBlock)
  // The last block may be shorter: the vectors that it does not fill are 0.
  set(inBlock, chosen(out, get(given.pairs), integer(pairsAtOnce)))
  if (task.outerProducts.length > 0) fill(out, places)
  set(row, integer(0))
  integerSubtract(get(given.pairs), get(inBlock))(out)
  out.set(given.pairs)
  countDown(out, inBlock, () => {
    for (const index of visits) {
      out.get(given.data)
      out.get(row)
      out.call(index)
    }
    set(given.data, integerAdd(get(given.data), integer(16 * task.program.shape.data)))
    set(row, integerAdd(get(row), integer(2 * places.vectorStride)))
  })
  for (const [sets, adds] of updates) {
    out.get(isLater)
    out.op(op.if, emptyBlock)
    out.call(adds)
    out.op(op.else)
    out.call(sets)
    out.op(op.end)
  }
  set(isLater, integer(1))
  out.get(given.pairs)
  out.op(op.branchIf, 0, op.end)
  return out
}

/** The smaller of two numbers that are not negative. */
function chosen(_out: FunctionWriter, a: Code, b: Code): Code {
  return (out) => {
    a(out)
    b(out)
    a(out)
    b(out)
    out.op(op.i32LessUnsigned, op.select)
  }
}

/** Sets all vectors to 0 when the block is not full. */
function fill(out: FunctionWriter, { vectors, vectorStride }: Places): void {
  integer(vectors)(out)
  integer(0)(out)
  integer(vectorStride * vectorsAtOnce)(out)
  out.op(0xfc, 0x0b, 0)
}
