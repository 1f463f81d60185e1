import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { progressOn } from '../../src/cli/progress.js'

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
