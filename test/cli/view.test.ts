import { describe, expect, it } from 'vitest'
import { styleFor } from '../../src/cli/style.js'
import { columns } from '../../src/cli/text.js'
import { verdictsText, verdictText } from '../../src/cli/view/verdict.js'
import type { Verdict } from '../../src/verify/index.js'

const measured = {
  kind: 'measured',
  value: 0.161,
  halfWidth: 0.0005,
  standardError: 0.0002,
  level: 0.99,
  count: 16,
} as const
const threshold = { kind: 'exact', value: 0.16, text: '4/25', latex: '\\frac{4}{25}' } as const
const supported: Verdict = {
  theorem: 'stability/made-up',
  title: 'It settles below $2/\\lambda_{\\max}$',
  outcome: 'supported',
  summary: 'threshold predicted 0.16, measured 0.1610 ± 0.0005 (99 %).',
  hypotheses: [
    { id: 'smooth', statement: 'It is smooth.', state: 'proved', evidence: 'every function is analytic' },
    { id: 'clean-minimum', statement: 'It is clean.', state: 'unknown', evidence: `${'a long evidence '.repeat(12)}end` },
  ],
  prediction: {
    quantities: { threshold: { title: 'stability threshold', symbol: '\\eta', unit: 'learning rate', estimate: threshold, scale: 0.16 } },
    derivation: [],
    says: 'It settles.',
    rangeOfValidity: 'near the set',
  },
  measurement: {
    quantities: { threshold: { estimate: measured, systematic: 0 } },
    charts: [],
    run: { seed: 1, replicas: 16, steps: 100, settings: {}, cutShort: false },
    remarks: ['one run left'],
  },
  judgements: [
    { quantity: 'threshold', outcome: 'supported', predicted: threshold, measured, deviation: 0.00625, halfWidth: 0.003, standardErrors: 5, relevant: 0.01, power: 1, refutable: 0.0143 },
  ],
  controls: [
    { id: 'x', title: 'the threshold multiplied by 1.1', wrongValue: 0.176, outcome: 'refuted', standardErrors: -80 },
    { id: 'y', title: 'another', wrongValue: 0.161, outcome: 'inconclusive', standardErrors: 0.1 },
  ],
} // prettier-ignore

const sink = { write: () => {}, isTTY: true, columns: 100 }
const plainStyle = styleFor({ ...sink, isTTY: false }, { env: {} } as never)

describe('a verdict in the terminal', () => {
  const text = verdictText(supported, plainStyle, 80)
  it('says outcome, title, summary, evidence, numbers and controls', () => {
    expect(text.split('\n').slice(0, 5)).toEqual([
      'SUPPORTED  stability/made-up',
      '  It settles below 2/λ_max',
      '  It settles.',
      '  threshold predicted 0.16, measured 0.1610 ± 0.0005 (99 %).',
      '  ✓ smooth         proved   every function is analytic',
    ])
    expect(text).toContain('  ? clean-minimum  unknown  a long evidence')
    expect(text).toMatch(/stability threshold +4\/25 = 0\.16 +0\.161 ± 0\.0005 +0\.63 % \(5 s\.e\.\) +1 %/)
    expect(text).toContain('note: one run left')
    expect(text).toMatch(/^ {4}refuted +0\.176 +80 s\.e\. +the threshold multiplied by 1\.1$/m)
    expect(text).toMatch(/^ {4}inconclusive +0\.161 +0\.1 s\.e\. +another$/m)
  })
  it('keeps to the width', () => {
    for (const line of text.split('\n').filter((line) => !/^ {4}/.test(line)))
      expect(columns(line)).toBeLessThanOrEqual(80)
  })
  it('shows only the witness where the theorem does not apply', () => {
    const verdict: Verdict = {
      ...supported,
      outcome: 'not applicable',
      summary: 'Does not apply: a kink.',
      hypotheses: [
        { id: 'interpolates', statement: 'On the set.', state: 'proved', evidence: 'zero' },
        { id: 'smooth', statement: 'The loss is smooth.', state: 'refuted', evidence: 'relu has a kink at $w = 0$' },
        { id: 'clean', statement: 'It is clean.', state: 'unknown', evidence: 'not examined' },
      ],
      prediction: undefined,
      measurement: undefined,
      judgements: [],
      controls: [],
    } // prettier-ignore
    expect(verdictText(verdict, plainStyle, 80)).toBe(
      'NOT APPLICABLE  stability/made-up\n  It settles below 2/λ_max\n  ✗ refuted: The loss is smooth.\n' +
        '    relu has a kink at w = 0',
    )
  })
  it('shows why it failed', () => {
    const verdict: Verdict = { ...supported, outcome: 'failed', summary: 'it ran out of budget: too slow', measurement: undefined, judgements: [], controls: [] } // prettier-ignore
    expect(verdictText(verdict, plainStyle, 80)).toMatch(
      /^FAILED .*\n.*\n {2}It settles\.\n {2}it ran out of budget: too slow\n/,
    )
  })
})

describe('several verdicts in the terminal', () => {
  const inapplicable = (theorem: string, evidence: string): Verdict => ({
    ...supported,
    theorem,
    outcome: 'not applicable',
    hypotheses: [{ id: 'class', statement: 'It is of a class.', state: 'refuted', evidence }],
  })
  it('says once, and last, why several do not apply for the same reason', () => {
    const texts = verdictsText(
      [inapplicable('a/x', 'it moves on $\\alpha$'), supported, inapplicable('a/y', 'a kink'), inapplicable('a/z', 'it moves on $\\alpha$')],
      plainStyle,
      80,
    ) // prettier-ignore
    expect(texts).toHaveLength(3)
    expect(texts[0]).toBe(verdictText(supported, plainStyle, 80))
    expect(texts[1]).toContain('NOT APPLICABLE  a/y\n  It settles')
    expect(texts[2]).toBe('NOT APPLICABLE  a/x, a/z\n  ✗ it moves on α')
  })
})

describe('colours', () => {
  const coloured = (env: Record<string, string>, isTTY: boolean) =>
    styleFor({ ...sink, isTTY }, { env } as never).good('x') !== 'x'
  it.each<[Record<string, string>, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, false, false],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
  ])('%j, terminal %s: %s', (env, isTTY, expected) => {
    expect(coloured(env, isTTY)).toBe(expected)
  })
})
