import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { mapJsonSchema, mapSchema } from '../../src/report/json/map-schema.js'
import { thalweg } from './surroundings.js'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const published = JSON.parse(read('schema/map.json')) as object
const golden = ['map', 'two-layer-scalar', '--effort', 'quick']

describe('map', () => {
  it('shows the verdict, boundaries and cells', async () => {
    const { exitCode, stdout, stderr } = await thalweg(golden)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^supported\n {2}The almost-sure boundary is supported/m)
    expect(stdout).toMatch(/^ {2}a +mean square +almost surely +gradient descent$/m)
    const rows = stdout.split('\n').filter((line) => /^ {4,}[\d.·⁻⁰¹²³⁴-⁹]+ {2}[·░▒▓█MAG! ]{8}/.test(line))
    expect(rows).toHaveLength(8)
    // Everything settles at the bottom and nothing at the top.
    expect(rows[0]).toMatch(/·{24}$/)
    expect(rows.at(-1)!.replaceAll(/[MAG]/g, '█')).toMatch(/█{24}$/)
    for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100)
  })

  it('gives JSON that keeps to its schema, the same bytes with one and with two threads', async () => {
    const args = [...golden, '--seed', '3', '--json', '--workers']
    const [one, two] = [await thalweg([...args, '1']), await thalweg([...args, '2'])]
    expect(two.stdout).toBe(one.stdout)
    const record = JSON.parse(one.stdout)
    const validate = new Ajv({ strict: false }).compile(published)
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    expect(mapSchema.parse(record)).toEqual(record)
    expect(validate({ ...record, cells: [{}] })).toBe(false)
    expect(record.provenance.command).toBe('thalweg map two-layer-scalar --effort quick --seed 3')
  })

  it('is published with the schema it keeps to; npm run schema writes it', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(mapJsonSchema())))
  })

  it('writes figure, LaTeX, page and numbers into a folder', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'thalweg-')), 'map')
    const { exitCode, stdout } = await thalweg([...golden, '--out', out, '-f', 'svg,latex,json,html'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('map.svg')
    expect(readdirSync(out).sort()).toEqual(['map.html', 'map.json', 'map.svg', 'map.tex'])
    const file = (name: string) => readFileSync(join(out, name), 'utf8')
    expect(file('map.svg')).toMatch(/measured share of runs that settle/)
    expect(file('map.svg').match(/<rect /g)!.length).toBeGreaterThanOrEqual(64)
    expect(file('map.tex')).toContain('\\begin{tikzpicture}')
    expect(file('map.tex')).toMatch(/fill opacity=0\.58/)
    expect(JSON.parse(file('map.json')).verdict.outcome).toBe('supported')
  })

  it('refuses with one message what it cannot do', async () => {
    const refused = async (args: string[]) => {
      const { exitCode, stdout, stderr } = await thalweg(args)
      expect(stdout).toBe('')
      return `${exitCode} ${stderr}`
    }
    expect(await refused(['map', 'log-cosh-regression'])).toMatch(
      /^2 A stability map does not apply\n.*residuals/,
    )
    expect(await refused(['map', 'no-zero-loss'])).toMatch(/^2 no zero-loss set was reached/)
    expect(await refused(['map', 'four-layer-chain'])).toMatch(/^2 .*\n.*dimension 3 at balanced/)
    expect(await refused([...golden, '--format', 'png'])).toMatch(/^2 --format cannot be used/)
    expect(await refused([...golden, '--length', 'x'])).toMatch(/^2 --length cannot be used/)
    expect(await refused([...golden, '--to', 'nowhere'])).toMatch(/^2 --to:1:1 {2}unknown point/)
  })

  it('ends in time and says what is missing', async () => {
    const { exitCode, stdout, stderr } = await thalweg([...golden, '--effort', 'thorough', '--within', '20ms', '--json']) // prettier-ignore
    if (stdout === '') expect(stderr).not.toBe('')
    else expect(JSON.parse(stdout).verdict.cutShort).toBe(true)
    expect(exitCode).toBe(3)
  })
})
