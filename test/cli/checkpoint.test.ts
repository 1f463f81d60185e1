import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyse, readBundledModel } from '../../src/index.js'
import { studyJson } from '../../src/report/study-json.js'
import { runs } from '../thoroughness.js'
import { thalweg } from './surroundings.js'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'thalweg-'))))
afterAll(() => rm(folder, { recursive: true }))

const loader = new URL('../typescript-child.js', import.meta.url).href
const hasty = fileURLToPath(new URL('hasty-child.ts', import.meta.url))

/** Runs the command line in a process of its own and kills it as soon as `isTime`. */
async function killedWhen(isTime: () => boolean, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', loader, hasty, ...args])
  let errors = ''
  child.stderr.on('data', (part) => (errors += part))
  let isClosed = false
  const closed = new Promise<void>((done) => child.once('close', () => done(void (isClosed = true))))
  while (!isClosed && !isTime()) await new Promise((done) => setTimeout(done, 5))
  expect(isClosed, `it ended by itself: ${errors}`).toBe(false)
  child.kill('SIGKILL')
  await closed
  expect(errors).toBe('')
}

describe('a report that is stopped half-way', () => {
  it('is the same to the byte when it is gone on with, on other numbers of threads', async () => {
    const checkpoint = join(folder, 'stopped.json')
    const report = (name: string) => readFileSync(join(folder, name, 'report.json'), 'utf8')
    // The slower the descent, the more steps.
    const question = 'scalar-factorisation --learning-rate 1/2000 --seed 3 -q'.split(' ')
    const stopped = ['verify', ...question, '--workers', '1', '--checkpoint', checkpoint]
    const reportTo = (name: string) => [
      'report',
      ...question,
      '--format',
      'json',
      '--out',
      join(folder, name),
    ]
    let standing = ''
    const hasMore = (): boolean => {
      const { experiments } = existsSync(checkpoint)
        ? JSON.parse(readFileSync(checkpoint, 'utf8'))
        : { experiments: {} }
      const now = JSON.stringify(experiments)
      if (Object.keys(experiments).length < 2 || now === standing) return false
      standing = now
      return true
    }
    for (let kill = 0; kill < runs(1, 5); kill++) await killedWhen(hasMore, stopped)
    setTimeout(function interrupt() {
      if (process.listenerCount('SIGTERM') > listeners) process.emit('SIGTERM')
      else setTimeout(interrupt)
    })
    const listeners = process.listenerCount('SIGTERM')
    const { exitCode, stdout, stderr: errors } = await thalweg(stopped)
    expect([exitCode, stdout]).toEqual([130, ''])
    expect(process.listenerCount('SIGTERM')).toBe(listeners)
    expect(errors.replaceAll(/\s+/g, ' ')).toBe(
      `the run was cancelled What was measured so far is in ${checkpoint}: the same command goes on from there. `,
    )

    expect(await thalweg([...reportTo('out'), '--workers', '2', '--checkpoint', checkpoint])).toMatchObject({
      exitCode: 0,
      stderr: '',
    })
    await thalweg(reportTo('undisturbed'))
    expect(report('out')).toBe(report('undisturbed'))
    expect(existsSync(checkpoint)).toBe(false)
    // A process that begins from sources takes long on a busy machine.
  }, 180_000)
})

describe('a time limit', () => {
  it('is no end: the same command goes on, says so, and comes to what it would have found at once', async () => {
    const checkpoint = join(folder, 'within.json')
    const question = [
      'verify',
      'scalar-factorisation',
      'label-noise-drift',
      '--learning-rate',
      '1/16000',
      '--workers',
      '1',
    ]
    const limited = (time: string) => thalweg([...question, '--checkpoint', checkpoint, '--within', time])
    const first = await limited('0ms')
    expect(first.exitCode).toBe(3)
    expect(first.stderr).toBe(
      `The time ended before all was measured; the same command goes on from ${checkpoint}.\n`,
    )
    let found = first
    let goneOn = false
    // What was measured in one round may be sharp enough for the verdict, and is gone on with all the same.
    for (let rounds = 0; (found.exitCode === 3 || !goneOn) && rounds < 100; rounds++) {
      found = await limited('200ms')
      // Where the time had not sufficed for the prediction there is nothing to go on from yet.
      expect(found.stderr).toMatch(
        /(Going on with what .*within\.json holds|goes on from .*within\.json)\.\n/,
      )
      goneOn ||= found.stderr.startsWith('Going on')
    }
    expect(goneOn).toBe(true)
    const undisturbed = await thalweg(question)
    // A measurement that is sharp enough for its verdict may be gone on with.
    if (existsSync(checkpoint)) found = await thalweg([...question, '--checkpoint', checkpoint])
    expect(found).toMatchObject({ exitCode: 0, stdout: undisturbed.stdout })
    expect(existsSync(checkpoint)).toBe(false)
  })

  it('is no end in the library either', async () => {
    const checkpoint = join(folder, 'library.json')
    const model = await readBundledModel('scalar-factorisation')
    const text = async (more: object): Promise<string> =>
      JSON.stringify(
        studyJson(await analyse(model, { theorems: ['label-noise-drift'], suggest: undefined, ...more })),
      )
    const undisturbed = await text({})
    expect(await text({ checkpoint, within: '0ms' })).not.toBe(undisturbed)
    expect(existsSync(checkpoint)).toBe(true)
    expect(await text({ checkpoint })).toBe(undisturbed)
    expect(existsSync(checkpoint)).toBe(false)
  })

  it('is not remarked upon with -q', async () => {
    const asked = [
      'verify',
      'scalar-factorisation',
      'label-noise-drift',
      '-q',
      '--checkpoint',
      join(folder, 'quiet.json'),
    ]
    for (let round = 0; round < 2; round++)
      expect((await thalweg([...asked, '--within', '0ms'])).stderr).toBe('')
  })
})

describe('a checkpoint that does not fit', () => {
  it('is refused in a sentence and left as it is', async () => {
    const checkpoint = join(folder, 'foreign.json')
    const verify = (...args: string[]) => thalweg(['verify', ...args, '--checkpoint', checkpoint])
    await verify('scalar-factorisation', 'label-noise-drift', '--within', '0ms')
    const text = readFileSync(checkpoint, 'utf8')
    for (const [args, differs] of [
      [['scalar-factorisation', 'label-noise-drift', '--seed', '2'], 'seed: it has 1, asked is 2'],
      [
        ['scalar-factorisation', 'label-noise-drift', '-l', '1/7'],
        'learning rate: it has chosen, asked is 1/7',
      ],
      [
        ['scalar-factorisation', 'label-noise-drift', '--at', 'u=4,v=1/4'],
        'point: it has u=2,v=1/2, asked is u=4,v=1/4',
      ],
      [
        ['scalar-factorisation', 'stability'],
        'theorems: it has noise/label-noise-drift, asked is stability/',
      ],
      [['two-layer-scalar', 'label-noise-drift'], 'model: it has '],
    ] as const) {
      const { exitCode, stdout, stderr } = await verify(...args)
      expect([exitCode, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^.*foreign\.json is the checkpoint of another question\n/)
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(differs)
      expect(readFileSync(checkpoint, 'utf8')).toBe(text)
    }
    writeFileSync(checkpoint, text.slice(1))
    const { exitCode, stdout, stderr } = await verify('scalar-factorisation', 'label-noise-drift')
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^.*foreign\.json is not a checkpoint to go on from\n {2}It is not JSON\./)
    expect(readFileSync(checkpoint, 'utf8')).toBe(text.slice(1))
  })

  it.each([
    ['', /^--checkpoint cannot be used like this/],
    ['/no/such/folder/file', /There is no such folder\. Nothing was written there; choose another file/],
    [tmpdir(), /It is a folder, not a file\./],
  ])('nor does “%s”', async (path, message) => {
    const { exitCode, stderr } = await thalweg(['verify', 'scalar-factorisation', '--checkpoint', path])
    expect(exitCode).toBe(2)
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(message)
  })
})
