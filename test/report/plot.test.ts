import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { svgDocument } from '../../src/node/svg-document.js'
import { figurePgf, figureSvg, type PlotDescription, type PlotMark } from '../../src/report/index.js'
import { colourOf, roles } from '../../src/report/palette.js'
import { clippedLine } from '../../src/report/plot-clip.js'
import { plotFrame } from '../../src/report/plot-frame.js'
import { contrast } from './contrast.js'
import { plot } from './sample.js'

const document = svgDocument()
const svg = (description: PlotDescription, standalone = false): string =>
  figureSvg(description, { document, id: 'f', standalone })

function withMarks(...marks: PlotMark[]): PlotDescription {
  return { x: { label: 'x', scale: 'linear' }, y: { label: 'y', scale: 'linear' }, marks }
}

function problemOf(work: () => unknown): string | undefined {
  try {
    work()
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : String(error)
  }
  return undefined
}

describe('what cannot be drawn', () => {
  const bad: [string, PlotMark][] = [
    ['a line', { kind: 'line', role: 'prediction', points: [[0, 1], [1, NaN]] }],
    ['an error bar', { kind: 'points', role: 'prediction', points: [{ x: 0, y: 1, lo: 0, hi: Infinity }] }],
    ['a band', { kind: 'band', role: 'prediction', points: [{ x: -Infinity, lo: 0, hi: 1 }] }],
    ['a rule', { kind: 'rule', role: 'prediction', x: NaN }],
    ['a region', { kind: 'region', role: 'prediction', y: [0, NaN] }],
  ] // prettier-ignore

  it.each(bad)('a value that is not finite, in %s', (_, mark) => {
    expect(problemOf(() => svg(withMarks(mark)))).toBe('not-finite')
    expect(problemOf(() => figurePgf(withMarks(mark)))).toBe('not-finite')
  })

  it('a range that is not finite', () => {
    const description = {
      ...withMarks(),
      x: { label: 'x', scale: 'linear' as const, domain: [0, NaN] as const },
    }
    expect(problemOf(() => svg(description))).toBe('not-finite')
  })

  it('a value without a logarithm on a logarithmic axis', () => {
    const line: PlotMark = { kind: 'line', role: 'prediction', points: [[0, 1], [1, 2]] } // prettier-ignore
    expect(problemOf(() => svg({ ...withMarks(line), x: { label: 'x', scale: 'log' } }))).toBe('not-finite')
    expect(problemOf(() => svg(withMarks(line)))).toBeUndefined()
  })

  it('more points than can be seen', () => {
    const points = Array.from({ length: 5000 }, (_, i) => [i, i] as const)
    expect(problemOf(() => svg(withMarks({ kind: 'line', role: 'prediction', points })))).toBe('too-large')
  })
})

describe('ranges and ticks', () => {
  const frameOf = (lo: number, hi: number, scale: 'linear' | 'log') =>
    plotFrame({ x: { label: 'x', scale, domain: [lo, hi] }, y: { label: 'y', scale: 'linear' }, marks: [] }).x

  it.each([
    [0, 1, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [-3, 11, ['−2.5', '0.0', '2.5', '5.0', '7.5', '10.0']],
    [0, 6e-6, ['0', '1·10⁻⁶', '2·10⁻⁶', '3·10⁻⁶', '4·10⁻⁶', '5·10⁻⁶', '6·10⁻⁶']],
    [99.5, 100.5, ['99.6', '99.8', '100.0', '100.2', '100.4']],
  ])('on a linear axis from %d to %d', (lo, hi, expected) => {
    expect(frameOf(lo, hi, 'linear').ticks.map(({ plain }) => plain)).toEqual(expected)
  })

  it.each([
    [0.002, 30, ['10⁻²', '10⁻¹', '1', '10¹']],
    [1, 9, ['1', '2', '5']],
    [1e-12, 1e12, ['10⁻¹²', '10⁻⁸', '10⁻⁴', '1', '10⁴', '10⁸', '10¹²']],
  ])('on a logarithmic axis from %d to %d', (lo, hi, expected) => {
    expect(frameOf(lo, hi, 'log').ticks.map(({ plain }) => plain)).toEqual(expected)
  })

  it('are inside the range, in order, with different labels, for ranges of any size', () => {
    for (const scale of ['linear', 'log'] as const)
      for (let size = -12; size < 12; size++)
        for (const ratio of [1.003, 1.2, 3, 80, 1e5]) {
          const { lo, hi, ticks } = frameOf(10 ** size * 1.1, 10 ** size * 1.1 * ratio, scale)
          expect(ticks.length, `${scale} ${lo} ${hi}`).toBeGreaterThan(1)
          expect(ticks.length).toBeLessThan(11)
          const slack = 1e-9 * (hi - lo)
          for (const { value } of ticks) expect(value > lo - slack && value < hi + slack).toBe(true)
          expect(new Set(ticks.map(({ plain }) => plain)).size).toBe(ticks.length)
          for (const { value, plain } of ticks) expect(numberOf(plain) / value).toBeCloseTo(1, 2)
        }
  })

  it('give constant data some room', () => {
    const { x, y } = plotFrame(withMarks({ kind: 'line', role: 'prediction', points: [[2, 0], [2, 0]] })) // prettier-ignore
    expect(x.lo).toBeLessThan(2)
    expect(x.hi).toBeGreaterThan(2)
    expect(y.hi - y.lo).toBeGreaterThan(1)
  })
})

/** The value a tick's label states. */
function numberOf(plain: string): number {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
  const match = /^(?:([\d.−]+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(plain)
  if (match === null) return Number(plain.replace('−', '-'))
  const exponent = [...match[2]!].map((digit) => (digit === '⁻' ? '-' : digits.indexOf(digit))).join('')
  return Number((match[1] ?? '1').replace('−', '-')) * 10 ** Number(exponent)
}

describe('cutting a line to the frame', () => {
  const axis = { lo: 0, hi: 1, ticks: [] }
  const linear = { x: false, y: false }

  it('ends it where it leaves', () => {
    const parts = clippedLine([[-1, 0.5], [0.5, 0.5], [0.5, 3], [0.6, 3], [0.6, 0.25]], { x: axis, y: axis }, linear) // prettier-ignore
    expect(parts).toEqual([
      [[0, 0.5], [0.5, 0.5], [0.5, 1]],
      [[0.6, 1], [0.6, 0.25]],
    ]) // prettier-ignore
  })

  it('follows the drawn line on a logarithmic axis', () => {
    const frame = { x: axis, y: { lo: 1, hi: 10, ticks: [] } }
    const [part] = clippedLine([[0, 1], [1, 100]], frame, { x: false, y: true }) // prettier-ignore
    expect(part![1]![0]).toBeCloseTo(0.5, 12)
    expect(part![1]![1]).toBeCloseTo(10, 9)
  })

  it('drops what is outside', () => {
    expect(clippedLine([[-2, 0], [-1, 1]], { x: axis, y: axis }, linear)).toEqual([]) // prettier-ignore
  })
})

describe('the SVG', () => {
  it('has its words as text, and a description', () => {
    const picture = svg(plot)
    for (const words of [
      'learning rate η',
      'Lyapunov exponent λ per step',
      'measured, 64 replicas',
      '10⁻²',
      '−2',
    ])
      expect(picture).toContain(`>${words}</text>`)
    expect(picture).toMatch(/^<svg[^>]* role="img"/)
    expect(picture).toMatch(/aria-labelledby="f-title f-description"/)
    expect(picture).toMatch(/<title id="f-title">.+<\/title><desc id="f-description">.+<\/desc>/)
    expect(picture).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('is the same every time', () => {
    expect(svg(plot)).toBe(svg(plot))
  })

  it('brings its own colours for light and dark only as a file of its own', () => {
    expect(svg(plot)).not.toContain('<style')
    expect(svg(plot, true)).toContain('prefers-color-scheme:dark')
  })

  it('draws a mark of every kind', () => {
    const picture = svg(plot)
    const count = (pattern: RegExp): number => picture.match(pattern)?.length ?? 0
    expect(count(/aria-label="line"/g)).toBe(3)
    expect(count(/aria-label="area"/g)).toBe(1)
    expect(count(/aria-label="rect"/g)).toBe(1)
    expect(count(/aria-label="dot"/g)).toBe(1)
    expect(count(/aria-label="rule"/g)).toBe(1)
  })
})

describe('the pgfplots source', () => {
  it('has the ticks, colours and labels of the SVG', () => {
    const source = figurePgf(plot)
    const picture = svg(plot)
    for (const role of roles.filter((one) => plot.marks.some((mark) => mark.role === one))) {
      expect(source).toContain(colourOf(role).slice(1))
      expect(picture).toContain(colourOf(role))
    }
    expect(source).toContain('xlabel={learning rate $\\eta$}')
    expect(source.match(/xticklabels=\{(.*?)\}, minor/)![1]).toBe('$10^{-2}$,$10^{-1}$,$1$')
    expect(source).toContain('\\addlegendentry{~threshold $\\eta = 2/5$}')
    expect(source).not.toMatch(/NaN|Infinity|undefined/)
  })

  it('escapes the words of labels', () => {
    const source = figurePgf(withMarks({ kind: 'rule', x: 1, role: 'reference', label: '100 % of a_b' }))
    expect(source).toContain('\\addlegendentry{~100 \\% of a\\_b}')
  })
})

describe('the palette', () => {
  it.each(roles)('has a contrast of at least 3 on white and on a dark page: %s', (role) => {
    expect(contrast(colourOf(role), '#FFFFFF')).toBeGreaterThanOrEqual(3)
    expect(contrast(colourOf(role), '#15181C')).toBeGreaterThanOrEqual(3)
  })
})

describe('shaded cells', () => {
  const cells = [0, 0.5, 1].map((share, i) => ({ x: [i, i + 1] as const, y: [1, 2] as const, share }))
  const description = withMarks(
    { kind: 'cells', role: 'reference', label: 'share', cells },
    { kind: 'line', role: 'prediction', label: 'first', points: [[0, 1], [3, 2]] },
    { kind: 'line', role: 'prediction', points: [[0, 2], [3, 1]] },
  ) // prettier-ignore

  it('are the darker the larger the share, in both forms', () => {
    const opacities = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, x]) => Number(x))
    const drawn = opacities(svg(description), /fill-opacity="([\d.]+)"/g)
    expect([...new Set(drawn)].sort()).toEqual([0.08, 0.33, 0.58])
    expect(opacities(figurePgf(description), /fill opacity=([\d.]+)/g)).toEqual([0.08, 0.33, 0.58])
  })

  it('lie below lines, which have an edge; a line without a label goes on with the one before', () => {
    const text = svg(description)
    expect(text.indexOf('fill-opacity="0.58"')).toBeLessThan(text.indexOf('stroke="#FFFFFF"'))
    expect(text.match(/stroke="#FFFFFF"/g)).toHaveLength(2)
    const blue = [...text.matchAll(/stroke="#0077BB"[^>]*stroke-dasharray="([^"]+)"|stroke-dasharray="([^"]+)"[^>]*stroke="#0077BB"/g)] // prettier-ignore
    expect(new Set(blue.map(([, a, b]) => a ?? b))).toEqual(new Set(['none']))
    expect(figurePgf(description).match(/preaction/g)).toHaveLength(2)
    const { marks, ...rest } = description
    expect(svg({ ...rest, marks: marks.slice(1) })).not.toContain('#FFFFFF')
  })

  it('are refused where they have no place', () => {
    const bad = { kind: 'cells', role: 'reference', cells: [{ x: [0, NaN], y: [0, 1], share: 1 }] } as const
    expect(problemOf(() => svg(withMarks(bad)))).toBe('not-finite')
  })
})
