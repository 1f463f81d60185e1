import { describe, expect, it } from 'vitest'
import { problem } from '../../src/base/problem.js'
import { exitCodeOf } from '../../src/cli/exit-codes.js'
import type { Outcome, Verdict } from '../../src/verify/index.js'

const verdict = (outcome: Outcome, more: Partial<Verdict> = {}): Verdict => ({
  theorem: 'family/name',
  title: 'A title',
  outcome,
  summary: 'A summary.',
  hypotheses: [],
  prediction: undefined,
  measurement: undefined,
  judgements: [],
  controls: [],
  ...more,
})
const run = { seed: 1, replicas: 3, steps: 10, settings: {}, cutShort: true }
const cutShort = { measurement: { quantities: {}, charts: [], remarks: [], run } }
const outOfBudget = problem('out-of-budget', { what: 'w', budget: 'b', reached: 'r' })
const notFinite = problem('not-finite', { what: 'w', where: 'h' })

describe('exit codes', () => {
  it.each<[number, string, Verdict[]]>([
    [0, 'fine', [verdict('supported'), verdict('not applicable'), verdict('inconclusive')]],
    [1, 'refuted', [verdict('supported'), verdict('refuted')]],
    [1, 'failed', [verdict('failed', { problem: notFinite })]],
    [3, 'cut short before it was decided', [verdict('supported'), verdict('inconclusive', cutShort)]],
    [3, 'no time to begin', [verdict('failed', { problem: outOfBudget })]],
    [3, 'nothing usable in time', [verdict('failed', { problem: notFinite, ...cutShort })]],
    [1, 'refuted and cut short', [verdict('refuted', cutShort), verdict('inconclusive', cutShort)]],
    [0, 'decided although cut short', [verdict('supported', cutShort)]],
    [0, 'nothing asked', []],
  ])('%i: %s', (code, _, verdicts) => {
    expect(exitCodeOf(verdicts)).toBe(code)
  })
})
