import { type EnsembleProgram, ensembleShape, vectorsPerBlock } from './ensemble.js'
import { checkEnsemble, type Ensemble, wordsPerReplica } from './ensemble-run.js'
import { freshValues, interpret } from './tape.js'
import { indexAmong, normalsOf, signOf, uniformOf, Xoshiro } from './xoshiro.js'

/**
 * The ensemble by the interpreter, with the random numbers of the WebAssembly form: normals agree with those to rounding,
 * as they are made with the host's functions.
 */
export function tapeEnsemble(ensemble: EnsembleProgram): Ensemble {
  const { step, counts, masks, after, every, samples } = ensemble
  const vectors = vectorsPerBlock(ensemble)
  const values = freshValues(step.program)
  const later = after && freshValues(after)
  const starts = {
    state: counts.parameters,
    data: counts.parameters + counts.states,
    normals: counts.parameters + counts.states + counts.data,
    others: counts.parameters + counts.states + counts.data + counts.normals,
  }
  const shape = ensembleShape(ensemble)
  const fresh = new Float64Array(counts.states)

  /** One step of one replica, whose noise is in place. */
  const advance = (state: Float64Array): void => {
    values.set(state, starts.state)
    interpret(step.program, values, step.ends[0]!, step.program.operations.length)
    step.program.outputs.forEach((value, index) => (fresh[index] = values[value]!))
    state.set(fresh)
  }
  const follow = (state: Float64Array, parameters: Float64Array): void => {
    if (after === undefined || later === undefined) return
    later.set(parameters)
    later.set(state, counts.parameters)
    interpret(after, later, 0, after.operations.length)
    after.outputs.forEach((value, index) => (fresh[index] = later[value]!))
    state.set(fresh)
  }

  /** Draws signs, uniform numbers and masks, in this order. */
  const drawOthers = (generator: Xoshiro): void => {
    let next = starts.others
    for (let index = 0; index < counts.signs; index++) values[next++] = signOf(generator)
    for (let index = 0; index < counts.uniforms; index++) values[next++] = uniformOf(generator)
    for (const mask of masks) {
      const probability = 'constant' in mask ? mask.constant : values[mask.parameter]!
      values[next++] = uniformOf(generator) < probability ? 1 : 0
    }
  }

  return {
    ...shape,
    run(states, parameters, streams, steps) {
      const replicas = checkEnsemble(shape, states, parameters, streams, steps)
      values.set(parameters)
      interpret(step.program, values, 0, step.ends[0]!)
      for (let first = 0; first < replicas; first += shape.block) {
        // A block that is not full is filled with replicas that nobody sees.
        const members = Array.from({ length: shape.block }, (_, k) => {
          const replica = first + k < replicas ? first + k : first
          const words = streams.slice(replica * wordsPerReplica, (replica + 1) * wordsPerReplica)
          const state = states.slice(replica * shape.states, (replica + 1) * shape.states)
          return { state, generator: new Xoshiro(words) }
        })
        for (let done = 1; done <= steps; done++) {
          const drawn = drawnBy(members, vectors, counts.normals)
          members.forEach(({ state, generator }, k) => {
            values.set(drawn.normals[k]!, starts.normals)
            drawOthers(generator)
            if (samples !== undefined) {
              const row = indexAmong(samples, generator)
              values.set(samples.table.subarray(row * counts.data, (row + 1) * counts.data), starts.data)
            }
            advance(state)
            if (done % every === 0) follow(state, parameters)
          })
        }
        members.forEach(({ state, generator }, k) => {
          if (first + k >= replicas) return
          states.set(state, (first + k) * shape.states)
          streams.set(generator.words(), (first + k) * wordsPerReplica)
        })
      }
    },
  }
}

/**
 * The normals of one step, for each replica of a block. They come in pairs: with an odd number of them, the last pair of
 * each vector with an even number is shared with the next one.
 */
function drawnBy(
  members: readonly { generator: Xoshiro }[],
  vectors: number,
  count: number,
): { normals: Float64Array[] } {
  const normals = members.map(() => new Float64Array(count))
  for (let vector = 0; vector < vectors; vector++)
    for (const k of [2 * vector, 2 * vector + 1]) {
      const { generator } = members[k]!
      const own = normals[k]!
      for (let index = 0; index + 1 < count; index += 2) {
        const [a, b] = normalsOf(generator)
        own[index] = a
        own[index + 1] = b
      }
      if (count % 2 === 1 && vector % 2 === 0) {
        const [a, b] = normalsOf(generator)
        own[count - 1] = a
        normals[k + 2]![count - 1] = b
      }
    }
  return { normals }
}
