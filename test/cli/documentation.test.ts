import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseModel } from '../../src/model/index.js'
import { exitCodesText } from '../../src/cli/exit-codes.js'
import { thalweg } from './surroundings.js'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const readme = read('README.md')

/** The fenced blocks of a language, `''` for none. */
function blocks(language: string): string[] {
  const found: string[] = []
  let open: string | undefined
  let lines: string[] = []
  for (const line of readme.split('\n')) {
    const fence = /^```(\w*)$/.exec(line)
    if (fence === null) lines.push(line)
    else if (open === undefined) [open, lines] = [fence[1]!, []]
    else {
      if (open === language) found.push(lines.join('\n'))
      open = undefined
    }
  }
  return found
}

describe('the README', () => {
  it('has a Quick start of two commands', () => {
    const quickStart = /^## Quick start$([\s\S]*?)^## /m.exec(readme)![1]!
    const commands = [...quickStart.matchAll(/^```sh\n(.*)\n```$/gm)].map(([, command]) => command)
    expect(commands).toHaveLength(2)
    expect(commands[1]).toBe('npm ci && npm test')
  })

  // `...` stands for lines that are left out.
  const transcripts = blocks('').filter((text) => text.startsWith('$ thalweg '))
  it.each(transcripts.map((text) => [text.split('\n')[0]!.slice(2), text]))(
    'shows what `%s` prints',
    async (_, text) => {
      const [first, ...shown] = text.trimEnd().split('\n')
      const { stdout } = await thalweg(first!.split(' ').slice(2))
      const printed = stdout.split('\n')
      let from = 0
      let free = false
      for (const line of shown) {
        if (line.trim() === '...') {
          free = true
          continue
        }
        const at = printed.indexOf(line, from)
        expect(at, `“${line}” is not printed there`).toBeGreaterThanOrEqual(from)
        if (!free) expect(at, `something is left out before “${line}”`).toBe(from)
        from = at + 1
        free = false
      }
    },
  )
  it('has transcripts', () => expect(transcripts.length).toBeGreaterThan(0))

  it('shows a model file that can be read', () => {
    const model = parseModel(blocks('yaml')[0]!, 'README.md')
    expect(model.points.map(({ name }) => name)).toEqual(['skewed', 'balanced'])
  })

  it('documents every command, and the exit codes as --help does', async () => {
    const { stdout } = await thalweg(['--help'])
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) \[/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help')
    expect(commands.length).toBe(12)
    for (const name of commands) expect(readme).toContain(`\`thalweg ${name}`)
    for (const [, code] of exitCodesText.matchAll(/^ {2}(\d+)/gm))
      expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
  })

  it('links to files that are there', () => {
    for (const [, path] of readme.matchAll(/\]\(([^)#:]+)\)/g))
      expect(() => (path!.endsWith('/') ? undefined : read(path!)), path).not.toThrow()
  })
})

describe('docs/json.md', () => {
  const sections = read('docs/json.md').split(/^## /m).slice(1)
  const documented = new Map(
    sections.map((text) => [text.split('\n')[0]!, [...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field!)]),
  )
  const golden = 'two-layer-scalar'
  const reportFile = join(mkdtempSync(join(tmpdir(), 'thalweg-')), 'report.json')
  beforeAll(async () => {
    const { stdout } = await thalweg(['verify', golden, 'stability', '--json'])
    writeFileSync(reportFile, stdout)
  })
  it.each([
    ['thalweg-report/1', ['verify', golden, 'stability']],
    ['thalweg-prediction/1', ['predict', golden]],
    ['thalweg-check/1', ['check', golden, '--derivatives']],
    ['thalweg-geometry/1', ['geometry', golden, '--at', 'skewed']],
    ['thalweg-map/1', ['map', golden, '--effort', 'quick']],
    ['thalweg-conditions/1', ['conditions', golden]],
    ['thalweg-limit/1', ['limit', golden, '--noise', 'label-noise']],
    ['thalweg-derivation/1', ['derive', golden]],
    ['thalweg-theorems/1', ['explain']],
    ['thalweg-models/1', ['models']],
    ['thalweg-model/1', ['models', golden]],
    ['thalweg-reproduction/1', ['reproduce', reportFile]],
  ])('%s has the fields that are documented', async (schema, args) => {
    const { stdout, stderr } = await thalweg([...args, '--json'])
    const result = JSON.parse(stdout)
    expect(result.schema).toBe(schema)
    expect(Object.keys(result)).toEqual(documented.get(schema))
    expect(stderr).toBe('')
  })
  it('documents nothing else', () => expect(documented.size).toBe(12))
}) // prettier-ignore
