import { describe, expect, it } from 'vitest'
import type { Host, WorkerLike } from '../../src/base/host.js'
import { compileEnsemble, ensembleTask, ensembleWorkers } from '../../src/compile/index.js'
import type { EnsembleMessage } from '../../src/compile/index.js'
import { add, createGraph, type Expression, multiply } from '../../src/expression/index.js'
import { nodeHost } from '../../src/node/host.js'
import { generatorWords } from '../../src/numeric/index.js'

type E = Expression
const graph = createGraph()
const [x, a, xi, q, u, kept, share] = ['x', 'a', 'xi', 'q', 'u', 'kept', 'share'].map((name) => graph.symbol(name)) as never as [E, E, E, E, E, E, E] // prettier-ignore
const ensemble = compileEnsemble({
  next: [add(multiply(a, graph.call('sin', [x])), add(multiply(xi, 0.1), multiply(kept, add(q, u))))],
  state: [x],
  parameters: [a, share],
  normals: [xi],
  uniforms: [u],
  masks: [{ symbol: kept, probability: share }],
  samples: { symbols: [q], table: Float64Array.of(0.5, -0.25), count: 2 },
})
const replicas = 203
const begun = () => ({
  states: new Float64Array(replicas).fill(0.4),
  streams: generatorWords(9, 'test', replicas),
})
const parameters = Float64Array.of(0.8, 0.3)

describe('ensembleWorkers', () => {
  const expected = begun()
  ensemble.run(expected.states, parameters, expected.streams, 50)

  it.each([1, 2])('gives the same to the last bit on %i threads', async (count) => {
    const workers = ensembleWorkers(ensemble, nodeHost(), count)
    const found = begun()
    const shares: number[] = []
    await workers.run(found.states, parameters, found.streams, 20, (share) => shares.push(share))
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((p, q) => p - q))
    await workers.run(found.states, parameters, found.streams, 30)
    await workers.close()
    expect(found).toEqual(expected)
  })

  it('rejects when a worker ends by itself', async () => {
    let ended = 0
    const host: Host = {
      cores: 2,
      spawn(): WorkerLike {
        const answer = ensembleTask()
        let send: (message: unknown) => void = () => {}
        let fail: (error: Error) => void = () => {}
        let parts = 0
        return {
          post(message) {
            const found = answer(message as EnsembleMessage)
            if (found !== undefined)
              setTimeout(() => (++parts === 3 ? fail(new Error('out of memory')) : send(found)))
          },
          onMessage: (listener) => (send = listener),
          onError: (listener) => (fail = listener),
          keepsAlive: () => {},
          terminate: () => Promise.resolve(void ended++),
        }
      },
    }
    const workers = ensembleWorkers(ensemble, host)
    const { states, streams } = begun()
    await expect(workers.run(states, parameters, streams, 5)).rejects.toThrow(/out of memory/)
    await workers.close()
    expect(ended).toBe(2)
  })
})
