import { checkEnsemble, type Ensemble, type PortableEnsemble, wordsPerReplica } from '../ensemble-run.js'
import { ofMath } from './of-math.js'
import type { Instance } from './instantiate.js'

type Functions = Readonly<Record<string, (...args: number[]) => number>>

/**
 * The engine begins with code that it has compiled quickly, and goes on with better code when a function is called again:
 * not before one call has made so many steps of a block.
 */
const stepsAtOnce = 50_000

/**
 * The ensemble, here or in another thread: this file imports next to nothing, so that a thread begins quickly. What the
 * module imports are functions of the host; when others are given, it cannot be posted.
 */
export function loadEnsemble(portable: PortableEnsemble, imports: Functions = ofMath): Ensemble {
  const { shape, module, table } = portable
  const instance = new WebAssembly.Instance(module, { host: imports })
  const { memory, run } = instance.exports as unknown as Instance
  const dataAt = 8 * shape.parameters
  const statesAt = dataAt + 8 * table.length
  const { block, every } = shape
  return {
    ...shape,
    ...(Object.keys(imports).every((name) => name in ofMath) && { portable }),
    run(states, parameters, streams, steps) {
      const replicas = checkEnsemble(shape, states, parameters, streams, steps)
      if (replicas === 0 || steps === 0) return
      const blocks = Math.ceil(replicas / block)
      const streamsAt = statesAt + 8 * shape.states * blocks * block
      const end = streamsAt + 8 * wordsPerReplica * blocks * block
      const missing = Math.ceil((end - memory.buffer.byteLength) / 65536)
      if (missing > 0) memory.grow(missing)
      new Float64Array(memory.buffer, 0, shape.parameters).set(parameters)
      new Float64Array(memory.buffer, dataAt, table.length).set(table)
      const allStates = new Float64Array(memory.buffer, statesAt, shape.states * blocks * block)
      const allStreams = new BigUint64Array(memory.buffer, streamsAt, wordsPerReplica * blocks * block)
      allStates.set(states)
      allStreams.set(streams)
      // A block that is not full is filled with copies of its first replica, which nobody sees.
      const start = (blocks - 1) * block
      for (let replica = replicas; replica < blocks * block; replica++) {
        allStates.copyWithin(replica * shape.states, start * shape.states, (start + 1) * shape.states)
        allStreams.copyWithin(
          replica * wordsPerReplica,
          start * wordsPerReplica,
          (start + 1) * wordsPerReplica,
        )
      }
      const rounds = steps / every
      const roundsAtOnce = Math.max(1, Math.floor(stepsAtOnce / every))
      const blocksAtOnce = Math.max(1, Math.floor(stepsAtOnce / steps))
      const stateBytes = 8 * shape.states * block
      const streamBytes = 8 * wordsPerReplica * block
      for (let first = 0; first < blocks; first += blocksAtOnce)
        for (let done = 0; done < rounds; done += roundsAtOnce)
          run(
            Math.min(blocksAtOnce, blocks - first),
            Math.min(roundsAtOnce, rounds - done),
            statesAt + first * stateBytes,
            streamsAt + first * streamBytes,
            dataAt,
          )
      states.set(allStates.subarray(0, states.length))
      streams.set(allStreams.subarray(0, streams.length))
    },
  }
}
