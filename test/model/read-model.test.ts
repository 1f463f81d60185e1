import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { describe as shown } from '../../src/base/wording.js'
import { readModel } from '../../src/node/read-model.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thalweg-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function problemShown(path: string): Promise<string> {
  const error: unknown = await readModel(path).catch((thrown: unknown) => thrown)
  if (!(error instanceof ProblemError)) throw error
  return shown(error.problem)
}

describe('a model file', () => {
  it('is read from YAML, JSON and a text with a byte order mark', async () => {
    const json = join(folder, 'model.json')
    await writeFile(json, '\ufeff{"title": "T", "parameters": ["a"], "loss": "a^2"}')
    expect((await readModel(json)).title).toBe('T')
    expect((await readModel('models/two-layer-scalar.yaml')).source?.name).toBe(
      'models/two-layer-scalar.yaml',
    )
  })

  it('with a mistake is named as the user named it', async () => {
    const path = join(folder, 'wrong.yaml')
    await writeFile(path, 'title: T\nparameters: [a]\nloss: a*b\n')
    expect((await problemShown(path)).split('\n')[0]).toBe(`${path}:3:9  unknown symbol`)
  })

  it('that cannot be read is a problem', async () => {
    const missing = join(folder, 'missing.yaml')
    expect(await problemShown(missing)).toBe(`cannot read ${missing}\n  There is no such file.`)
    expect(await problemShown(folder)).toContain('It is a folder, not a file.')
    const binary = join(folder, 'binary.yaml')
    await writeFile(binary, new Uint8Array([0x74, 0xff, 0xfe, 0x00]))
    expect(await problemShown(binary)).toContain('It is not a text in UTF-8.')
  })
})
