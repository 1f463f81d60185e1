import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = resolve(import.meta.dirname, '../../src')
const read = (path: string) => readFileSync(join(source, path), 'utf8')
const filesOf = (folder: string) =>
  readdirSync(join(source, folder)).filter((file) => file.endsWith('.ts') && file !== 'index.ts')

/** Where one idea is one file and one line that lists it: the folder, and the files that are not such an idea. */
const lists: [folder: string, others: string[]][] = [
  ['expression/functions', []],
  ['dynamics/optimisers', ['optimiser.ts']],
  ['dynamics/noise', ['noise-model.ts']],
  ['theory/hypotheses', []],
  ['verify/experiments', ['runner.ts']],
]

describe('a file that nobody lists is not used', () => {
  it.each(lists)('%s/index.ts lists every file beside it', (folder, others) => {
    const index = read(`${folder}/index.ts`)
    const unlisted = filesOf(folder).filter(
      (file) => !others.includes(file) && !index.includes(`'./${file.replace(/\.ts$/, '.js')}'`),
    )
    expect(unlisted).toEqual([])
  })

  it('theory/index.ts lists every theorem of every family', () => {
    const index = read('theory/index.ts')
    const families = readdirSync(join(source, 'theory'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'hypotheses')
      .map((entry) => entry.name)
    const records = families.flatMap((family) =>
      filesOf(`theory/${family}`)
        .map((file) => `${family}/${file}`)
        .filter((file) => /= theorem\(\{/.test(read(`theory/${file}`))),
    )
    expect(records.length).toBeGreaterThanOrEqual(2)
    expect(records.filter((file) => !index.includes(`'./${file.replace(/\.ts$/, '.js')}'`))).toEqual([])
  })
})
