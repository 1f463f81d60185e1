import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeReport } from '../../src/node/write-report.js'

const files = [
  { name: 'report.tex', content: 'é' },
  { name: 'report.pdf', content: new Uint8Array([37, 80, 0, 255]) },
]
const unwritable = { problem: { code: 'file-unwritable' } }

describe('writing the files of a report', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'thalweg-write-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  it('makes the folder and writes text and bytes', async () => {
    const folder = join(root, 'a', 'b')
    expect(await writeReport(folder, files)).toEqual([join(folder, 'report.tex'), join(folder, 'report.pdf')])
    expect(readdirSync(folder).sort()).toEqual(['report.pdf', 'report.tex'])
    expect(readFileSync(join(folder, 'report.tex'), 'utf8')).toBe('é')
    expect([...readFileSync(join(folder, 'report.pdf'))]).toEqual([37, 80, 0, 255])
  })

  it('replaces what is there, and leaves the rest alone', async () => {
    writeFileSync(join(root, 'report.tex'), 'old')
    writeFileSync(join(root, 'notes.txt'), 'mine')
    await writeReport(root, files)
    expect(readdirSync(root).sort()).toEqual(['notes.txt', 'report.pdf', 'report.tex'])
    expect(readFileSync(join(root, 'report.tex'), 'utf8')).toBe('é')
  })

  it('leaves nothing behind where a file is in the way of the folder', async () => {
    writeFileSync(join(root, 'taken'), 'x')
    await expect(writeReport(join(root, 'taken'), files)).rejects.toMatchObject(unwritable)
    await expect(writeReport(join(root, 'taken', 'deeper'), files)).rejects.toMatchObject(unwritable)
    expect(readdirSync(root)).toEqual(['taken'])
  })

  it('changes nothing where a folder has the name of a file', async () => {
    writeFileSync(join(root, 'report.tex'), 'old')
    mkdirSync(join(root, 'report.pdf'))
    await expect(writeReport(root, files)).rejects.toMatchObject(unwritable)
    expect(readdirSync(root).sort()).toEqual(['report.pdf', 'report.tex'])
    expect(readFileSync(join(root, 'report.tex'), 'utf8')).toBe('old')
  })

  it('removes a folder it made when the files cannot be written', async () => {
    const long = { name: `${'x'.repeat(300)}.tex`, content: '' }
    await expect(writeReport(join(root, 'new', 'folder'), [...files, long])).rejects.toMatchObject(unwritable)
    expect(readdirSync(root)).toEqual([])
  })

  it('refuses names that lead elsewhere', async () => {
    for (const name of ['../x', 'a/b', '..', ''])
      await expect(writeReport(join(root, 'new'), [{ name, content: '' }])).rejects.toMatchObject({ problem: { code: 'internal' } }) // prettier-ignore
    expect(readdirSync(root)).toEqual([])
  })
})
