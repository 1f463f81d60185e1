import { describe, expect, it } from 'vitest'
import { evaluate, formulaText, parseFormula } from '../../src/expression/index.js'
import { limitOf } from '../../src/index.js'
import { modelFrom } from '../../src/model/index.js'
import { thalweg } from './surroundings.js'

const hyperbola = 'title: t\nparameters: [u, v]\nresiduals: [u*v - 1]\n'
const circle = 'title: t\nparameters: [u, v]\nresiduals: [(u^2 + v^2 - 1)/2]\n'
const product = 'title: t\nparameters: [u, v, w]\nresiduals: [u*v*w - 1]\n'

async function derived(input: string, at: string, ...more: string[]) {
  const { stdout, stderr, exitCode } = await thalweg(['limit', '-', '--at', at, '--json', ...more], { input })
  expect([exitCode, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

type Entry = { value: number; text?: string; halfWidth?: number }
const values = (entries: Entry[]) => entries.map(({ value }) => value)
const texts = (entries: Entry[]) => entries.map(({ text }) => text)
const near = (found: Entry[], expected: number[], digits: number) =>
  found.forEach(({ value }, i) => expect(value).toBeCloseTo(expected[i]!, digits))

/** The value of a formula in u of the JSON. */
function at(text: string, u: number): number {
  const { graph, symbols, parameters } = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1'] })
  const scope = { graph, lookup: (name: string) => { const found = parameters.find((each) => each.name === name); return found && { shape: [], entries: found.symbols } }, names: () => ({ parameters: ['u', 'v'], data: [] }) }
  return evaluate(parseFormula(formulaText(text, 'json'), scope).entries[0]!, new Map([[symbols[0]!, u]]))
} // prettier-ignore

describe('limit of label noise', () => {
  it('has the worked values at the point, along the set and after a time', { timeout: 20_000 }, async () => {
    const { limit, noises } = await derived(hyperbola, 'u=2,v=1/2', '--noise', 'label-noise', '-l', '1/10', '--until', '1') // prettier-ignore
    expect([noises, limit.class.kind, limit.class.diffuses]).toEqual([null, 'strictly degenerate', false])
    expect(limit.class.timeScales).toMatchObject([{ alpha: 2, sigma: 2 }])
    expect(texts(limit.slowDrift.total)).toEqual(['-15/17', '15/68'])
    near(limit.slowDriftAtRate.total, [-1.12044817927171, 0.280112044817927], 13)
    near(limit.perStep, [-0.0112044817927171, 0.00280112044817927], 14)
    expect(limit.diffusion.flat().every((x: number) => Math.abs(x) < 1e-14)).toBe(true)
    expect(limit.learningRate).toEqual({ text: '1/10', value: 0.1, given: true })

    const [motion] = limit.along.motions
    for (const u of [0.7, 1.3, 2]) {
      expect(at(motion.drift[0].text, u)).toBeCloseTo((u * (1 - u ** 4)) / (2 * (u ** 4 + 1)), 12)
      const { quantity, rate } = motion.exponential
      expect(at(quantity.text, u) / at(quantity.text, 2)).toBeCloseTo((u ** 2 - u ** -2) / (4 - 1 / 4), 12)
      expect(rate.text).toBe('-1')
    }
    const [path] = limit.paths
    expect(path.states.map((state: { at: number }) => state.at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((k) => k / 8)) // prettier-ignore
    near(path.states[8].coordinates, [1.38007034123766, 0.724600746874388], 8)
    // ṡ = −tanh 2s/(2 − 2α cosh 2s) at α = 1/10, by fifty thousand small steps.
    let s = Math.log(2)
    for (let k = 0; k < 50_000; k++) {
      const slope = (x: number) => -Math.tanh(2 * x) / (2 - 0.2 * Math.cosh(2 * x))
      s += slope(s + slope(s) / 100_000) / 50_000
    }
    near(path.states[8].atRate, [Math.exp(s), Math.exp(-s)], 7)
  })

  it(
    'descends the trace of the Hessian of a model with a surface of minima',
    { timeout: 20_000 },
    async () => {
      const { limit } = await derived(product, 'u=2,v=1,w=1/2', '--noise', 'label-noise', '--until', '2')
      const trace = ([u, v, w]: number[]) => (v! * w!) ** 2 + (u! * w!) ** 2 + (u! * v!) ** 2
      const [u, v, w] = [2, 1, 0.5]
      const slope = [2 * u * (v * v + w * w), 2 * v * (u * u + w * w), 2 * w * (u * u + v * v)]
      const normal = [v * w, u * w, u * v]
      const share = slope.reduce((sum, x, i) => sum + x * normal[i]!, 0) / trace([u, v, w])
      near(limit.slowDrift.total, slope.map((x, i) => (share * normal[i]! - x) / 4), 13) // prettier-ignore
      const places = limit.paths[0].states.map((state: { coordinates: Entry[] }) => values(state.coordinates))
      places.forEach((place: number[], i: number) => {
        expect(place[0]! * place[1]! * place[2]!).toBeCloseTo(1, 9)
        if (i > 0) expect(trace(place)).toBeLessThan(trace(places[i - 1]))
      })
      expect(trace(places.at(-1))).toBeLessThan(3.2)
    },
  )
})

describe('limit of additive noise', () => {
  it('has the three parts of the drift and the diffusion', async () => {
    const { limit } = await derived(hyperbola, 'u=2,v=1/2', '--noise', 'additive', '-l', '0.1')
    expect(limit.class).toMatchObject({ kind: 'strictly degenerate', diffuses: true })
    near(limit.slowDrift.tangentTangent, [0.027681660899654, 0.110726643598616], 14)
    near(limit.slowDrift.normalNormal, [-0.207612456747405, 0.0519031141868512], 14)
    near(limit.slowDriftAtRate.total, [-0.235953204811336, 0.176635360026363], 14)
    expect(limit.diffusion[0][0]).toBeCloseTo(16 / 17, 14)
    expect(limit.diffusion[0][1]).toBeCloseTo(-4 / 17, 14)
    // Uniform in log u.
    const [p, q] = [0.5, 3].map((u) => at(limit.along.motions[0].stationary.density.text, u))
    expect(p! / q!).toBeCloseTo(6, 12)
  })

  it('of any covariance has the mixed part', async () => {
    const { limit } = await derived(circle, 'u=3/5,v=4/5', '--noise', 'additive covariance=[[3,0],[0,1]]')
    expect(texts(limit.slowDrift.tangentTangent)).toEqual(['-171/250', '-114/125'])
    expect(texts(limit.slowDrift.mixed)).toEqual(['-96/125', '72/125'])
    expect(texts(limit.slowDrift.normalNormal)).toEqual(['0', '0'])
    ;[1.4592, -1.0944, -1.0944, 0.8208].forEach((x, i) => expect(limit.diffusion.flat()[i]).toBeCloseTo(x, 13)) // prettier-ignore
    expect(limit.noise.law).toContain('(3,\\, 1)')
  })

  // Brownian motion on the circle: E Y = e^(−t/2) Y(0), E cos 2θ = e^(−2t) cos 2θ(0).
  it('is followed as a diffusion with honest intervals', { timeout: 30_000 }, async () => {
    const ask = () => derived(circle, 'u=3/5,v=4/5', '--noise', 'additive', '--until', '0.4', '--seed', '3')
    const { limit } = await ask()
    const { states, ensemble } = limit.paths[0]
    expect(ensemble).toMatchObject({ replicas: 400, seed: 3 })
    expect(values(states[0].coordinates)).toEqual([0.6, 0.8])
    const { at: t, coordinates, deviations } = states[8]
    const mean = [0.6, 0.8].map((x) => x * Math.exp(-t / 2))
    const double = Math.exp(-2 * t) * (0.36 - 0.64)
    const exact = [...mean, Math.sqrt((1 + double) / 2 - mean[0]! ** 2), Math.sqrt((1 - double) / 2 - mean[1]! ** 2)] // prettier-ignore
    ;[...coordinates, ...deviations].forEach(({ value, halfWidth }, i) => {
      expect(halfWidth).toBeLessThan(0.1)
      expect(Math.abs(value - exact[i]!)).toBeLessThan(halfWidth)
    })
  })
})

describe('limit of other noise', () => {
  it('is non-degenerate for perturbed parameters, and on another time', async () => {
    const { limit } = await derived(hyperbola, 'u=2,v=1/2', '--noise', 'perturbed', '--until', '0.5')
    expect(limit.class).toMatchObject({ kind: 'non-degenerate', timeScales: [{ alpha: 1, sigma: 2 }] })
    expect(texts(limit.fastDrift)).toEqual(['-30/17', '15/34'])
    near(limit.paths[0].states[8].coordinates, [1.38007034123766, 0.724600746874388], 8)
  })

  it('follows the second potential where nothing else moves', async () => {
    const noise = 'noise: {variables: [eta], loss: "(u*v - 1)^2/2 + eta^2*u*(u*v - 1)/2"}\n'
    const there = await derived(hyperbola + noise, 'u=2,v=1/2')
    near(there.limit.secondDrift, [8 / 17, -2 / 17], 12)
    const { limit } = await derived(hyperbola + noise, 'u=1,v=1', '--until', '1')
    expect(limit.class.timeScales).toMatchObject([{ alpha: 1, sigma: 4 }])
    expect(Math.log(limit.paths[0].states[8].coordinates[0].value)).toBeCloseTo(0.1417858226, 9)
  })

  it('is compared for all noise models where none is chosen', async () => {
    const { stdout } = await thalweg(['limit', 'two-constraints', '--json'])
    const { limit, noises } = JSON.parse(stdout)
    expect(limit).toBe(null)
    const found = new Map(noises.map((each: { noise: { text: string }; class: unknown; missing: string }) => [each.noise.text, each])) // prettier-ignore
    expect(found.get('minibatch')).toMatchObject({ class: { kind: 'trivial', frozen: true }, drift: [] })
    expect(found.get('additive')).toMatchObject({ class: { diffuses: true } })
    expect(found.get('perturbed')).toMatchObject({ class: { kind: 'non-degenerate' } })
    expect(found.get('drop-connect law=gaussian')).toMatchObject({ class: { kind: 'conditionally degenerate' } }) // prettier-ignore
    expect(found.get('dropout law=gaussian')).toMatchObject({ class: null, missing: expect.stringContaining('no layer') }) // prettier-ignore
    const text = (await thalweg(['limit', 'two-constraints'])).stdout
    expect(text).toMatch(/^ {2}minibatch +frozen +- +nothing moves$/m)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })
})

describe('limit in the terminal', () => {
  it('says each question with its mark, the terms and the formulas', async () => {
    const { stdout } = await thalweg(['limit', 'scalar-factorisation', '--noise', 'additive'])
    expect(stdout).toMatch(/≠ 0 +∇_w L̂\(w, η\) is not 0/)
    expect(stdout).toMatch(/= 0, proved +P∇Reg vanishes/)
    expect(stdout).toMatch(/t = kα²σ²: one unit is 1\/\(α²σ²\) steps/)
    expect(stdout).toMatch(/fluctuations, NN/)
    const latex = await thalweg(['limit', 'scalar-factorisation', '--noise', 'additive', '--latex'])
    expect(latex.stdout).toMatch(/\\sqrt\{a\}\\, dB/)
  })

  it('shows long vectors entry by entry and every coordinate of a path', { timeout: 30_000 }, async () => {
    const names = 'abcdfghk'.split('')
    const input = `title: t\nparameters: [${names.join(', ')}]\nresiduals: ["${names.map((x) => `${x}^2`).join(' + ')} - 2", "a*b*c*d + f*g*h - k*a - 1/8"]\n`
    const where = 'a=.5,b=.5,c=.5,d=.5,f=.6,g=.4,h=.3,k=-.2'
    const { stdout } = await thalweg(['limit', '-', '--at', where, '--noise', 'label-noise deviations=[1,2]', '--until', '0.1'], { input }) // prettier-ignore
    const [, drift] = /½D²Φ\[Σ\] per kα²σ² +([^½]*)normal, TT/.exec(stdout)!
    expect([...drift!.matchAll(/([a-k]) +-?\d\.\d+/g)].map(([, name]) => name)).toEqual(names)
    expect(stdout).not.toMatch(/entries, length|in the JSON/)
    const head = stdout.split('\n').filter((line) => /^ +t  /.test(line)).map((line) => line.trim().split(/ +/)) // prettier-ignore
    expect(new Set(head.flat())).toEqual(new Set(['t', ...names]))
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })

  it('writes formulas to be copied between dollars', async () => {
    const { stdout } = await thalweg(['limit', '-', '--at', 'u=3/5,v=4/5', '--noise', 'additive covariance=[[2,1],[1,2]]', '--latex'], { input: circle }) // prettier-ignore
    expect(stdout).toMatch(
      /time +\$t = k\\alpha\^2\\sigma\^2\$: one unit is \$1\/\(\\alpha\^2\\sigma\^2\)\$ steps/,
    )
    expect(stdout).toMatch(/limit +\$dY = /)
    expect(stdout).toContain('$C = \\begin{pmatrix} 2 & 1 \\\\ 1 & 2 \\end{pmatrix}$')
    const read = await thalweg(['limit', '-', '--at', 'u=3/5,v=4/5', '--noise', 'additive covariance=[[2,1],[1,2]]'], { input: circle }) // prettier-ignore
    expect(read.stdout.replaceAll(/\s+/g, ' ')).toContain('C = (2, 1; 1, 2)')
  })

  it('never calls the diffusion by the name of a parameter', async () => {
    const { stdout } = await thalweg(['limit', 'two-layer-scalar', '--noise', 'additive'])
    expect(stdout).toMatch(/da = .*√A ?dB\n +A = /)
  })

  it.each([
    ['no set', ['no-zero-loss', '--noise', 'additive'], 'no zero-loss set was reached'],
    ['a large learning rate', ['two-layer-scalar', '--noise', 'label-noise', '-l', '1/5'], 'not below 2'],
    ['a time that is none', ['two-layer-scalar', '--noise', 'additive', '--until', '0'], 'a positive number'],
    ['a time without a noise', ['two-layer-scalar', '--until', '1'], '--noise'],
    ['a noise that is none', ['two-layer-scalar', '--noise', 'label'], 'label-noise'],
    ['a noise that the model cannot have', ['two-layer-scalar', '--noise', 'dropout'], 'no layer has a name'],
  ])('refuses %s with one message', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await thalweg(['limit', ...args])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).not.toMatch(/at .*\.[jt]s/)
  })

  it('refuses singular and isolated points', async () => {
    const cross = 'title: t\nparameters: [u, v]\nresiduals: [u*v]\n'
    const point = 'title: t\nparameters: [u, v]\nresiduals: [u - 1, v - 2]\n'
    for (const [input, where, why] of [
      [cross, 'u=0,v=0', 'has rank 0'],
      [point, 'u=1,v=2', 'the point is isolated'],
    ] as const) {
      const { exitCode, stderr } = await thalweg(['limit', '-', '--at', where, '--noise', 'additive'], {
        input,
      })
      expect(exitCode).toBe(2)
      expect(stderr).toContain(why)
    }
  })

  it('ends in time and says what is missing', async () => {
    const { exitCode, stdout } = await thalweg(['limit', 'two-layer-scalar', '--noise', 'additive', '--until', '1', '--within', '0ms']) // prettier-ignore
    expect(exitCode).toBe(3)
    expect(stdout).toContain('the time given was over')
  })
})

describe('limitOf', () => {
  const model = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1'] })
  it('gives the same as data', async () => {
    const { limit, learningRate } = await limitOf(model, { at: 'u=2,v=1/2', noise: 'label-noise' })
    expect(learningRate.value).toBe(0.12)
    expect(limit!.coefficients.slowDrift.total[0]).toMatchObject({ kind: 'exact', text: '-15/17' })
    expect(limit!.along).not.toHaveProperty('missing')
  })
  it('refuses options that there are not', async () => {
    await expect(limitOf(model, { untill: 1 } as object)).rejects.toThrow(/until/)
    await expect(limitOf(model, { noise: 'additive', until: NaN })).rejects.toThrow(/positive/)
  })
})
