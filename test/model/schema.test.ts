import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { modelJsonSchema } from '../../src/model/index.js'

const accepts = new Ajv({ strict: false }).compile(modelJsonSchema())
const least = { title: 'T', parameters: ['a'], loss: 'a^2' }

interface Described {
  readonly description?: string
  readonly properties?: Record<string, Described>
}

describe('the JSON Schema of model files', () => {
  it('is up to date in schema/model.json; npm run schema writes it', () => {
    const committed: unknown = JSON.parse(readFileSync('schema/model.json', 'utf8'))
    expect(committed).toEqual(modelJsonSchema())
  })

  it('describes every field, so that an editor can', () => {
    const { properties } = modelJsonSchema() as Described
    expect(Object.keys(properties!)).toEqual([
      'title',
      'description',
      'references',
      'parameters',
      'data',
      'definitions',
      'output',
      'residuals',
      'loss',
      'noise',
      'points',
    ])
    for (const [field, { description }] of Object.entries(properties!))
      expect(description, field).toBeTruthy()
  })

  it.each(readdirSync('models').filter((file) => file.endsWith('.yaml')))('accepts %s', (file) => {
    expect(accepts(parse(readFileSync(`models/${file}`, 'utf8'))), JSON.stringify(accepts.errors)).toBe(true)
  })

  it.each([
    ['a misspelt field', { ...least, ouput: 'a' }],
    ['a missing title', { parameters: ['a'], loss: 'a^2' }],
    ['a shape with three sizes', { ...least, parameters: { W: [2, 3, 4] } }],
    ['a size that is not whole', { ...least, parameters: { W: 1.5 } }],
    ['a name that is not one', { ...least, parameters: ['1a'] }],
    ['an unknown assumption', { ...least, parameters: { a: { postive: true } } }],
    ['data without samples', { ...least, data: { x: [] } }],
    ['a point that is a list', { ...least, points: { start: [1, 2] } }],
  ])('refuses %s', (_, model) => {
    expect(accepts(least)).toBe(true)
    expect(accepts(model)).toBe(false)
  })
})
