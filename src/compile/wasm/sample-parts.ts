import { inputStarts, phase } from '../sample-program.js'
import { type Code, get, multiply, number, toNumber } from './formula.js'
import { layoutOf, loadForAll, loadFrom, storeAt, stretches, throughMemory } from './layout.js'
import type { Library } from './library.js'
import { FunctionWriter, type ModuleWriter } from './module.js'
import { emitOperations } from './operations.js'
import {
  addAt,
  constantOf,
  countDown,
  given,
  isConstant,
  loopTerms,
  neededLater,
  nextOf,
  overSamples,
  plainTerms,
  runSignature,
  type SamplePlan,
  sampleReader,
  stageOf,
  steadyTerms,
  storeInRow,
} from './sample-loop.js'

// The parameters of a part.
const partSignature = { parameters: ['i32', 'i32'], results: [] } as const
const [partData, partBeyond] = [0, 1]

/** Adds `run` as several functions; state, sums and what crosses between them are in memory. Gives the size. */
export function writeSampleParts(module: ModuleWriter, library: Library, plan: SamplePlan): number {
  const { program, shape, result, lanes } = plan
  const cut = [phase.run, phase.step, phase.sample, phase.after].map((stage) => {
    const { from, to } = stageOf(plan, stage)
    return stretches(from, to)
  })
  // Terms of the loop go straight to the sums; only what is needed later gets a place.
  const crossing = { ...program, outputs: Int32Array.from(neededLater(plan)) }
  const layout = layoutOf(crossing, cut.flat(), plan.free, lanes)
  const fresh = layout.size
  const terms = loopTerms(plan)
  const sumPlace = (index: number): number => plan.sums + 8 * lanes * index
  const add = (out: FunctionWriter, row: number, index: number, value: Code): void =>
    result === 'rows' ? storeInRow(out, row, index, value) : addAt(out, sumPlace(index), value)

  const parts = cut.map((list) =>
    list.map((stretch) => {
      const part = new FunctionWriter(partSignature, lanes)
      const memory = throughMemory(part, layout)
      const ofSample = sampleReader(part, plan, partData, partBeyond)
      emitOperations(part, program, library, stretch, {
        read: (value) => ofSample(value) ?? memory.read(value),
        isKept: (value) => memory.isKept(value) || terms.has(value),
        keep(value, local) {
          if (memory.isKept(value)) memory.keep(value, local)
          for (const index of terms.get(value) ?? []) add(part, partBeyond, index, get(local))
        },
      })
      return module.add(part)
    }),
  )

  const main = new FunctionWriter(runSignature, lanes)
  const callParts = (stage: number, data: number): void => {
    for (const part of parts[stage]!) {
      main.get(data)
      main.get(given.beyond)
      main.call(part)
    }
  }
  const read = (value: number): Code =>
    isConstant(plan, value)
      ? constantOf(plan, value)
      : () => (layout.isCommon(value) ? loadForAll : loadFrom)(main, layout.place(value)!)

  callParts(phase.run, given.data)
  countDown(main, given.steps, () => {
    callParts(phase.step, given.data)
    if (result !== 'rows')
      for (let index = 0; index < shape.terms; index++) storeAt(main, sumPlace(index), number(0))
    overSamples(main, plan, (data) => {
      callParts(phase.sample, data)
      const ofSample = sampleReader(main, plan, data, given.beyond)
      for (const { value, index } of plainTerms(plan)) add(main, given.beyond, index, ofSample(value)!)
      if (result === 'rows')
        for (const { value, index } of steadyTerms(plan)) add(main, given.beyond, index, read(value))
    })
    if (result !== 'rows')
      for (const { value, index } of steadyTerms(plan))
        storeAt(main, sumPlace(index), multiply(read(value), toNumber(get(given.count))))
    callParts(phase.after, given.data)
    // All of the next state is in its own place before the first of it becomes the state.
    const next = nextOf(plan)
    next.forEach((value, index) => storeAt(main, fresh + 8 * index, read(value)))
    next.forEach((_, index) =>
      storeAt(main, 8 * (inputStarts(shape).state + index), () => loadFrom(main, fresh + 8 * index)),
    )
  })
  module.add(main, 'run')
  return fresh + 8 * shape.states
}
