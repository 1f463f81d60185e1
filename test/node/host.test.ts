import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/node/host.js'

const portsKeepingAlive = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort').length

describe('nodeHost', () => {
  it('runs the algebra worker, which does not keep the process alive, and ends it', async () => {
    const before = portsKeepingAlive()
    const worker = nodeHost().spawn('algebra')
    const answered = new Promise((resolve) => worker.onMessage(resolve))
    const ended = new Promise<Error>((resolve) => worker.onError(resolve))
    worker.post({ id: 5, task: 'solve', polynomial: 'x1*x2-1', unknown: 'x2' })
    expect(portsKeepingAlive()).toBe(before)
    expect(await answered).toEqual({ id: 5, proposals: ['x1^(-1)'] })
    await worker.terminate()
    expect((await ended).message).toContain('ended')
  })

  it('knows how many threads are worth starting', () => {
    expect(nodeHost().cores).toBeGreaterThanOrEqual(1)
  })
})
