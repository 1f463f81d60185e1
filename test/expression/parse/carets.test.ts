import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describe as shown } from '../../../src/base/wording.js'
import { problemIn } from './scope.js'

describe('the caret is under the token at fault', () => {
  it.each([
    ['a*z', 'unknown-symbol', 3, 'z'],
    ['a*(b + c) - a*zz', 'unknown-symbol', 15, 'zz'],
    ['a + sin(b)*sni(c)', 'unknown-function', 12, 'sni'],
    ['a*a*log(a, b)', 'wrong-argument-count', 5, 'log'],
    ['exp(a) + exp()', 'wrong-argument-count', 10, 'exp'],
    ['a(b)', 'not-allowed', 1, 'a'],
    ['b*a (b)', 'not-allowed', 3, 'a'],
    ['x[1](a)', 'not-allowed', 5, '('],
    ['pi(a)', 'not-allowed', 1, 'pi'],
    ['a + sin', 'not-allowed', 5, 'sin'],
    ['x + a + W', 'shape-mismatch', 7, '+'],
    ['W*x + x*x', 'shape-mismatch', 8, '*'],
    ['a*b*x^2', 'shape-mismatch', 6, '^'],
    ['x/x', 'shape-mismatch', 2, '/'],
    ['dot(x, y)', 'shape-mismatch', 1, 'dot'],
    ['max(x, y)', 'shape-mismatch', 1, 'max'],
    ['[a, b; c, a*zz]', 'unknown-symbol', 13, 'zz'],
    ['[[a, b], [c, zz]]', 'unknown-symbol', 14, 'zz'],
    ['a + [a, x]', 'not-allowed', 9, 'x'],
    ['x[1] + x[4]', 'bad-index', 9, '['],
    ['x[1] + W[1,5]', 'bad-index', 9, '['],
    ['x[0]', 'bad-index', 2, '['],
    ['x[3:2]', 'bad-index', 2, '['],
    ['W[1]', 'bad-index', 2, '['],
    ['a[1]', 'bad-index', 2, '['],
    ['x[a]', 'not-allowed', 3, 'a'],
    ['x[1:1:3]', 'not-allowed', 4, ':'],
    ['x[end - 1]', 'not-allowed', 7, '-'],
    ['a*(b + c', 'bad-syntax', 3, '('],
    ['a*b + c)', 'bad-syntax', 8, ')'],
    ['a*[b + c)', 'bad-syntax', 9, ')'],
    ['a + * b', 'bad-syntax', 5, '*'],
    ['a +', 'bad-syntax', 4, ''],
    ['a + 2e-b', 'bad-syntax', 5, '2e-'],
    ['[1, 2; 3]', 'bad-syntax', 9, ']'],
    ['a/b/0', 'undefined-value', 4, '/'],
    ['a + (-8)^(1/3)', 'undefined-value', 9, '^'],
    ['a + log(0)', 'undefined-value', 5, 'log'],
    ['inv([1, 2; 2, 4])', 'undefined-value', 1, 'inv'],
    ['a + trace(W)', 'not-allowed', 5, 'trace'],
    ['W^2', 'shape-mismatch', 2, '^'],
    ['M^(1/2)', 'not-allowed', 2, '^'],
    ['M^65', 'not-allowed', 2, '^'],
    ['[1, 2; 2, 4]^-1', 'undefined-value', 13, '^'],
    ['identity(4)^-1', 'too-large', 12, '^'],
    ['a mod b', 'not-allowed', 3, 'mod'],
  ] as const)('%s', (text, code, column, under) => {
    const found = problemIn(text)
    expect([found.code, found.column, found.under]).toEqual([code, column, under])
  })

  it('follows line breaks', () => {
    const { problem } = problemIn('a*b +\n  c*zz')
    expect(problem.span).toEqual({ source: 'formula', line: 2, column: 5, length: 2, text: '  c*zz' })
    expect(problemIn('a\nb').problem.span).toMatchObject({ line: 2, column: 1 })
  })

  it('for one wrong name anywhere in a random formula', { timeout: 20_000 }, () => {
    // A formula is its pieces; `?` is where the wrong name goes.
    type Pieces = readonly string[]
    const { formula } = fc.letrec<{ formula: Pieces; operand: Pieces }>((tie) => ({
      operand: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.constantFrom<Pieces>(
          ['a'],
          ['?'],
          ['2.5e1'],
          ['x', '[', '2', ']'],
          ['W', '[', '1', ',', '2', ']'],
        ),
        tie('formula').map((inside) => ['(', ...inside, ')']),
        tie('formula').map((inside) => ['(', ...inside, ')', "'"]),
        tie('formula').map((inside) => ['sin', '(', ...inside, ')']),
        fc
          .tuple(tie('formula'), tie('formula'))
          .map(([left, right]) => ['max', '(', ...left, ',', ...right, ')']),
        fc
          .tuple(tie('formula'), tie('formula'))
          .map(([l, r]) => ['sum', '(', '[', ...l, ',', ...r, ']', ')']),
        fc
          .tuple(tie('formula'), tie('formula'))
          .map(([l, r]) => ['det', '(', '[', ...l, ';', ...r, ',', ']', ')']),
        tie('formula').map((inside) => ['[', ...inside, ']', '[', ':', ']', '[', '1', ']']),
        tie('operand').map((inside) => ['-', ...inside]),
        tie('operand').map((inside) => ['2', '(', ...inside, ')']),
      ),
      formula: fc
        .tuple(
          tie('operand'),
          fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/', '^', '.*', './', '.^'), tie('operand')), {
            maxLength: 3,
          }),
        )
        .map(([first, rest]) => [...first, ...rest.flatMap(([op, operand]) => [op, ...operand])]),
    }))
    let checked = 0
    fc.assert(
      fc.property(
        formula,
        fc.nat(),
        fc.infiniteStream(fc.constantFrom('', '', ' ', '  ', '\t')),
        (pieces, pick, gaps) => {
          const places = pieces.flatMap((piece, index) => (piece === '?' ? [index] : []))
          if (places.length === 0) return
          const wrong = places[pick % places.length]!
          let [text, column] = ['', 0]
          for (const [index, piece] of pieces.entries()) {
            text += gaps.next().value as string
            if (index === wrong) column = text.length + 1
            text += index === wrong ? 'wrong' : piece === '?' ? 'b' : piece
          }
          // Rows of different lengths and ranges over numbers are found before the name, or the name is found.
          const found = problemIn(text)
          if (found.code !== 'unknown-symbol') return
          checked++
          expect([text, found.column, found.under]).toEqual([text, column, 'wrong'])
        },
      ),
      { numRuns: 300, seed: 11 },
    )
    expect(checked).toBeGreaterThan(60)
  })
})

describe('the message helps', () => {
  it('with what was meant', () => {
    expect(shown(problemIn('a*sni(b)').problem)).toContain('Did you mean sin?')
    expect(shown(problemIn('ln(b)').problem)).toContain('Did you mean log?')
    for (const [formula, instead] of [
      ['log2(b)', 'Write log(x)/log(2) for log2(x).'],
      ['sech(b)', 'Write 1/cosh(x) for sech(x).'],
      ['square(b)', 'Write x^2 for square(x).'],
      ['heaviside(b)', 'Write (1 + sign(x))/2 for heaviside(x).'],
    ])
      expect(shown(problemIn(formula!).problem)).toContain(instead)
    for (const formula of ['atan2(a, b)', 'elu(b)'])
      expect(shown(problemIn(formula).problem)).toMatch(/can be used here\. There are: /)
    expect(shown(problemIn('tanhh(b)').problem)).toMatch(/can be used here\. Did you mean tanh\? There are: /)
    expect(shown(problemIn('a*z').problem)).toBe(
      [
        'formula:1:3  unknown symbol',
        '  1 │ a*z',
        '    │   ^',
        '  z is neither a parameter (a, b, c, W, M) nor data (x, y).',
      ].join('\n'),
    )
  })

  it('with both shapes and what to write instead', () => {
    expect(shown(problemIn('x*x').problem)).toBe(
      [
        'formula:1:2  shapes do not fit',
        '  1 │ x*x',
        '    │  ^',
        "  *: the left side is a vector of 3, the right side is a vector of 3. Write u'*v or dot(u, v) for the inner product, u.*v for the product of the entries.",
      ].join('\n'),
    )
    expect(shown(problemIn('W + y').problem)).toContain('a 2×3 matrix, the right side is a vector of 2')
  })

  it('when a parameter is called like a function', () => {
    expect(shown(problemIn('a(b)').problem)).toContain(
      'a is a parameter, not a function; for the product write a*(…)',
    )
  })
})
