import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runs } from '../thoroughness.js'
import { openCheckpoint, withCheckpoint } from '../../src/node/checkpoint-file.js'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'thalweg-'))))
afterAll(() => rm(folder, { recursive: true }))

const question = { model: 'a', seed: '1' }
const whole = (value: unknown) => value
let files = 0
const fresh = () => join(folder, `${files++}.json`)

async function left(path: string, value: unknown): Promise<void> {
  await withCheckpoint(path, async (file) => {
    file!.begin(question)
    file!.memoryOf('work').leave(value)
  })
}

describe('a checkpoint', () => {
  it('is there while work runs, and gone when all of it has ended', async () => {
    const path = fresh()
    await withCheckpoint(path, async (file) => {
      expect(await readdir(folder)).not.toContain('0.json')
      file!.begin(question)
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
        schema: 'thalweg-checkpoint/1',
        question,
        experiments: {},
      })
      file!.memoryOf('work').keep(1)
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('stays with all that was kept when the budget ended some work, or an error all of it', async () => {
    const path = fresh()
    await left(path, { found: [1, 2] })
    await expect(
      withCheckpoint(path, async (file) => {
        expect(file!.goesOn).toBe(true)
        file!.begin(question)
        expect(file!.memoryOf('work').recall(whole)).toEqual({ found: [1, 2] })
        expect(file!.memoryOf('other').recall(whole)).toBeUndefined()
        file!.memoryOf('other').keep(3)
        throw new Error('on purpose')
      }),
    ).rejects.toThrow('on purpose')
    const again = await openCheckpoint(path)
    expect(again.memoryOf('other').recall(whole)).toBe(3)
    expect(() => again.memoryOf('work').recall(() => undefined)).toThrow(
      /What it holds of work is not of this/,
    )
  })

  it('is written about once a second', async () => {
    const path = fresh()
    await withCheckpoint(path, async (file) => {
      file!.begin(question)
      const memory = file!.memoryOf('work')
      for (let k = 0; k < 100; k++) memory.keep(k)
      expect(memory.isDue()).toBe(false)
      expect(await readFile(path, 'utf8')).toContain('"experiments":{}')
      await new Promise((done) => setTimeout(done, 1050))
      expect(memory.isDue()).toBe(true)
      memory.keep(100)
      expect(await readFile(path, 'utf8')).toContain('"experiments":{"work":100}')
      expect(memory.isDue()).toBe(false)
    })
  })

  it('of another question is refused with what differs, and left as it is', async () => {
    const path = fresh()
    await left(path, 1)
    const before = await readFile(path, 'utf8')
    const file = await openCheckpoint(path)
    expect(() => file.begin({ model: 'a', seed: '2', move: 'no' })).toThrow(
      /another question.*seed: it has 1, asked is 2; move: it has none, asked is no/,
    )
    file.save()
    file.end()
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  it.each<[string, (text: string) => string]>([
    ['empty', () => ''],
    ['cut off', (text) => text.slice(0, -20)],
    ['with a digit changed', (text) => text.replace('0.25', '0.35')],
    ['something else', () => '{"schema": "thalweg-report/1"}'],
    ['of a later kind', (text) => text.replace('checkpoint/1', 'checkpoint/2')],
  ])('%s is refused and left as it is', async (_, change) => {
    const path = fresh()
    await left(path, 0.25)
    const changed = change(await readFile(path, 'utf8'))
    await writeFile(path, changed)
    await expect(openCheckpoint(path)).rejects.toMatchObject({ problem: { code: 'bad-checkpoint' } })
    expect(await readFile(path, 'utf8')).toBe(changed)
  })

  it('that cannot be written is refused before work begins, and what runs is not ended by it', async () => {
    const nowhere = await openCheckpoint(join(folder, 'none', 'file'))
    expect(() => nowhere.begin(question)).toThrow(
      /There is no such folder.*choose another file with --checkpoint/,
    )
    await expect(openCheckpoint(folder)).rejects.toMatchObject({ problem: { code: 'file-unreadable' } })
    const inner = join(folder, 'inner')
    await mkdir(inner)
    const file = await openCheckpoint(join(inner, 'file'))
    file.begin(question)
    await rm(inner, { recursive: true })
    file.memoryOf('work').leave(1)
    file.end()
    expect(file.trouble).toBe('There is no such folder.')
  })

  it('is whole whenever its process is killed', async () => {
    const path = fresh()
    const loader = new URL('../typescript-child.js', import.meta.url).href
    const script = fileURLToPath(new URL('checkpoint-child.ts', import.meta.url))
    let last = 0
    for (const wait of [31, 3, 12, 57].slice(0, runs(1, 4))) {
      const child = spawn(process.execPath, ['--import', loader, script, path])
      await new Promise((ready) => child.stdout.once('data', ready))
      await new Promise((done) => setTimeout(done, wait))
      const ended = new Promise((done) => child.once('close', done))
      child.kill('SIGKILL')
      await ended
      const found = (await openCheckpoint(path)).memoryOf('numbers').recall(whole) as number[]
      expect(found).toHaveLength(20_000)
      expect(new Set(found).size).toBe(1)
      expect(found[0]).toBeGreaterThanOrEqual(20)
      last = Math.max(last, found[0]!)
    }
    expect(last).toBeGreaterThan(20)
  })
})
