import fc from 'fast-check'
import { JSDOM } from 'jsdom'
import { beforeAll, describe, expect, it } from 'vitest'
import { svgDocument } from '../../src/node/svg-document.js'
import {
  code,
  type Document,
  htmlDocument,
  link,
  math,
  paragraph,
  reference,
  section,
} from '../../src/report/index.js'
import { escapeHtml } from '../../src/report/html-inline.js'
import { darkToneColours, toneColours } from '../../src/report/marks.js'
import { contrast } from './contrast.js'
import { sample } from './sample.js'

const dom = { document: svgDocument() }
const plain = (changes: Partial<Document>): Document => ({
  title: 't',
  blocks: [],
  citations: [],
  ...changes,
})
const parsed = (html: string): JSDOM['window']['document'] => new JSDOM(html).window.document

describe('a page', () => {
  let source: string
  let page: JSDOM['window']['document']
  beforeAll(() => {
    source = htmlDocument(sample, dom)
    page = parsed(source)
  })

  it('runs nothing, loads nothing and forbids both', () => {
    expect(page.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute('content')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    )
    expect(page.querySelectorAll('script, iframe, object, embed, base, form').length).toBe(0)
    for (const element of page.querySelectorAll('*'))
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on/)
        if (name === 'src' || (name === 'href' && element.localName !== 'a'))
          expect(value).toMatch(/^(?:data:|#)/)
      }
    expect(source).not.toMatch(/url\(|@import/)
  })

  it('has its landmarks, language and headings in order', () => {
    expect(page.documentElement.lang).toBe('en')
    for (const landmark of ['header', 'nav', 'main', 'footer'])
      expect(page.querySelectorAll(landmark).length).toBe(1)
    const levels = [...page.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) =>
      Number(heading.localName[1]),
    )
    expect(levels[0]).toBe(1)
    levels.slice(1).forEach((level, index) => {
      expect(level).toBeGreaterThan(1)
      expect(level - levels[index]!).toBeLessThanOrEqual(1)
    })
  })

  it('uses every id once, and every link within it leads somewhere', () => {
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const element of page.querySelectorAll('a[href^="#"]'))
      expect(ids).toContain(element.getAttribute('href')!.slice(1))
    for (const element of page.querySelectorAll('[aria-labelledby]'))
      for (const id of element.getAttribute('aria-labelledby')!.split(' ')) expect(ids).toContain(id)
  })

  it('says for every header cell what it heads', () => {
    expect(page.querySelectorAll('table').length).toBe(4)
    for (const cell of page.querySelectorAll('thead th')) expect(cell.getAttribute('scope')).toBe('col')
    for (const cell of page.querySelectorAll('tbody th')) expect(cell.getAttribute('scope')).toBe('row')
    for (const table of page.querySelectorAll('table')) expect(table.querySelector('caption')).not.toBeNull()
  })

  it('shows formulas as MathML with their LaTeX, and what is not a formula as its source', () => {
    const first = page.querySelector('#drift')!
    expect(first.querySelector('math[display="block"]')).not.toBeNull()
    expect(first.querySelector('.number')!.textContent).toBe('(1)')
    expect(first.querySelector('details pre')!.textContent).toContain(
      '\\mathrm{Reg}(w) &= \\tfrac12 \\Delta_\\eta',
    )
    const codes = [...page.querySelectorAll('p code, .display code')].map((element) => element.textContent)
    for (const text of ['\\frac{1', '\\undefinedcommand x', 'a & b', '50% of \\input{secret}'])
      expect(codes).toContain(text)
    expect(source).not.toContain('temml-error')
  })

  it('states outcomes and states in words', () => {
    const words = [...page.querySelectorAll('.mark')].map((mark) =>
      mark.textContent!.replaceAll('\u00a0', ' '),
    )
    for (const word of [
      '✓ proved',
      '✓ checked',
      '○ assumed',
      '? unknown',
      '✗ refuted',
      '✓ Supported',
      '– Not applicable',
      '! Failed',
      'Note',
    ])
      expect(words).toContain(word)
  })

  it('numbers references in the order of the list, with BibTeX', () => {
    const list = [...page.querySelectorAll('ol.references > li')].map(({ id }) => id)
    expect(list).toEqual([
      'cite-li-wang-arora-2021',
      'cite-salmon-2011',
      'cite-shalova-schlichting-peletier-2024',
      'cite-chemnitz-engel-2024',
    ])
    expect(page.querySelector('a.cite')!.textContent).toBe('[3]')
    expect(page.querySelector('footer pre')!.textContent).toContain(
      '@misc{shalova-schlichting-peletier-2024,',
    )
  })

  it('is the same every time', () => {
    expect(htmlDocument(sample, dom)).toBe(source)
  })
})

describe('text on a page', () => {
  it('is what was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const page = parsed(
          htmlDocument(plain({ title: text, blocks: [paragraph(text), paragraph([code(text)])] }), dom),
        )
        const expected = text
          .replaceAll(/\p{Cs}/gu, '\ufffd')
          .replaceAll('\r', '\n')
          .replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, '')
        expect(page.querySelector('h1')!.textContent).toBe(expected)
        expect(page.querySelector('main p')!.textContent).toBe(expected)
        expect(page.querySelector('main code')!.textContent).toBe(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('stays inside quoted attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/)
      }),
    )
  })

  it('links only to the web and to mail', () => {
    const html = htmlDocument(
      plain({
        blocks: [
          paragraph(
            link('javascript:alert(1)', 'a'),
            link('data:text/html,b', 'b'),
            link('not an address'),
            link('https://example.org/"><b>', 'c'),
          ),
        ],
      }),
      dom,
    )
    const links = [...parsed(html).querySelectorAll('main a')]
    expect(links.map((element) => element.getAttribute('href'))).toEqual([
      'https://example.org/%22%3E%3Cb%3E',
    ])
  })

  it('may hold a long formula in parts', () => {
    const html = htmlDocument(
      plain({ blocks: [paragraph(math(Array.from({ length: 20 }, (_, i) => `x_{${i}}`).join('+')))] }),
      dom,
    )
    expect(parsed(html).querySelectorAll('main math').length).toBeGreaterThan(1)
  })
})

describe('a document that does not fit together', () => {
  it.each([
    ['two parts with one id', plain({ blocks: [section('a', 'A', []), section('a', 'B', [])] })],
    ['a reference to nothing', plain({ blocks: [paragraph(reference('nowhere'))] })],
    ['a citation of nothing', plain({ citations: ['nobody-1900'] })],
    [
      'a section in a callout',
      plain({ blocks: [{ kind: 'callout', outcome: 'info', title: 't', blocks: [section('a', 'A', [])] }] }),
    ],
  ])('is refused: %s', (_, document) => {
    expect(() => htmlDocument(document, dom)).toThrow(/something in thalweg itself went wrong/)
  })
})

describe('the colours of marks', () => {
  it.each([
    ['on white', toneColours, ['#FFFFFF', '#F5F6F7']],
    ['on the dark page', darkToneColours, ['#15181C', '#1D2126']],
  ])('have a contrast of at least 4.5 %s', (_, colours, pages) => {
    for (const colour of Object.values(colours))
      for (const page of pages) expect(contrast(colour, page)).toBeGreaterThanOrEqual(4.5)
  })
})
