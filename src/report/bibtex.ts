import { type Inline, emphasis, link, text } from './document.js'
import { type BibliographyRecord, bibliographyRecord } from './bibliography.js'
import { latexText } from './latex-text.js'

/** BibTeX entries of the works with these keys, plain ASCII. @throws ProblemError `internal` for an unknown key. */
export function bibtex(keys: readonly string[]): string {
  return keys.map((key) => `${entry(key, bibliographyRecord(key))}\n`).join('\n')
}

function entry(key: string, record: BibliographyRecord): string {
  const venueField = { article: 'journal', inproceedings: 'booktitle', book: 'publisher', misc: 'note' }
  const fields: [string, string | undefined][] = [
    ['author', record.authors.map(latexText).join(' and ')],
    // Braces of their own keep capitals such as those of SGD.
    ['title', `{${latexText(record.title)}}`],
    [venueField[record.type], written(record.venue)],
    ['volume', record.volume],
    ['number', record.number],
    ['pages', written(record.pages)],
    ['edition', record.edition],
    ['year', String(record.year)],
    ['eprint', record.arxiv],
    ['archiveprefix', record.arxiv === undefined ? undefined : 'arXiv'],
    ['doi', record.doi],
    ['url', record.url],
  ]
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = {${value}},`]))
  return `@${record.type}{${key},\n${lines.join('\n')}\n}`
}

function written(value: string | undefined): string | undefined {
  return value === undefined ? undefined : latexText(value)
}

/** A work as it stands in a list of references. */
export function referenceText(key: string): Inline[] {
  const record = bibliographyRecord(key)
  const { volume, number, pages } = record
  const place = [
    record.venue,
    volume === undefined ? undefined : number === undefined ? volume : `${volume}(${number})`,
    pages === undefined ? undefined : `pp. ${pages}`,
    record.edition === undefined ? undefined : `${record.edition} edition`,
    String(record.year),
  ].filter((part) => part !== undefined)
  const links = [
    record.arxiv === undefined ? undefined : link(`https://arxiv.org/abs/${record.arxiv}`, `arXiv:${record.arxiv}`),
    record.doi === undefined ? undefined : link(`https://doi.org/${record.doi}`, `doi:${record.doi}`),
    record.url === undefined ? undefined : link(record.url),
  ].filter((part) => part !== undefined)
  return [
    text(`${joined(record.authors)}. `),
    emphasis(record.title),
    text(`${/[?!.]$/.test(record.title) ? '' : '.'} ${place.join(', ')}.`),
    ...links.flatMap((part) => [text(' '), part]),
  ]
} // prettier-ignore

function joined(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
}
