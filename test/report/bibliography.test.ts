import { describe, expect, it } from 'vitest'
import {
  bibliographyKeys,
  bibliographyRecord,
  bibtex,
  citationsOf,
  cite,
  paragraph,
  referenceText,
} from '../../src/report/index.js'

describe('the bibliography', () => {
  it.each([...bibliographyKeys])('has a complete record of %s', (key) => {
    const record = bibliographyRecord(key)
    expect(key).toMatch(/^[a-z]+(?:-[a-z]+)*-\d{4}$/)
    expect(record.authors.length).toBeGreaterThan(0)
    expect(record.arxiv ?? record.doi ?? record.url).toBeDefined()
    if (record.arxiv !== undefined) expect(record.arxiv).toMatch(/^\d{4}\.\d{5}$/)
    if (record.type !== 'misc') expect(record.venue).toBeDefined()
    const written = bibtex([key])
    expect(written.startsWith(`@${record.type}{${key},\n`)).toBe(true)
    expect(written).toMatch(/^[\n -~]*$/)
    expect((written.match(/(?<!\\)\{/g) ?? []).length).toBe((written.match(/(?<!\\)\}/g) ?? []).length)
    expect(referenceText(key).some((inline) => inline.kind === 'link')).toBe(true)
  })

  it('gives exactly the works asked for, in order', () => {
    const written = bibtex(['salmon-2011', 'blanc-2020'])
    expect(written.match(/^@\w+\{([^,]+),/gm)).toEqual([
      '@inproceedings{salmon-2011,',
      '@inproceedings{blanc-2020,',
    ])
    expect(written).toContain('author = {Guy Blanc and Neha Gupta and Gregory Valiant and Paul Valiant}')
  })

  it('lists what a document names, then what its text cites', () => {
    const blocks = [paragraph(cite('cohen-2021'), cite('blanc-2020'), cite('cohen-2021'))]
    expect(citationsOf({ title: 't', blocks, citations: ['blanc-2020'] })).toEqual([
      'blanc-2020',
      'cohen-2021',
    ])
  })

  it('does not know what is not in it', () => {
    expect(() => bibtex(['toString'])).toThrow(/not in the bibliography/)
  })
})
