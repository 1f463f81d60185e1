import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { noiseModels } from '../../src/dynamics/index.js'

const source = resolve(import.meta.dirname, '../../src')

/** Files in which such a word means something else. */
const otherMeanings: Readonly<Record<string, string>> = {
  'theory/noise/time-scales.ts': 'the names of its three quantities',
  'theory/noise/time-scales-plan.ts': 'the names of the quantities of that theorem',
}

describe('a noise model is one file and one line', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.startsWith('dynamics/noise/'),
  )
  const asks = new RegExp(`['"\`](${noiseModels.map(({ id }) => id).join('|')})['"\`]`)

  it('nothing outside its folder asks for one by its name', () => {
    const found = files.filter((file) => asks.test(readFileSync(resolve(source, file), 'utf8')))
    expect(found.filter((file) => otherMeanings[file] === undefined)).toEqual([])
    expect(Object.keys(otherMeanings).filter((file) => !found.includes(file))).toEqual([])
  })

  it('a name that is asked for would be found', () => {
    expect(asks.test("if (noise.model === 'label-noise') return")).toBe(true)
    expect(files.length).toBeGreaterThan(300)
  })
})
