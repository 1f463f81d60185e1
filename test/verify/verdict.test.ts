import { describe, expect, it } from 'vitest'
import { join, type Outcome } from '../../src/verify/verdict.js'

const table: [Outcome[], Outcome][] = [
  [[], 'not applicable'],
  [['not applicable'], 'not applicable'],
  [['supported', 'not applicable'], 'supported'],
  [['supported', 'inconclusive'], 'inconclusive'],
  [['not applicable', 'inconclusive'], 'inconclusive'],
  [['supported', 'inconclusive', 'refuted'], 'refuted'],
  [['refuted', 'failed'], 'failed'],
]

describe('verdicts taken together', () => {
  it.each(table)('%j give %s', (outcomes, together) => {
    expect(join(outcomes)).toBe(together)
    expect(join([...outcomes].reverse())).toBe(together)
  })
})
