import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thalweg } from './surroundings.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thalweg-bad-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const head = 'title: t\nparameters: [a, b]\ndata: {x: [1, 2], y: [2, 4]}\n'

async function problemIn(text: string, args: string[] = ['check']) {
  const file = join(folder, 'model.yaml')
  await writeFile(file, text)
  const [command, ...rest] = args
  const result = await thalweg([command!, file, ...rest])
  expect(result.exitCode).toBe(2)
  expect(result.stdout).toBe('')
  expect(result.stderr).not.toMatch(/\n\s+at |Error:|NaN|undefined/)
  return result.stderr.replaceAll(`${folder}/`, '')
}

describe('one message, exit code 2, nothing on standard output', () => {
  it('unknown symbol, with a caret and a suggestion', async () => {
    expect(await problemIn(`${head}output: a*b*z\n`)).toBe(
      'model.yaml:4:13  unknown symbol\n' +
        '  4 │ output: a*b*z\n' +
        '    │             ^\n' +
        '  z is neither a parameter (a, b) nor data (x, y). Did you mean x?\n',
    )
  })
  it.each([
    [
      'unknown function',
      `${head}output: a*tanhh(b*x)\n`,
      /^model\.yaml:4:11 {2}unknown function\n.*Did you mean tanh\?/s,
    ],
    [
      'shape mismatch, both shapes named',
      'title: t\nparameters: {W: [2, 3], v: [2]}\nresiduals: ["sum(W*v)"]\n',
      /^model\.yaml:3:.*2.3 matrix.*vector of 2/s,
    ],
    ['bad YAML', 'title: t\nparameters: [a, b\nloss: a*b\n', /^model\.yaml:\d+:\d+ {2}this is not YAML/],
    ['a missing field', 'title: t\nloss: u^2\n', /parameters is missing/],
    [
      'an unknown field',
      `${head}output: a*b*x\npointz: {p: {a: 1, b: 1}}\n`,
      /^model\.yaml:5:1 {2}unknown field\n.*Did you mean points\?/s,
    ],
    ['a syntax error', `${head}output: a*(b*x\n`, /^model\.yaml:4:\d+ /],
    ['assignment', `${head}output: a = b\n`, /^model\.yaml:4:\d+ .*not allowed/],
    ['duplicate keys', `${head}output: a*b*x\noutput: a*x\n`, /^model\.yaml:5:\d+ /],
    [
      'a forbidden name',
      'title: t\nparameters: [a]\nresiduals: ["constructor(a)"]\n',
      /^model\.yaml:3:.*unknown function/s,
    ],
  ])('%s', async (_, text, expected) => {
    expect(await problemIn(text)).toMatch(expected)
  })

  const valid = `${head}output: a*b*x\npoints: {p: {a: 3, b: 1}}\n`
  it.each([
    [
      'a point off the set when one is required',
      valid,
      ['predict', '--at', 'p', '--no-move'],
      /not on the zero-loss set\n.*largest residual is 2/s,
    ],
    ['an unknown point', valid, ['predict', '--at', 'q'], /unknown point/],
    ['an unknown coordinate', valid, ['predict', '--at', 'a=1,c=2'], /^--at:1:5 /],
    ['a missing coordinate', valid, ['predict', '--at', 'a=1'], /no value for b|coordinate is missing/],
    ['an unknown theorem', valid, ['predict', 'stabilty'], /unknown theorem\n.*Did you mean stability\?/s],
    ['a bad learning rate', valid, ['predict', '--learning-rate', '-1'], /--learning-rate/],
    ['a bad seed', valid, ['verify', '--seed', 'x'], /--seed/],
    ['a bad time', valid, ['verify', '--within', 'soon'], /--within/],
    ['a bad format', valid, ['report', '--format', 'docx'], /--format/],
    [
      'a loss that is not finite at the start',
      'title: t\nparameters: [u]\nresiduals: ["log(u)"]\npoints: {p: {u: -1}}\n',
      ['predict', '--at', 'p'],
      /not finite at the start/,
    ],
    [
      'no zero-loss set reachable',
      'title: t\nparameters: [a]\nresiduals: ["a - 1", "a - 2"]\n',
      ['predict', '--at', 'a=0'],
      /no zero-loss set was reached\n.*lowest loss found is 0\.125/s,
    ],
  ])('%s', async (_, text, args, expected) => {
    expect(await problemIn(text, args)).toMatch(expected)
  })

  it('a file that is not there, and a bundled model that is not', async () => {
    expect((await thalweg(['check', join(folder, 'none.yaml')])).stderr).toMatch(/^cannot read .*none\.yaml/)
    expect((await thalweg(['check', 'two-layer-scaler'])).stderr).toMatch(/Did you mean two-layer-scalar\?/)
  })

  it('an unknown command or option', async () => {
    for (const args of [['verfy'], ['check', 'two-layer-scalar', '--jsn']]) {
      const result = await thalweg(args)
      expect(result.exitCode).toBe(2)
      expect(result.stderr).toMatch(/Did you mean/)
    }
  })

  it('an output folder that is a file, with nothing left behind', async () => {
    const place = join(folder, 'taken')
    await mkdir(place)
    await writeFile(join(place, 'file'), 'precious')
    const result = await thalweg(['report', 'two-layer-scalar', '-o', join(place, 'file', 'out')])
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toMatch(/^cannot write to /)
    expect(await readdir(place)).toEqual(['file'])
  })

  it('an output folder that the system refuses to make', async () => {
    const written = await thalweg([
      'report',
      'two-layer-scalar',
      '-t',
      'stability',
      '-o',
      '/proc/thalweg/out',
    ])
    expect(written.exitCode).toBe(2)
    expect(written.stdout).toBe('')
    expect(written.stderr).toMatch(/^cannot write to /)
  })
})
