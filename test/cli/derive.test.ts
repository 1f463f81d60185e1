import { describe, expect, it } from 'vitest'
import { evaluate, formulaText, parseFormula, type Scope } from '../../src/expression/index.js'
import { modelFrom } from '../../src/model/index.js'
import { thalweg } from './surroundings.js'

const left = (line: string) => line.slice(0, line.indexOf(' = '))
const right = (line: string) => line.slice(line.indexOf(' = ') + 3)
const linesOf = (text: string) => text.trim().split('\n')

/** The parameters of models/two-layer-tanh.yaml in a scope of their own. */
function network() {
  const { graph, parameters, symbols } = modelFrom({
    title: 'network',
    parameters: { W: [3, 2], b: 3, a: 3 },
    loss: 'sum(a)',
  })
  const values = new Map(parameters.map(({ name, shape, symbols: entries }) => [name, { shape, entries }]))
  const scope: Scope = {
    graph,
    lookup: (name) => values.get(name),
    names: () => ({ parameters: [...values.keys()], data: [] }),
  }
  return { scope, symbols }
}

describe('derive', () => {
  it('names what repeats in long formulas, so that it can be put back', { timeout: 20_000 }, async () => {
    const short = await thalweg(['derive', 'two-layer-tanh'])
    const whole = await thalweg(['derive', 'two-layer-tanh', '--whole'])
    expect([short.stderr.includes('--whole'), whole.stderr]).toEqual([true, ''])
    expect(short.stdout.length).toBeLessThan(0.4 * whole.stdout.length)
    const definitions = linesOf(short.stdout).filter((line) => /^s_\d+ = /.test(line))
    const formulas = linesOf(short.stdout).slice(definitions.length)
    expect(definitions.length).toBeGreaterThan(5)
    expect(formulas.map(left)).toEqual(linesOf(whole.stdout).map(left))

    const { scope, symbols } = network()
    const at = new Map(symbols.map((symbol, i) => [symbol, Math.sin(3 * i + 1)]))
    const value = (text: string) =>
      evaluate(parseFormula(formulaText(text, 'derived'), scope).entries[0]!, at)
    const before = definitions.map((line) => `${line}; `).join('')
    let moved = 0
    linesOf(whole.stdout).forEach((line, i) => {
      const expected = value(right(line))
      if (expected !== 0) moved++
      expect(value(before + right(formulas[i]!)), left(line)).toBeCloseTo(expected, 12)
    })
    expect(moved).toBeGreaterThan(50)
  })

  it('does so in LaTeX too, and never in JSON', async () => {
    const latex = await thalweg(['derive', 'two-layer-tanh', 'gradient', '--latex'])
    expect(latex.stdout).toMatch(/^s_\{1\} = \\tanh/)
    expect(latex.stdout).toMatch(/\n\\nabla L = /)
    const { stdout, stderr } = await thalweg(['derive', 'two-layer-tanh', '--json'])
    expect(stdout).not.toMatch(/s_\{?\d/)
    expect(stderr).toBe('')
  })

  it.each(['two-layer-scalar', 'matrix-factorisation-2x2', 'four-layer-chain'])(
    'leaves the short formulas of %s as they are',
    async (model) => {
      const { stdout, stderr } = await thalweg(['derive', model])
      expect([stdout.includes('s_1'), stderr]).toEqual([false, ''])
    },
  )
})
