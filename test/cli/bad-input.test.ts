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

/** Runs a command that must be refused: exit code 2, one message on standard error, nothing on standard output. */
async function refused(...args: string[]): Promise<string> {
  const result = await thalweg(args)
  expect(result.stdout).toBe('')
  expect(result.exitCode).toBe(2)
  expect(result.stderr).not.toMatch(/\n\s+at |Error:|NaN|undefined symbol|\[object/)
  return result.stderr.replaceAll(`${folder}/`, '')
}

async function refusedModel(text: string, command = 'check', ...args: string[]): Promise<string> {
  const file = join(folder, 'model.yaml')
  await writeFile(file, text)
  return refused(command, file, ...args)
}

const head = 'title: t\nparameters: [a, b]\ndata: {x: [1, 2], y: [2, 4]}\n'
const valid = `${head}output: a*b*x\npoints: {off: {a: 3, b: 1}}\n`

describe('a model that cannot be read', () => {
  it('shows the line, a caret and what was meant', async () => {
    expect(await refusedModel(`${head}output: a*b*z\n`)).toBe(
      'model.yaml:4:13  unknown symbol\n' +
        '  4 │ output: a*b*z\n' +
        '    │             ^\n' +
        '  z is neither a parameter (a, b) nor data (x, y).\n',
    )
  })
  it.each([
    ['unknown function', `${head}output: a*tanhh(b*x)\n`, '4:11  unknown function', 'Did you mean tanh?'],
    [
      'shape mismatch',
      'title: t\nparameters: {W: [2, 3], v: [2]}\nresiduals: ["sum(W*v)"]\n',
      '3:19  shapes do not fit',
      'the left side is a 2×3 matrix, the right side is a vector of 2.',
    ],
    [
      'a point of the wrong shape',
      'title: t\nparameters: {v: 3}\nresiduals: v\npoints: {p: {v: [1, 2]}}\n',
      '4:17  points.p.v cannot be read',
      'Expected a vector of 3, but found a vector of 2.',
    ],
    ['bad YAML', 'title: t\nparameters: [a, b\nloss: a*b\n', '3:1  this is not YAML', '[a, b'],
    [
      'a missing field',
      'title: t\nloss: u^2\n',
      '1:1  the field parameters is missing',
      'parameters: [a, b]',
    ],
    [
      'no loss',
      'title: t\nparameters: [u]\n',
      '1:1  the field output, residuals or loss is missing',
      'output:',
    ],
    ['an unknown field', `${valid}pointz: {}\n`, '6:1  unknown field', 'Did you mean points?'],
    ['a syntax error', `${head}output: a*(b*x\n`, '4:11  this is not a formula', ''],
    ['assignment', `${head}output: a = b\n`, '4:11  an assignment is not allowed in a formula', ''],
    ['a key given twice', `${head}output: a*x\noutput: b*x\n`, '5:1  this is not YAML', ''],
    [
      'code',
      'title: t\nparameters: [a]\nresiduals: ["constructor(a)"]\n',
      '3:14  unknown function',
      'constructor is not a function',
    ],
    ['nothing', '', '1:1  the model cannot be read', 'found nothing'],
  ])('%s', async (name, text, first, further) => {
    const [line, ...rest] = (await refusedModel(text)).split('\n')
    expect(line).toBe(`model.yaml:${first}`)
    if (name !== 'bad YAML') expect(rest.join(' ').replaceAll(/\s+/g, ' ')).toContain(further)
    expect(rest[1]).toMatch(/^ +│ +\^+$/)
  })
  it('is refused by every command', async () => {
    for (const command of ['check', 'derive', 'predict', 'verify', 'report'])
      expect(await refusedModel(`${head}output: a*b*z\n`, command)).toMatch(
        /^model\.yaml:4:13 {2}unknown symbol\n/,
      )
  })
  it('is a file that is not there, a folder, or a bundled model that is not', async () => {
    expect(await refused('check', join(folder, 'none.yaml'))).toBe(
      'cannot read none.yaml\n  There is no such file.\n',
    )
    expect(await refused('check', tmpdir())).toMatch(/^cannot read .*\n {2}It is a folder, not a file\.\n$/)
    expect(await refused('check', 'two-layer-scaler')).toMatch(
      /^unknown model\n.*Did you mean two-layer-scalar\?\n$/s,
    )
    expect(await refused('models', 'two-layer-scaler')).toMatch(/Did you mean two-layer-scalar\?\n$/)
  })
})

describe('a question that cannot be answered', () => {
  it.each<[string, string, string[], string, string]>([
    [
      'a point off the set when one is required',
      valid,
      ['predict', '--at', 'off', '--no-move'],
      'the point is not on the zero-loss set',
      'At off (a = 3, b = 1) the largest residual is 2.00000 and the loss 1.25000.',
    ],
    ['an unknown point', valid, ['predict', '--at', 'of'], '--at:1:1  unknown point', 'Did you mean off?'],
    [
      'an unknown coordinate',
      valid,
      ['check', '--at', 'a=1,c=2'],
      '--at:1:5  unknown symbol',
      'c is not a parameter',
    ],
    [
      'a missing coordinate',
      valid,
      ['predict', '--at', 'a=1'],
      '--at:1:1  a coordinate is missing',
      'no value for b',
    ],
    [
      'a coordinate without a value',
      valid,
      ['predict', '--at', 'a=1/0,b=1'],
      '--at:1:4  this has no value',
      '1/0 is undefined',
    ],
    ['an unknown theorem', valid, ['predict', 'stabilty'], 'unknown theorem', 'Did you mean stability?'],
    [
      'a bad learning rate',
      valid,
      ['predict', '--learning-rate', '-1'],
      '--learning-rate cannot be used like this',
      'found -1.',
    ],
    ['a bad seed', valid, ['verify', '--seed', 'x'], '--seed cannot be used like this', 'found x.'],
    ['a bad time', valid, ['verify', '--within', 'soon'], '--within cannot be used like this', 'such as 30s'],
    [
      'a bad format',
      valid,
      ['report', '--format', 'html,docx'],
      '--format cannot be used like this',
      'found docx.',
    ],
    ['no folder', valid, ['report', '--out', ''], '--out cannot be used like this', 'found nothing.'],
    [
      'nothing to derive',
      valid,
      ['derive', 'jacobian'],
      'derive cannot be used like this',
      'loss, gradient or hessian',
    ],
    [
      'a loss that is not finite at the start',
      'title: t\nparameters: [u]\nresiduals: ["log(u)"]\npoints: {p: {u: -1}}\n',
      ['verify', '--at', 'p'],
      'the loss is not finite at the start',
      'at u = -1. Choose another start with --at.',
    ],
    [
      'no zero-loss set reachable',
      'title: t\nparameters: [a]\nresiduals: ["a - 1", "a - 2"]\n',
      ['predict', '--at', 'a=0'],
      'no zero-loss set was reached',
      'The lowest loss found is 0.12500000, at a = 1.5',
    ],
  ])('%s', async (_, text, [command, ...args], first, further) => {
    const [line, ...rest] = (await refusedModel(text, command, ...args)).split('\n')
    expect(line).toBe(first)
    expect(rest.join(' ').replaceAll(/\s+/g, ' ')).toContain(further)
  })
  it('an unknown command or option, with the nearest one', async () => {
    expect(await refused('verfy')).toMatch(/^error: unknown command 'verfy'\n\(Did you mean verify\?\)/)
    expect(await refused('check', 'two-layer-scalar', '--jsn')).toMatch(
      /unknown option '--jsn'\n\(Did you mean --json\?\)/,
    )
    expect(await refused('check')).toMatch(/^error: missing required argument 'MODEL'\n/)
  })
})

describe('a folder that cannot be written to', () => {
  // Verdicts are shown before the report is written: where nothing is shown, nothing was computed in vain.
  it('is refused before the experiments, and nothing is left behind', async () => {
    const place = join(folder, 'taken')
    await mkdir(place)
    await writeFile(join(place, 'file'), 'precious')
    for (const out of [join(place, 'file'), join(place, 'file', 'out')])
      expect(await refused('report', 'two-layer-scalar', '-o', out)).toMatch(
        /^cannot write to taken\/file.*\n {2}A file is in the way of the folder\. Nothing was written there;/,
      )
    expect(await readdir(place)).toEqual(['file'])
    expect(await refused('report', 'two-layer-scalar', '-o', '/proc/thalweg/out')).toBe(
      'cannot write to /proc/thalweg/out\n  The system does not let a folder be made there. Nothing was written there; ' +
        'choose another folder\n  with --out.\n',
    )
  })
  it('leaves what was there as it was when one of the files cannot be written', async () => {
    const place = join(folder, 'half')
    await mkdir(join(place, 'report.html', 'notes'), { recursive: true })
    const args = ['report', 'two-layer-scalar', '-t', 'stability', '-o', place]
    const { exitCode, stderr } = await thalweg(args)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^cannot write to .*half\n {2}A folder has the name of a file of the report\./)
    expect(await readdir(place)).toEqual(['report.html'])
  })
  it('is not what stops a report without a TeX: that is said first as well', async () => {
    const path = process.env.PATH
    process.env.PATH = folder
    try {
      expect(await refused('report', 'two-layer-scalar', '-o', join(folder, 'pdf'), '--format', 'pdf')).toMatch(
        /^pdflatex is not installed\n/,
      )
    } finally {
      process.env.PATH = path
    }
    expect(await readdir(folder)).not.toContain('pdf')
  })
}) // prettier-ignore
