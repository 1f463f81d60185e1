import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { harmless } from '../../src/cli/harmless.js'
import { columns, table, wrapped } from '../../src/cli/text.js'

describe('wrapping', () => {
  it('breaks between words and indents what follows', () => {
    expect(wrapped('one two three four', 9, '  ')).toBe('one two\n  three\n  four')
  })
  it('keeps a value with its name', () => {
    expect(wrapped('at a = 1.5, b = 2 ± 1', 10)).toBe('at\na = 1.5,\nb = 2 ± 1')
  })
  it('keeps a long word, and breaks what is too long to be kept together', () => {
    expect(wrapped('a = bbbbbbbbbb = c', 6)).toBe('a =\nbbbbbbbbbb\n= c')
  })
  it('loses no word and exceeds the width only with a single one', () => {
    const words = fc.array(fc.constantFrom('a', '=', 'word', '±', 'x̂ᵢ', 'aLongerOneThanFits'), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 14 }), (list, width) => {
        const text = wrapped(list.join(' '), width)
        expect(text.split(/\s+/).filter((word) => word !== '')).toEqual(list)
        for (const line of text.split('\n'))
          if (line.includes(' ')) expect(columns(line)).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('tables', () => {
  it('align columns by what is seen: no colours, no combining characters', () => {
    const rows = [
      ['\u001b[1mab\u001b[22m', '1'],
      ['x\u0302', '2'],
    ]
    expect(
      table(rows, ' ')
        .split('\n')
        .map((line) => line.slice(-1)),
    ).toEqual(['1', '2'])
    expect(table(rows).split('\n').map(columns)).toEqual([5, 5])
  })
  it('wrap the last column to what is left of the width', () => {
    expect(
      table(
        [
          ['a', 'one two three'],
          ['bbb', 'four'],
        ],
        '  ',
        14,
      ),
    ).toBe('  a    one two\n       three\n  bbb  four')
  })
})

describe('text from a file or a user', () => {
  it.each([
    ['\u001b[2J\u001b[Hgone', '�[2J�[Hgone'],
    ['\u001b]0;title\u0007', '�]0;title�'],
    ['a\rb\u0008', 'a�b�'],
    ['\u202eright to left', '�right to left'],
    ['\u009b31m', '�31m'],
    ['\u001b[31mred', '�red'],
  ])('cannot steer the terminal: %j', (text, shown) => {
    expect(harmless(text)).toBe(shown)
  })
  it('keeps letters of every kind, line breaks, tabs and our own colours', () => {
    const text = 'Ω ∇²L\tθ̂\n\u001b[32mgood\u001b[39m'
    expect(harmless(text, true)).toBe(text)
  })
}) // prettier-ignore
