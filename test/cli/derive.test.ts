import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evaluate, formulaText, parseFormula, type Scope } from '../../src/expression/index.js'
import { modelFrom } from '../../src/model/index.js'
import { describeWithTex } from '../requirements.js'
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
  it('names what repeats in long formulas, so that it can be put back', async () => {
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
    expect(latex.stdout).toMatch(/s_\{1\} = \\tanh/)
    expect(latex.stdout).toMatch(/\\frac\{\\partial L\}\{\\partial W_\{1,1\}\}/)
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

  it('derives only what is asked, and says in JSON that the rest was not', async () => {
    const { stdout } = await thalweg(['derive', 'two-layer-scalar', 'gradient', '--json'])
    const { loss, gradient, hessian } = JSON.parse(stdout)
    expect([loss, gradient.length, hessian]).toEqual([null, 2, null])
  })

  it('shows the loss of one sample where it is asked for', async () => {
    const { stdout, stderr } = await thalweg(['derive', 'two-layer-scalar', 'loss', '--per-sample'])
    expect(stdout).toBe('l = 1/2*(a*b*x - y)^2\n')
    expect(stderr).toBe('Shown is l, the loss of one sample (x, y); L is its mean over the 2 samples.\n')
    const quiet = await thalweg(['derive', 'two-layer-scalar', 'loss', '--per-sample', '-q'])
    expect(quiet.stderr).toBe('')
    const without = await thalweg(['derive', 'scalar-factorisation', '--per-sample'])
    expect([without.exitCode, without.stdout]).toEqual([2, ''])
    expect(without.stderr).toContain('a model with data')
  })

  it('says where derivatives of a loss with kinks hold', async () => {
    const { stdout } = await thalweg(['derive', 'relu-neuron'])
    expect(stdout).toMatch(/^valid where w != 0\nL = /)
    expect((await thalweg(['derive', 'relu-neuron', 'loss'])).stdout).toMatch(/^L = /)
    const json = JSON.parse((await thalweg(['derive', 'relu-neuron', '--json'])).stdout)
    expect(json.kinks.map(({ text }: { text: string }) => text)).toEqual(['w'])
    const latex = await thalweg(['derive', 'relu-neuron', '--latex'])
    expect(latex.stdout).toContain('The derivatives hold where $w \\ne 0$.')
  })

  it('does not take for a kink what is 0 all around', { timeout: 30_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thalweg-'))
    const file = join(folder, 'dead.yaml')
    writeFileSync(
      file,
      'title: dead\nparameters: [a, b, c, d]\nresiduals: relu(a*relu(c) + b*relu(d))*relu(b*relu(a))\n',
    )
    const { stdout } = await thalweg(['derive', file, 'gradient'])
    expect(linesOf(stdout)[0]).toBe(
      'valid where c != 0, d != 0, a != 0, b != 0, a*relu(c) + b*relu(d) != 0 unless c < 0 and d < 0',
    )
    const latex = await thalweg(['derive', file, 'gradient', '--latex'])
    expect(latex.stdout).toContain('\\ne 0$ unless $c < 0$ and $d < 0$.')
    const json = JSON.parse((await thalweg(['derive', file, '--json'])).stdout)
    expect(json.kinksInParts[0].unless).toMatchObject([
      [
        { text: 'c', sign: -1 },
        { text: 'd', sign: -1 },
      ],
    ])
  })

  it('stops simplifying when the time is over, and says so', async () => {
    const { stdout, stderr, exitCode } = await thalweg(['derive', 'two-layer-scalar', '--within', '0ms'])
    expect([exitCode, linesOf(stdout).length]).toEqual([3, 6])
    expect(stderr).toContain('not simplified')
    const inTime = await thalweg(['derive', 'two-layer-scalar', '--json'])
    const cutShort = await thalweg(['derive', 'two-layer-scalar', '--json', '--within', '0ms', '-q'])
    expect([inTime, cutShort].map((run) => [run.exitCode, JSON.parse(run.stdout).simplified])).toEqual([
      [0, true],
      [3, false],
    ])
  })

  it('is asked for one of LaTeX and JSON', async () => {
    const { stdout, stderr, exitCode } = await thalweg(['derive', 'two-layer-scalar', '--latex', '--json'])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain('one of --latex and --json')
  })

  it('suggests what may have been meant', async () => {
    const { stderr, exitCode } = await thalweg(['derive', 'two-layer-scalar', 'hesian'])
    expect([exitCode, stderr.includes('Did you mean hessian?')]).toEqual([2, true])
  })
})

describeWithTex('LaTeX that is pasted into an article', () => {
  it('fits a page', { timeout: 60_000 }, async () => {
    const fragments: string[] = []
    for (const model of ['two-layer-tanh', 'relu-neuron', 'four-layer-chain'])
      fragments.push((await thalweg(['derive', model, '--latex'])).stdout)
    fragments.push((await thalweg(['explain', 'stability', '--latex'])).stdout)
    const packages = new Set(
      fragments.flatMap((text) => /^% Needs \\usepackage\{(\S+)\};/.exec(text)![1]!.split(',')),
    )
    const document = [
      '\\documentclass{article}',
      `\\usepackage{${[...packages].join(',')}}`,
      '\\allowdisplaybreaks',
      '\\begin{document}',
      ...fragments,
      '\\end{document}',
    ]
    const folder = mkdtempSync(join(tmpdir(), 'thalweg-'))
    writeFileSync(join(folder, 'pasted.tex'), document.join('\n'))
    const { status, stdout } = spawnSync(
      'pdflatex',
      ['-interaction=nonstopmode', '-halt-on-error', 'pasted.tex'],
      { cwd: folder, encoding: 'utf8' },
    )
    expect([status, stdout.match(/^(!|Overfull).*/gm)]).toEqual([0, null])
  })
})
