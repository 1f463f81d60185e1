import { describe, expect, it } from 'vitest'
import { readBundledModel } from '../../src/node/catalogue.js'
import { mapJson } from '../../src/report/json/map.js'
import { mapSchema } from '../../src/report/json/map-schema.js'
import { factsOf, situate, stabilityMap } from '../../src/study/index.js'
import { sgdSettling } from '../../src/theory/stability/sgd-settling.js'

const golden = await readBundledModel('two-layer-scalar')

describe('probabilities of samples', () => {
  it('are part of what makes two questions the same', () => {
    const facts = (sampling?: string) => {
      const question = { at: 'skewed', ...(sampling !== undefined && { sampling }) }
      return factsOf(situate(golden, question), [sgdSettling], question)['batch']
    }
    expect(facts('3,1')).toBe('1 without replacement, probabilities 3/4,1/4')
    expect(facts('0.75,1/4')).toBe(facts('3,1'))
    expect(facts('1,3')).not.toBe(facts('3,1'))
    expect(facts('2,2')).toBe('1 without replacement')
    expect(facts()).toBe('one sample')
  })
})

describe('a map with probabilities of samples', () => {
  it('has the boundaries of these samples, and runs that settle accordingly', async () => {
    const map = await stabilityMap(golden, { at: 'skewed', sampling: '3,1', effort: 'quick' })
    for (const { boundaries, coordinates } of map.positions) {
      const size = coordinates[0]! ** 2 + coordinates[1]! ** 2
      expect(boundaries!.gradientDescent.value).toBeCloseTo(8 / (7 * size), 9)
      expect(boundaries!.meanSquare.value).toBeCloseTo(14 / (19 * size), 9)
      // (1 − h)³(1 − 4h) = 1: mpmath.
      expect(boundaries!.almostSure![0]!.learningRate.value).toBeCloseTo(1.57373689456248 / size, 8)
    }
    // That of equal probabilities is a fifth lower.
    expect(map.verdict.tallies.lower.outcome).toBe('refuted')
    expect(map.verdict.outcome).toBe('supported')
    expect(map.notes.join()).toContain('with probabilities 3/4, 1/4')
    expect(map.provenance.command).toContain('--sampling 3,1')
    const json = mapSchema.parse(JSON.parse(JSON.stringify(mapJson(map))))
    expect(json.batch).toEqual({ size: 1, replacement: false, probabilities: ['3/4', '1/4'] })
  }, 60_000)
})
