import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isZero } from '../../src/calculus/index.js'
import {
  evaluate,
  type Expression,
  formulaText,
  parseFormula,
  substituteAll,
  toText,
} from '../../src/expression/index.js'
import { lossOf, type Model, type NamedPoint, residualsOf } from '../../src/model/index.js'
import { readModel } from '../../src/node/read-model.js'

// Named points that are not on a zero-loss set, with the loss there: by hand for the contradicting data, by mpmath
// for the others. Every other named point of every model must have loss 0.
const lossThere = new Map([
  ['two-layer-tanh.yaml start', 0.25352846020905934],
  ['no-zero-loss.yaml lowest', 0.5],
  ['separable-classification.yaml start', 0.2511504620264727],
])

const files = readdirSync('models').filter((file) => file.endsWith('.yaml'))

function coordinatesOf(model: Model, point: NamedPoint): Map<Expression, Expression> {
  return new Map(model.symbols.map((symbol, i) => [symbol, point.coordinates[i]!]))
}

describe('the bundled models', () => {
  it('are at least ten, and the table of losses names only points there are', async () => {
    expect(files.length).toBeGreaterThanOrEqual(10)
    for (const key of lossThere.keys()) {
      const [file, name] = key.split(' ')
      expect((await readModel(`models/${file}`)).points.map((point) => point.name)).toContain(name)
    }
  })

  it.each(files)('%s is read, and its named points have the loss they should', async (file) => {
    const model = await readModel(`models/${file}`)
    expect(model.points.length).toBeGreaterThan(0)
    for (const point of model.points) {
      const [loss] = substituteAll([lossOf(model)], coordinatesOf(model, point))
      const value = evaluate(loss!, new Map())
      const nonzero = lossThere.get(`${file} ${point.name}`)
      expect(Math.abs(value - (nonzero ?? 0)), point.name).toBeLessThan(1e-14)
      if (nonzero === undefined)
        for (const residual of substituteAll(residualsOf(model) ?? [], coordinatesOf(model, point)))
          expect(isZero(residual).outcome, point.name).toBe('proved')
    }
  })

  it.each(files)('%s: its loss, printed as a formula, is read back as the same object', async (file) => {
    const model = await readModel(`models/${file}`)
    const values = model.parameters.map(
      ({ name, shape, symbols }) => [name, { shape, entries: symbols }] as const,
    )
    const scope = {
      graph: model.graph,
      lookup: (name: string) => new Map(values).get(name),
      names: () => ({ parameters: [], data: [] }),
    }
    const loss = lossOf(model)
    expect(parseFormula(formulaText(toText(loss), 'printed'), scope).entries[0]).toBe(loss)
  })
})
