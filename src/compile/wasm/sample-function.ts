import { inputStarts, phase } from '../sample-program.js'
import { type Code, get, multiply, number, toNumber } from './formula.js'
import { loadForAll, loadFrom, storeAt } from './layout.js'
import type { Library } from './library.js'
import { FunctionWriter, type ModuleWriter } from './module.js'
import { emitOperations } from './operations.js'
import { op } from './opcodes.js'
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

// More sums than this are kept in memory: there are not that many registers.
const mostLocalSums = 64

/** Adds `run` as one function: the state, and the sums when they are few, stay in local variables. Gives the size. */
export function writeSampleFunction(module: ModuleWriter, library: Library, plan: SamplePlan): number {
  const { program, shape, result, lanes } = plan
  const out = new FunctionWriter(runSignature, lanes)
  const local = (value: Code): number => {
    const made = out.local(out.numberType)
    value(out)
    out.set(made)
    return made
  }
  const inputs = Array.from({ length: shape.parameters + shape.states }, (_, value) =>
    local(() => loadForAll(out, 8 * value)),
  )
  const known = new Map<number, Code>(inputs.map((made, value) => [value, get(made)]))
  const read = (value: number): Code =>
    isConstant(plan, value) ? constantOf(plan, value) : (known.get(value) ?? unexpected(value))
  const sums = sumsOf(out, plan)
  for (let index = 0; index < shape.sums; index++)
    known.set(inputStarts(shape).sums + index, sums.total(index))

  const needed = neededLater(plan)
  const terms = loopTerms(plan)
  const emit = (stage: number, from: (value: number) => Code): void =>
    emitOperations(out, program, library, stageOf(plan, stage), {
      read: from,
      isKept: (value) => needed.has(value) || terms.has(value),
      keep(value, made) {
        known.set(value, get(made))
        for (const index of terms.get(value) ?? []) sums.add(index, get(made))
      },
    })

  emit(phase.run, read)
  countDown(out, given.steps, () => {
    emit(phase.step, read)
    sums.clear()
    overSamples(out, plan, (data) => {
      const ofSample = sampleReader(out, plan, data, given.beyond)
      const readSample = (value: number): Code => ofSample(value) ?? read(value)
      emit(phase.sample, readSample)
      for (const { value, index } of plainTerms(plan)) sums.add(index, readSample(value))
      if (result === 'rows') for (const { value, index } of steadyTerms(plan)) sums.add(index, read(value))
    })
    if (result !== 'rows')
      for (const { value, index } of steadyTerms(plan))
        sums.put(index, multiply(read(value), toNumber(get(given.count))))
    emit(phase.after, read)
    // All of the next state is on the stack before the first of it becomes the state.
    const next = nextOf(plan)
    for (const value of next) read(value)(out)
    for (let index = next.length - 1; index >= 0; index--) out.set(inputs[shape.parameters + index]!)
  })
  for (let index = 0; index < shape.states; index++)
    storeAt(out, 8 * (shape.parameters + index), get(inputs[shape.parameters + index]!))
  if (result === 'sums') sums.store()
  module.add(out, 'run')
  return plan.free
}

/** Where the terms go. */
interface Sums {
  clear(): void
  add(index: number, value: Code): void
  put(index: number, value: Code): void
  total(index: number): Code
  store(): void
}

function sumsOf(out: FunctionWriter, { shape, result, sums, lanes }: SamplePlan): Sums {
  const nothing = (): void => undefined
  const place = (index: number): number => sums + 8 * lanes * index
  const indices = Array.from({ length: shape.terms }, (_, index) => index)
  const inMemory: Sums = {
    clear: () => indices.forEach((index) => storeAt(out, place(index), number(0))),
    add: (index, value) => addAt(out, place(index), value),
    put: (index, value) => storeAt(out, place(index), value),
    total: (index) => () => loadFrom(out, place(index)),
    store: nothing,
  }
  if (result === 'rows')
    return { ...inMemory, clear: nothing, add: (index, value) => storeInRow(out, given.beyond, index, value) }
  if (shape.terms > mostLocalSums) return inMemory
  const locals = indices.map(() => out.local(out.numberType))
  const put = (index: number, value: Code): void => {
    value(out)
    out.set(locals[index]!)
  }
  return {
    clear: () => indices.forEach((index) => put(index, number(0))),
    add: (index, value) =>
      put(index, () => {
        out.get(locals[index]!)
        value(out)
        out.numeric(op.f64Add)
      }),
    put,
    total: (index) => get(locals[index]!),
    store: () => indices.forEach((index) => storeAt(out, place(index), get(locals[index]!))),
  }
}

function unexpected(value: number): never {
  throw new Error(`value ${value} is read before it is computed`)
}
