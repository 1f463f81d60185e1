import { type Batch, type BatchProgram, countOf } from '../batch.js'
import { phase } from '../sample-program.js'
import { divide, get, integer, integerAdd, multiply, number } from './formula.js'
import { instantiate } from './instantiate.js'
import { type Layout, layoutOf, loadFrom, storeAt, stretches, throughMemory } from './layout.js'
import { addLibrary } from './library.js'
import { FunctionWriter, ModuleWriter } from './module.js'
import { emitOperations } from './operations.js'
import {
  addAt,
  constantOf,
  countDown,
  isConstant,
  loopTerms,
  neededLater,
  plainTerms,
  type SamplePlan,
  sampleReader,
  stageOf,
  steadyTerms,
} from './sample-loop.js'

/** So many points are handed over at a time: they stay in a fast cache. */
const pointsAtOnce = 64

// The parameters of `run`: how many pairs of points, where they are, where the data and the results are.
const given = { pairs: 0, points: 1, data: 2, results: 3 } as const

/** As `tapeBatch`, two points at a time, with both loops inside the module. */
export function wasmBatch(task: BatchProgram): Batch {
  const { shape } = task.program
  const { table } = task.samples
  const { bytes, size } = batchModule(task)
  const { memory, run } = instantiate(bytes)
  const [inputs, outputs] = [shape.parameters, shape.terms]
  const pointsAt = size + 8 * table.length
  const resultsAt = pointsAt + 8 * inputs * pointsAtOnce
  const missing = Math.ceil((resultsAt + 8 * outputs * pointsAtOnce - memory.buffer.byteLength) / 65536)
  if (missing > 0) memory.grow(missing)
  const view = (from: number, count: number): Float64Array => new Float64Array(memory.buffer, from, count)
  view(size, table.length).set(table)
  const [someInputs, someResults] = [
    view(pointsAt, inputs * pointsAtOnce),
    view(resultsAt, outputs * pointsAtOnce),
  ]
  return {
    inputs,
    outputs,
    run(points, results) {
      const count = countOf({ inputs, outputs }, points, results)
      for (let first = 0; first < count; first += pointsAtOnce) {
        const last = Math.min(first + pointsAtOnce, count)
        someInputs.set(points.subarray(first * inputs, last * inputs))
        // What is beside the last one of an odd number of points is some older point.
        run(Math.ceil((last - first) / 2), pointsAt, size, resultsAt)
        results.set(someResults.subarray(0, (last - first) * outputs), first * outputs)
      }
    },
  }
}

/** The binary module, whose size depends neither on the number of points nor on that of the samples. */
export function batchModule({ program: sorted, samples }: BatchProgram): {
  bytes: Uint8Array<ArrayBuffer>
  size: number
} {
  const { shape, program } = sorted
  const module = new ModuleWriter()
  const library = addLibrary(module, program, 2)
  // Two numbers for every parameter and every sum.
  const sums = 16 * shape.parameters
  const plan: SamplePlan = {
    ...sorted,
    result: 'sums',
    lanes: 2,
    sharesData: true,
    sums,
    free: sums + 16 * shape.terms,
  }
  const cut = [phase.run, phase.sample].map((stage) => {
    const { from, to } = stageOf(plan, stage)
    return stretches(from, to)
  })
  const crossing = { ...program, outputs: Int32Array.from(neededLater(plan)) }
  const common = layoutOf(crossing, cut.flat(), plan.free, 2)
  const layout: Layout = {
    ...common,
    place: (value) => (value < program.inputs ? 16 * value : common.place(value)),
    isCommon: () => false,
  }
  const terms = loopTerms(plan)
  const sumPlace = (index: number): number => sums + 16 * index
  const [before, visits] = cut.map((list) =>
    list.map((stretch) => {
      const part = new FunctionWriter({ parameters: ['i32'], results: [] }, 2)
      const memory = throughMemory(part, layout)
      const ofSample = sampleReader(part, plan, 0, 0)
      emitOperations(part, program, library, stretch, {
        read: (value) => ofSample(value) ?? memory.read(value),
        isKept: (value) => memory.isKept(value) || terms.has(value),
        keep(value, local) {
          if (memory.isKept(value)) memory.keep(value, local)
          for (const index of terms.get(value) ?? []) addAt(part, sumPlace(index), get(local))
        },
      })
      return module.add(part)
    }),
  ) as [number[], number[]]

  const out = new FunctionWriter({ parameters: ['i32', 'i32', 'i32', 'i32'], results: [] }, 2)
  const [data, left] = [out.local('i32'), out.local('i32')]
  const advance = (pointer: number, bytes: number): void => {
    integerAdd(get(pointer), integer(bytes))(out)
    out.set(pointer)
  }
  const call = (parts: readonly number[]): void => {
    for (const part of parts) {
      out.get(data)
      out.call(part)
    }
  }
  countDown(out, given.pairs, () => {
    for (let index = 0; index < shape.parameters; index++)
      storeAt(out, 16 * index, () => {
        const first = out.local('v128')
        out.get(given.points)
        out.loadForAll(8 * index)
        out.set(first)
        out.get(given.points)
        out.get(first)
        out.loadLane(8 * (shape.parameters + index), 1)
      })
    for (let index = 0; index < shape.terms; index++) storeAt(out, sumPlace(index), number(0))
    out.get(given.data)
    out.set(data)
    call(before)
    integer(samples.count)(out)
    out.set(left)
    countDown(out, left, () => {
      call(visits)
      const ofSample = sampleReader(out, plan, data, data)
      for (const { value, index } of plainTerms(plan)) addAt(out, sumPlace(index), ofSample(value)!)
      advance(data, 8 * shape.data)
    })
    for (const { value, index } of steadyTerms(plan)) {
      const code = isConstant(plan, value)
        ? constantOf(plan, value)
        : (to: FunctionWriter) => loadFrom(to, layout.place(value)!)
      storeAt(out, sumPlace(index), multiply(code, number(samples.count)))
    }
    for (let index = 0; index < shape.terms; index++) {
      const mean = out.local('v128')
      divide(() => loadFrom(out, sumPlace(index)), number(samples.count))(out)
      out.set(mean)
      for (const lane of [0, 1]) {
        out.get(given.results)
        out.get(mean)
        out.storeLane(8 * (lane * shape.terms + index), lane)
      }
    }
    advance(given.points, 16 * shape.parameters)
    advance(given.results, 16 * shape.terms)
  })
  module.add(out, 'run')
  return { bytes: module.finish(layout.size), size: layout.size }
}
