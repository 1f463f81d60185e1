import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { begin, spent, shareOf } from '../../src/base/budget.js'
import { progressOn } from '../../src/cli/progress.js'
import { withProgress } from '../../src/cli/with-progress.js'
import { run } from '../../src/cli/run.js'

describe('progress', () => {
  let written = ''
  const sink = (isTTY: boolean) => ({ write: (text: string) => void (written += text), isTTY, columns: 100 })
  beforeEach(() => {
    written = ''
    vi.useFakeTimers({ toFake: ['performance'] })
  })
  afterEach(() => vi.useRealTimers())

  it('is silent for two seconds, then says what is done, how far, and how long it will take', () => {
    const progress = progressOn(sink(true), false)
    progress.report('label-noise drift', 0)
    vi.advanceTimersByTime(1900)
    progress.report('label-noise drift', 0.4)
    expect(written).toBe('')
    vi.advanceTimersByTime(200)
    progress.report('label-noise drift', 0.5)
    expect(written).toBe('\r\u001b[Klabel-noise drift: 50 %, about 3 s left')
    progress.report('label-noise drift', 0.51)
    expect(written).not.toContain('51 %')
    progress.clear()
    expect(written.endsWith('\r\u001b[K')).toBe(true)
  })
  it('tells which piece it is and how long all of them will take, and never goes back', () => {
    const progress = progressOn(sink(true), false)
    const say = (what: string, done: number, index: number): string => {
      written = ''
      progress.report(what, done, { index, count: 3 })
      return written.replace('\r\u001b[K', '')
    }
    say('first', 0, 0)
    vi.advanceTimersByTime(4000)
    // 4 s of 8 are over, and two more pieces as long will follow.
    expect(say('first', 0.5, 0)).toBe('first (1 of 3): 50 %, about 20 s left')
    vi.advanceTimersByTime(1000)
    expect(say('first', 0.4, 0)).toMatch(/^first \(1 of 3\): 50 %/)
    vi.advanceTimersByTime(3000)
    // It goes on from 60 %.
    expect(say('second', 0.6, 1)).toBe('second (2 of 3): 60 %')
    vi.advanceTimersByTime(1000)
    // 1 s for the last 20 %, so 1 s to go; those two would then have taken 10 s, and the third 5 s.
    expect(say('second', 0.8, 1)).toBe('second (2 of 3): 80 %, about 6 s left')
    vi.advanceTimersByTime(1000)
    say('first', 0, 2)
    vi.advanceTimersByTime(200_000)
    expect(say('first', 0.5, 2)).toBe('first (3 of 3): 50 %, about 3 min left')
  })
  it('counts down to a deadline where there is one', () => {
    const progress = progressOn(sink(true), false)
    progress.endsAt(performance.now() + 30_000)
    progress.report('drift', 0)
    vi.advanceTimersByTime(10_000)
    progress.report('drift', 0.1)
    expect(written).toBe('\r\u001b[Kdrift: 10 %, at most 20 s left')
  })
  it('says for how long where nothing is known of the end, whenever the work asks whether it should stop', async () => {
    const surroundings = {
      stdout: sink(false),
      stderr: sink(true),
      env: {},
      readInput: () => Promise.resolve(''),
    }
    const lines: string[] = []
    const answer = await withProgress({}, surroundings, ({ budget }) => {
      const share = shareOf(budget, { index: 1, count: 3, name: 'stability/some-theorem' })
      begin(share, 'hypothesis smooth')
      vi.advanceTimersByTime(1500)
      expect(spent({ ...share, progress: undefined })).toBe(false)
      expect(written).toBe('')
      vi.advanceTimersByTime(2500)
      spent({ ...share, progress: undefined })
      lines.push(written)
      vi.advanceTimersByTime(500)
      spent(share)
      lines.push(written)
      return 7
    })
    expect(answer).toBe(7)
    expect(lines[0]).toBe('\r\u001b[Kstability/some-theorem (2 of 3): hypothesis smooth, for 4 s')
    // Once a second.
    expect(lines[1]).toBe(lines[0])
    expect(written).toBe(`${lines[0]}\r\u001b[K`)
  })
  it('fits on a line of the terminal, and is removed when the work fails', async () => {
    const stderr = { ...sink(true), columns: 40 }
    const surroundings = { stdout: sink(false), stderr, env: {}, readInput: () => Promise.resolve('') }
    const work = withProgress({}, surroundings, ({ budget }) => {
      begin(budget, 'a long name '.repeat(20))
      vi.advanceTimersByTime(3000)
      spent(budget)
      expect(written.replace('\r\u001b[K', '')).toHaveLength(39)
      throw new Error('it fails')
    })
    await expect(work).rejects.toThrow('it fails')
    expect(written.endsWith('\r\u001b[K')).toBe(true)
  })
  it.each([
    ['a pipe', false, false],
    ['--quiet', true, true],
  ])('never shows in %s', (_, isTTY, quiet) => {
    const progress = progressOn(sink(isTTY), quiet)
    vi.advanceTimersByTime(5000)
    progress.report('x', 0.5)
    progress.clear()
    expect(written).toBe('')
  })
  it('leaves nothing to clear where nothing was shown', () => {
    progressOn(sink(true), false).clear()
    expect(written).toBe('')
  })
})

describe('commands that take long', () => {
  // Every look at the clock takes a tenth of a second.
  beforeEach(() => {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 100))
  })
  afterEach(() => void vi.restoreAllMocks())

  const said = async (args: readonly string[]): Promise<string> => {
    let written = ''
    const quietly = { write: () => undefined, isTTY: false, columns: 100 }
    const stderr = { write: (text: string) => void (written += text), isTTY: true, columns: 200 }
    await run(args, { stdout: quietly, stderr, env: {}, readInput: () => Promise.resolve('') })
    return written
  }

  it.each([
    [['predict', 'two-layer-scalar', 'stability', '--at', 'skewed'], /\[Kstability\/sgd-settling \(3 of 4\): hypothesis smooth/],
    [['geometry', 'scalar-factorisation', '--at', 'u=2,v=1/2'], /\[Kparametrising the set: 60 %/],
    [['conditions', 'two-layer-scalar'], /\[Kderiving stability conditions/],
    [['limit', 'scalar-factorisation', '--at', 'u=2,v=1/2', '--noise', 'label-noise'], /\[Kclosed forms along the set/],
    [['derive', 'scalar-factorisation'], /\[Kwriting formulas/],
    [['check', 'scalar-factorisation', '--derivatives', '--at', 'u=2,v=1'], /\[Kcomparing derivatives with finite differences/],
  ])('%j say what they are at', async (args, line) => {
    const written = await said(args)
    expect(written).toMatch(line)
    expect(written.endsWith('\r\u001b[K')).toBe(!written.includes('moved by'))
    expect(await said([...args, '--quiet'])).toBe('')
  }) // prettier-ignore
})
