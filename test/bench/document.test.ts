import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generatedParts, withParts } from './document.js'
import { growthFigure } from './figures.js'
import { repositoryRoot } from './places.js'
import { areComparable, type Comparison, completed, type Growth, type Results } from './results.js'

const spread = (median: number, min = median, max = median) => ({ median, min, max })

const measured: Comparison = {
  measure: 'gradient',
  title: 'gradient | one point',
  clock: 'CPU',
  peer: 'C -O3',
  atLeast: 1.3,
  aim: 1.6,
  ratio: spread(1.4512, 1.4, 1.5),
  ours: spread(4.1e-7),
  peerTime: spread(5.95e-7),
}

const growth: Growth = {
  name: 'growth-code-samples',
  title: 'Size of the code',
  x: 'number of samples $N$',
  y: 'code in kilobytes',
  series: [
    {
      label: 'rolled',
      points: [
        { x: 8, y: spread(1.5) },
        { x: 10_000, y: spread(1.5) },
      ],
    },
    {
      label: 'written out',
      points: [
        { x: 8, y: spread(12.3456) },
        { x: 2048, y: spread(3000) },
      ],
      ended: 'was not continued: 8 took 11 s',
    },
  ],
}

const results: Results = {
  machine: 'A Processor',
  node: '20.19.0',
  dates: { gradient: '2026-01-02', growth: '2026-01-02' },
  rounds: 5,
  core: 1,
  referenceMachine: 'another machine',
  comparisons: [
    measured,
    {
      ...measured,
      peer: 'JAX jit',
      atLeast: 33,
      aim: 45,
      ratio: spread(39, 35, 42),
      through: 'C -O3',
      peerTime: undefined,
    },
    {
      ...measured,
      clock: 'wall',
      title: 'workers',
      ratio: undefined,
      ours: undefined,
      remark: 'not built yet: workers',
    },
  ],
  skipped: [
    { measure: 'derive', program: 'JAX', needs: 'python3 with jax' },
    { measure: 'batch', program: 'JAX vmap', needs: 'python3 with jax' },
    { measure: 'derive', program: 'JAX', needs: 'python3 with jax' },
  ],
  growth: [growth],
}

describe('the generated parts', () => {
  const parts = generatedParts(results)

  it('say where and how it was measured', () => {
    expect(parts['run']).toBe(
      'Measured on 2026-01-02 in 5 rounds: A Processor, Node 20.19.0, bound to one core.',
    )
    const later = { ...results, dates: { derive: '2026-02-03', ...results.dates } }
    expect(generatedParts(later)['run']).toMatch(/^Measured from 2026-01-02 to 2026-02-03 in/)
  })

  it('give each ratio with its goals and say whether a measured one reaches them', () => {
    expect(parts['ratios']!.split('\n').slice(2, 5)).toEqual([
      '| gradient \\| one point | C -O3 | 1.45 (1.4 to 1.5) | 1.3 ✓ | 1.6 ✗ | 410 ns | 595 ns |',
      '| gradient \\| one point | JAX jit\\* (C -O3) | 39 (35 to 42) | 33 | 45 | 410 ns |  |',
      '| workers (wall time) | C -O3 | not built yet: workers | 1.3 | 1.6 |  | 595 ns |',
    ])
    expect(parts['ratios']).toContain('another machine')
    expect(generatedParts({ ...results, comparisons: [measured] })['ratios']).not.toContain('another machine')
  })

  it('name what was skipped once', () => {
    expect(parts['skipped']).toBe('Skipped:\n\n- JAX, JAX vmap: needs python3 with jax')
    expect(generatedParts({ ...results, skipped: [] })['skipped']).toBe('No peer was skipped.')
  })

  it('tabulate growth', () => {
    const lines = parts['growth']!.split('\n')
    expect(lines).toContain('| N | rolled | written out |')
    expect(lines).toContain('| 8 | 1.5 | 12.3 |')
    expect(lines).toContain('| 2,048 |  | 3,000 |')
    expect(lines).toContain('| 10,000 | 1.5 |  |')
    expect(lines.at(-1)).toBe('The series “written out” was not continued: 8 took 11 s.')
  })
})

describe('writing between markers', () => {
  const text = 'By hand.\n<!-- bench: a -->\nold\n<!-- /bench: a -->\nMore.\n'

  it('changes nothing else, and nothing when repeated', () => {
    const written = withParts(text, { a: 'new' })
    expect(written).toBe('By hand.\n<!-- bench: a -->\n\nnew\n\n<!-- /bench: a -->\nMore.\n')
    expect(withParts(written, { a: 'new' })).toBe(written)
  })

  it('takes what it writes as it is', () => {
    expect(withParts(text, { a: '$& $1 <!-- b -->' })).toContain('\n$& $1 <!-- b -->\n')
  })

  it('refuses markers that do not fit', () => {
    expect(() => withParts(text, { a: '', b: '' })).toThrow(/“b”/)
    expect(() => withParts(text, {})).toThrow(/“a”/)
    expect(() => withParts(text + text, { a: '' })).toThrow(/“a”/)
    expect(() => withParts(text.replace('/bench', ''), { a: '' })).toThrow(/no end/)
  })
})

describe('docs/performance.md', () => {
  const docs = join(repositoryRoot(), 'docs')
  const text = readFileSync(join(docs, 'performance.md'), 'utf8')

  const published = JSON.parse(readFileSync(join(docs, 'performance.json'), 'utf8')) as Results

  it('says what performance.json says', () => {
    expect(withParts(text, generatedParts(published))).toBe(text)
  })

  it('shows the figures of performance.json', () => {
    const figures = [...text.matchAll(/\]\(figures\/([^)]+)\.svg\)/g)].map(([, name]) => name!)
    expect(figures).toEqual(published.growth.map(({ name }) => name))
    for (const each of published.growth) {
      const figure = readFileSync(join(docs, 'figures', `${each.name}.svg`), 'utf8')
      expect(figure).toBe(growthFigure(each))
      expect(figure.length).toBeLessThan(60_000)
    }
  })
})

describe('a run of some measures', () => {
  const before: Results = {
    ...results,
    dates: { derive: '2026-01-01', gradient: '2026-01-01', growth: '2026-01-01' },
    comparisons: [
      { ...measured, measure: 'derive', title: 'kept' },
      { ...measured, title: 'replaced' },
    ],
    skipped: [
      { measure: 'derive', program: 'kept', needs: '' },
      { measure: 'gradient', program: 'replaced', needs: '' },
    ],
  }
  const now: Results = {
    ...results,
    dates: { gradient: '2026-01-02' },
    comparisons: [measured],
    skipped: [],
    growth: [],
  }

  it('keeps the others, in their order', () => {
    const whole = completed(now, before, ['derive', 'gradient', 'growth'])
    expect(whole.comparisons.map(({ title }) => title)).toEqual(['kept', 'gradient | one point'])
    expect(whole.skipped.map(({ program }) => program)).toEqual(['kept'])
    expect(whole.growth).toBe(before.growth)
    expect(whole.dates).toEqual({ derive: '2026-01-01', gradient: '2026-01-02', growth: '2026-01-01' })
  })

  it('is not joined to those of another machine', () => {
    expect(areComparable(now, before)).toBe(true)
    expect(areComparable(now, { ...before, machine: 'Another' })).toBe(false)
    expect(areComparable(now, { ...before, node: '22.0.0' })).toBe(false)
  })
})

describe('a figure of growth', () => {
  it('is the same every time, small, and has every series', () => {
    const figure = growthFigure(growth)
    expect(growthFigure(growth)).toBe(figure)
    expect(figure.length).toBeLessThan(60_000)
    expect(figure).toContain('>written out</text>')
    expect(figure).toContain('>rolled</text>')
  })
})
