import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differences } from '../../src/report/differences.js'
import { thalweg } from './surroundings.js'

describe('reproduce', () => {
  let folder: string
  let report: string
  const file = async (text: string): Promise<string> => {
    const path = join(folder, `${Math.abs([...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7))}.json`)
    await writeFile(path, text)
    return path
  } // prettier-ignore
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thalweg-'))
    const asked = 'verify two-layer-scalar --at a=2.1,b=1 --learning-rate 1/11 --seed 9 --workers 1 --json'
    report = (await thalweg(asked.split(' '))).stdout
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('finds everything the same, with another number of threads too', async () => {
    const { exitCode, stdout } = await thalweg(['reproduce', await file(report), '--workers', '2'])
    expect(stdout).toContain('Everything is the same, to the last digit.')
    expect(exitCode).toBe(0)
  })

  it('makes a report again whose samples have probabilities of their own', async () => {
    const asked = 'predict two-layer-scalar --sampling 3,1 --at skewed'
    expect((await thalweg(asked.split(' '))).stdout).toContain('with probabilities 3/4, 1/4')
    const verify =
      'verify two-layer-scalar sgd-settling --at skewed --sampling 0.3,1/10 --batch-size 2 --replacement --learning-rate 0.1 --effort quick --json'
    const { stdout } = await thalweg(verify.split(' '))
    const { question, provenance } = JSON.parse(stdout)
    expect(question.batch).toEqual({ size: 2, replacement: true, probabilities: ['3/4', '1/4'] })
    expect(provenance.command).toContain('--sampling 0.3,1/10')
    const again = await thalweg(['reproduce', await file(stdout)])
    expect(again.stdout).toContain('Everything is the same, to the last digit.')
  })

  it('says what differs, and by how much', async () => {
    const changed = JSON.parse(report)
    const index = changed.verdicts.findIndex((verdict: { theorem: string }) => verdict.theorem === 'noise/label-noise-drift') // prettier-ignore
    const { measurement } = changed.verdicts[index]
    measurement.quantities.displacement.estimate.value *= 1.25
    measurement.run.replicas += 1
    changed.provenance.thalweg = '0.0.9'
    const path = await file(JSON.stringify(changed))
    const { exitCode, stdout } = await thalweg(['reproduce', path])
    expect(exitCode).toBe(1)
    expect(stdout).toContain('made by version 0.0.9')
    expect(stdout).toContain('2 values differ')
    expect(stdout).toContain(`verdicts[${index}].measurement.quantities`)
    expect(stdout).toMatch(/measurement\.quantities\.displacement\.estimate\.value .* 2\.0e-1/)
    const { differences: found, same } = JSON.parse((await thalweg(['reproduce', path, '--json'])).stdout)
    expect(same).toBe(false)
    expect(found).toHaveLength(2)
  })

  it.each([
    ['no JSON', 'hello', /this is not JSON/],
    ['something else', '{"schema": "thalweg-check/1"}', /is not a report that can be made again/],
    ['a changed model', undefined, /the report was changed/],
  ])('refuses %s in a sentence', async (_, text, message) => {
    const written = text ?? report.replace('y: [2, 4]', 'y: [2, 5]')
    const { exitCode, stderr, stdout } = await thalweg(['reproduce', await file(written)])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })
})

describe('differences', () => {
  it('are the places where two values are not the same', () => {
    const was = { a: 1, b: [1, { c: null }], d: 'x', e: [1, 2] }
    const is = { a: 1, b: [4, { c: 0 }], e: [1, 2, 3], f: true }
    expect(differences(was, is).map(({ path, was, is }) => [path, was, is])).toEqual([
      ['b[0]', '1', '4'],
      ['b[1].c', 'null', '0'],
      ['d', '"x"', undefined],
      ['e[2]', undefined, '3'],
      ['f', undefined, 'true'],
    ])
    expect(differences(was, is)[0]!.relative).toBe(0.75)
    expect(differences(was, is, (path) => path !== '')).toHaveLength(5 - 5)
  })
})
