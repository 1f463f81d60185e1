import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../../src/base/budget.js'
import { plain } from '../../../src/base/prose.js'
import {
  divide,
  evaluate,
  type Expression,
  latexWidth,
  multiply,
  type SymbolNode,
  toText,
} from '../../../src/expression/index.js'
import { flowOnSet } from '../../../src/geometry/index.js'
import { symmetricEigen } from '../../../src/numeric/index.js'
import { derivationSteps, limitAlong, type LimitAlongOptions } from '../../../src/theory/noise/along/index.js'
import { classifyNoise, noiseCoefficients } from '../../../src/theory/noise/limit/index.js'
import { cases, placed } from '../noise-limit/cases.js'
import { at, curve, limitOf, type Name } from './limits.js'

const close = (found: ArrayLike<number>, expected: readonly number[], digits = 14) => {
  expect(found.length).toBe(expected.length)
  expected.forEach((x, i) => expect(Math.abs(found[i]! - x), `${found[i]} for ${x}`).toBeLessThan(1.1 * 10 ** -digits * Math.max(1, Math.abs(x)))) // prettier-ignore
}

/** Values at the point of the case, where the free symbols are parameters. */
async function valuesAt(name: Name, pick: (limit: Awaited<ReturnType<typeof limitOf>>['limit']) => readonly Expression[], alpha?: number) {
  const { limit, model, point } = await limitOf(name)
  const values = new Map<Expression, number>(model.symbols.map((symbol, i) => [symbol, point.coordinates[i]!]))
  const rate = limit.motions[0]!.finiteStep?.alpha
  if (rate !== undefined && alpha !== undefined) values.set(rate, alpha)
  return pick(limit).map((e) => evaluate(e, values))
} // prettier-ignore

describe('drift in the coordinates of the set at the points of the worked cases', () => {
  // The free symbols are parameters: their drift is that of the vector on the page, normal part included.
  it.each<[Name, number[]]>([
    ['W1', [-0.882352941176471]],
    ['W2', [-0.179930795847751]],
    ['W3', [-1.76470588235294]],
    ['W5a', [-7.29411764705882]],
    ['W5b', [0.041522491349481 - 0.429065743944637]],
    ['W6a', [-1 / 12, -1 / 4, 5 / 12]],
    ['W7', [-0.0529100529100529, -0.0846560846560847]],
    ['W8a', [-4.11765935214211, -0.499686520376176, -5.31515151515152]],
    ['W9', [-0.684 - 0.768]],
    ['W10a', [0.152536901822334]],
    ['W10b', [0.214104607886483]],
    ['W13', [8 / 17]],
    ['W15masks', [0.25]],
  ])('%s', async (name, expected) => {
    close(await valuesAt(name, ({ motions }) => motions[0]!.drift), expected)
  })

  it('for a finite learning rate', async () => {
    const finite: typeof valuesAt extends (n: Name, p: infer P) => unknown ? P : never = ({ motions }) => motions[0]!.finiteStep!.drift // prettier-ignore
    close(await valuesAt('W1', finite, 0.1), [-1.12044817927171])
    close(await valuesAt('W2', finite, 0.1), [-0.235953204811336])
    close(await valuesAt('W5a', finite, 0.05), [-12.6854219948849])
    close(await valuesAt('W5b', finite, 0.05), [-0.704678802467278])
  })

  it('term by term', async () => {
    const of = (name: string) => (limit: Awaited<ReturnType<typeof limitOf>>['limit']) => limit.motions[0]!.terms.find((term) => term.name === name)!.entries // prettier-ignore
    close(await valuesAt('W2', of('normal fluctuations')), [-0.207612456747405])
    close(await valuesAt('W2', of('curvature of the coordinates')), [0.027681660899654])
    close(await valuesAt('W9', of('mixed')), [-0.768])
    close(await valuesAt('W9', ({ motions }) => motions[0]!.diffusion!.flat()), [1.4592])
    close(await valuesAt('W2', ({ motions }) => motions[0]!.diffusion!.flat()), [16 / 17])
  })
}) // prettier-ignore

describe('formulas of the theory', () => {
  it('u²v = 1 with noise in the labels', async () => {
    const { limit, model } = await limitOf('W5a')
    const [u] = model.symbols
    const { drift, fixedPoints, solution, potential } = limit.motions[0]!
    for (const x of [2, 0.6, -1.3]) close([at(drift[0]!, u!, x)], [(-(x ** 3) * (x ** 6 - 2)) / (x ** 6 + 4)])
    const positive = fixedPoints!.points.find(({ values }) => values![0]! > 0)!
    expect(toText(positive.exact![0]!)).toBe('2^(1/6)')
    close(positive.values!, [2 ** (1 / 6)])
    expect(positive.stability).toBe('attracting')
    expect(fixedPoints!.complete && fixedPoints!.points).toHaveLength(2)
    expect(potential!.minimises).toContain('tr')
    const passed = at(solution!.firstIntegral, u!, 1.56189126888649) - at(solution!.firstIntegral, u!, 2)
    close([passed], [0.1], 13)
  })

  it('uv = 1 as exp(s): tanh, the decay of sinh 2s, and noise', async () => {
    const hyperbola = (at: Parameters<typeof curve>[0]) => ({ branch: curve(at, (s) => [s.graph.call('exp', [s]), s.graph.call('exp', [multiply(-1, s)])]) }) // prettier-ignore
    const label = await limitOf('W1', hyperbola)
    const s = label.limit.branch.free[0]!
    const [flow] = label.limit.motions
    const alpha = flow!.finiteStep!.alpha
    for (const x of [-1.1, 0.2, 0.9]) {
      close([at(flow!.drift[0]!, s, x)], [-Math.tanh(2 * x) / 2])
      const finite = evaluate(flow!.finiteStep!.drift[0]!, new Map<Expression, number>([[s, x], [alpha, 0.1]])) // prettier-ignore
      close([finite], [-Math.tanh(2 * x) / (2 - 0.2 * Math.cosh(2 * x))])
    }
    const { quantity, rate } = flow!.solution!.exponential!
    expect(Math.abs(at(quantity, s, 0.7) / Math.sinh(1.4))).toBeCloseTo(Math.abs(at(quantity, s, 0.3) / Math.sinh(0.6)), 12) // prettier-ignore
    expect(toText(rate)).toBe('-1')
    const sgld = (await limitOf('W2', hyperbola)).limit
    const [motion] = sgld.motions
    const t = sgld.branch.free[0]!
    for (const x of [-1.1, 0.2, 0.9]) {
      close([at(motion!.drift[0]!, t, x)], [-Math.tanh(2 * x) / Math.cosh(2 * x) / 2])
      close([at(motion!.diffusion![0]![0]!, t, x)], [1 / (2 * Math.cosh(2 * x))])
    }
    expect(toText(motion!.stationary!.density)).toBe('1')
    expect(motion!.stationary!.normalisable).toBe('no')
  })

  it('the circle by its angle: the drift is half the slope of the diffusion, and the law uniform', async () => {
    const { limit } = await limitOf('W9', (at) => ({ branch: curve(at, (s) => [s.graph.call('cos', [s]), s.graph.call('sin', [s])]) })) // prettier-ignore
    const [motion] = limit.motions
    const s = limit.branch.free[0]!
    for (const x of [0.3, 2, 4]) {
      close([at(motion!.diffusion![0]![0]!, s, x)], [3 * Math.sin(x) ** 2 + Math.cos(x) ** 2])
      close([at(motion!.drift[0]!, s, x)], [2 * Math.sin(x) * Math.cos(x)])
    }
    expect(toText(motion!.stationary!.density)).toBe('1')
    expect(motion!.stationary!.normalisable).toBe('on one period')
  })

  it('the second potential of W13 reaches s = 0.14178582260 from 0 at time 1', async () => {
    const { limit, model } = await limitOf('W13')
    const T = limit.motions[0]!.solution!.firstIntegral
    close([at(T, model.symbols[0]!, Math.exp(0.1417858226)) - at(T, model.symbols[0]!, 1)], [1], 9)
    expect(limit.motions[0]!.fixedPoints).toMatchObject({ points: [], complete: true })
  })

  it('both limits of conditionally degenerate noise', async () => {
    const noise = { variables: { eta: 2 }, loss: '(u*v - 1 - eta[1])^2/2 + eta[2]^2*u*(u*v - 1)/2' }
    const model = { parameters: ['u', 'v'], residuals: ['u*v - 1'], noise }
    const { limit, model: read } = await limitOf({ model, noise: 'written', at: 'u=2,v=1/2' })
    expect(limit.motions.map(({ time }) => [time.alpha, time.sigma])).toEqual([[2, 2], [1, 4]]) // prettier-ignore
    const s = Math.log(2)
    const sum = limit.motions.reduce((total, { drift }) => total + at(drift[0]!, read.symbols[0]!, 2) / 2, 0)
    close([sum], [-Math.tanh(2 * s) / 2 + Math.exp(2 * s) / (8 * Math.cosh(2 * s))])
  })
})

describe('what follows from the limits', () => {
  it('the explicit solution is where the flow goes', async () => {
    const { limit, landscape, point } = await limitOf('W1')
    const { exponential, explicit } = limit.motions[0]!.solution!
    const u = limit.branch.free[0]!
    const field = (w: Float64Array, out: Float64Array): void => {
      // −¼P∇tr H of u²+v²; the flow projects it.
      out.set(w.map((x) => -x / 2))
    }
    const { states } = flowOnSet(landscape, point, field, 1, { tolerance: 1e-11 })
    const value = Math.exp(-1) * at(exponential!.quantity, u, 2)
    close([at(explicit!.state, explicit!.value, value)], [1.38007034123766])
    close([states[0]![0]!], [1.38007034123766], 9)
  })

  it('quantities with known means, also in several dimensions', async () => {
    const rates = async (name: Name) => (await limitOf(name)).limit.motions[0]!.quantities.map(({ quantity, rate }) => `${toText(quantity)}: ${toText(rate)}`) // prettier-ignore
    expect(await rates('W1')).toEqual(['u^2 - v^2: -1'])
    expect(await rates('W2')).toEqual(['u^2 - v^2: 0'])
    expect(await rates('W3')).toEqual(['u^2 - v^2: -2'])
    expect(await rates('W7')).toEqual(['u^2 - v^2: 0'])
    expect(await rates('W8a')).toEqual(['u1*v1: -4', 'u2*v2: -16'])
  })

  it.each<Name>(['W2', 'W5b', 'W10a'])(
    'the density of isotropic noise is that of Laplace: %s',
    async (name) => {
      const { limit, landscape } = await limitOf(name)
      const { perVolume } = limit.motions[0]!.stationary!
      const { free, coordinates } = limit.branch
      const ratios = [0.7, 1.4, 2.2].map((x) => {
        const values = new Map([[free[0]!, x]])
        const w = Float64Array.from(coordinates, (e) => evaluate(e, values))
        const eigenvalues = symmetricEigen(landscape.hessian(w)).values.slice(1)
        return evaluate(perVolume, values) * Math.sqrt(eigenvalues.reduce((a, b) => a * b))
      })
      close(ratios, [ratios[0]!, ratios[0]!, ratios[0]!], 12)
    },
  )

  it('also on a surface', async () => {
    const { limit, landscape } = await limitOf({ model: { parameters: ['u', 'v', 'w'], residuals: ['u*v + w - 1'] }, noise: 'additive', at: 'u=.8,v=.5,w=.6' }) // prettier-ignore
    const { perVolume, density } = limit.motions[0]!.stationary!
    const [u, v] = limit.branch.free
    const ratios = [
      [0.3, 1.2],
      [-1, 0.4],
      [2, 1.5],
    ].map(([x, y]) => {
      const values = new Map([
        [u!, x!],
        [v!, y!],
      ])
      const largest = symmetricEigen(landscape.hessian(Float64Array.of(x!, y!, 1 - x! * y!))).values[2]!
      expect(evaluate(density, values)).toBeCloseTo(1, 12)
      return evaluate(perVolume, values) * Math.sqrt(largest)
    })
    close(ratios, [ratios[0]!, ratios[0]!, ratios[0]!], 12)
  })

  it('ends of densities: integrable ones too', async () => {
    const circle = (await limitOf('W9')).limit.motions[0]!.stationary!
    expect(circle).toMatchObject({ normalisable: 'yes', ends: { low: { at: -1, exponent: -1 / 2 }, high: { at: 1, exponent: -1 / 2 } } }) // prettier-ignore
    const power = (await limitOf('W5b')).limit.motions[0]!.stationary!
    expect(power).toMatchObject({ normalisable: 'no', ends: { low: { at: 0, exponent: -2, integrable: false }, high: { exponent: -2, integrable: true } } }) // prettier-ignore
    expect([power.density, power.uniformIn!].map(toText)).toEqual(['1/u^2', '-1/u'])
  })

  it('fixed points without closed form are counted and enclosed', async () => {
    const { limit } = await limitOf('W10b')
    const { points, complete } = limit.motions[0]!.fixedPoints!
    expect([points.length, complete]).toEqual([2, true])
    const w = points[1]!.values![0]!
    expect(points[1]!.exact).toBeUndefined()
    close([5 * w ** 8 - 8 * w ** 2 - 1], [0], 13)
  })

  it('a density with several factors is written with few', async () => {
    const { limit } = await limitOf({ model: { parameters: ['a', 'b'], residuals: ['a*tanh(b) - 1'] }, noise: 'additive', at: 'a=1.5,b=.8' }) // prettier-ignore
    const { density } = limit.motions[0]!.stationary!
    expect(toText(density).length).toBeLessThan(40)
  })

  it('an edge of the branch is no fixed point on it', async () => {
    const { limit } = await limitOf({ model: { parameters: ['a', 'b'], residuals: ['a^2 + 2*b^2 - 3'] }, noise: 'drop-connect', options: { law: 'gaussian' }, at: 'a=1,b=1' }) // prettier-ignore
    const { points, note } = limit.motions[0]!.fixedPoints!
    expect(points.map(({ exact, stability }) => [toText(exact![0]!), stability])).toEqual([['-sqrt(3)/2', 'attracting'], ['0', 'repelling'], ['sqrt(3)/2', 'attracting']]) // prettier-ignore
    expect(note).toMatch(/edge/)
  })

  it('critical points on a surface: one in each quadrant', async () => {
    const { limit } = await limitOf({ model: { parameters: ['a', 'b', 'c'], residuals: ['a*b*c - 1'] }, noise: 'label-noise', at: 'a=1,b=1,c=1' }) // prettier-ignore
    const { points, complete } = limit.motions[0]!.fixedPoints!
    expect(points.map(({ values }) => values!.join()).sort()).toEqual(['-1,-1', '-1,1', '1,-1', '1,1'])
    expect(complete && points.every(({ stability }) => stability === 'attracting')).toBe(true)
  })

  it('a model that is not on the page: uv³ = 1', async () => {
    const { limit } = await limitOf({ model: { parameters: ['u', 'v'], residuals: ['u*v^3 - 1'] }, noise: 'label-noise', at: 'u=1,v=1' }) // prettier-ignore
    const { drift, fixedPoints } = limit.motions[0]!
    const [x] = limit.branch.free
    const isV = limit.branch.coordinates.indexOf(x!) === 1
    for (const v of [0.8, 1.3, 1.7]) {
      // By SymPy, from −¼P∇|∇r|².
      const ofV = (-3 * v ** 5 * (v ** 8 - 3)) / (2 * (v ** 8 + 9))
      close([at(drift[0]!, x!, isV ? v : v ** -3)], [isV ? ofV : -3 * v ** -4 * ofV], 12)
    }
    const attractor = fixedPoints!.points.find(({ values }) => values![0]! > 0)!
    close(attractor.values!, [isV ? 3 ** (1 / 8) : 3 ** (-3 / 8)], 13)
  })

  it('two residuals and noise that leans across the set', async () => {
    const options = {
      covariance: [
        [3, 0, 0],
        [0, 1, 0],
        [0, 0, 2],
      ],
    }
    const { limit, point, objects } = await limitOf({ ...cases.W10a, options })
    const expected = noiseCoefficients(objects, point, { exact: false }).slowDrift.total
    const [place] = limit.branch.free
    const index = limit.branch.coordinates.indexOf(place!)
    close(
      [at(limit.motions.at(-1)!.drift[0]!, place!, point.coordinates[index]!)],
      [expected[index]!.value],
      11,
    )
  })
})

const written = async (name: Name) => {
  const steps = derivationSteps((await limitOf(name)).limit)
  return { text: steps.map(({ says }) => plain(says)).join('\n'), formulas: steps.flatMap(({ formula = [] }) => formula) } // prettier-ignore
}

describe('the derivation of a limit along the set', () => {
  it('of a flow, with its solution', async () => {
    const { text, formulas } = await written('W1')
    expect(text).toMatch(/parametrised by u, where u ≠ 0/)
    expect(text).toMatch(/t = kα²σ²/)
    expect(text).toMatch(/u = -1, u = 1 \(each attracting: a minimum of tr ∇²L on the set\)/)
    expect(text).toMatch(/u² - v²; along the limit it is proportional to e⁻ᵗ/)
    expect(formulas).toContain('\\dot{u} = \\frac{u\\,(1 - u^{4})}{2\\,(u^{4} + 1)}')
    expect(formulas).toContain('I = u^{2} - \\frac{1}{u^{2}}, \\qquad I(t) = e^{-t}\\, I(0)')
  })

  it('of a diffusion, term by term, with the density it keeps', async () => {
    const { text, formulas } = await written('W9')
    expect(text).toMatch(/From noise that leans across the set, .* comes:/)
    expect(text).toMatch(/It is a probability density/)
    expect(formulas).toContain('p = \\frac{1}{\\sqrt{1 - u^{2}}}')
    expect(formulas).toContain('du = \\bigl(3 u^{3} - \\frac{7}{2}\\,u\\bigr)\\, dt + \\sqrt{a}\\, dB')
    expect((await written('W2')).text).toMatch(/uniform in log\(\|u\|\)\. It is not a probability density/)
  })

  it('of the second potential; every formula fits a page', async () => {
    const { text, formulas } = await written('W13')
    expect(text).toMatch(/t = kασ⁴/)
    expect(text).toMatch(/no fixed point on this branch/)
    expect(formulas.every((formula) => latexWidth(formula) <= 220)).toBe(true)
  })
})

describe('what is missing has its reason', () => {
  const reason = async (name: Name, options: LimitAlongOptions = {}) => {
    const { landscape, point, objects } = placed(cases[name])
    const found = await limitAlong(
      landscape,
      point,
      objects,
      classifyNoise(landscape, point, objects),
      options,
    )
    return 'missing' in found ? found.missing : 'nothing is missing'
  }

  it('no motion, no time', async () => {
    expect(await reason('W12')).toMatch(/stays where it is/)
    expect(await reason('W13', { budget: within(unlimited, 0) })).toMatch(
      /in the time given|time given was over/,
    )
  })

  it('kinks have no closed form', async () => {
    const model = { parameters: ['a', 'b'], residuals: ['a*relu(b) - 1'] }
    await expect(limitOf({ model, noise: 'label-noise', at: 'a=1,b=1' })).rejects.toThrow(/kinks/)
  })

  it('a wrong branch is refused, whatever its certificate says', async () => {
    const { branch } = (await limitOf('W13')).limit
    const here = placed(cases.W3)
    const [u] = here.model.symbols as [SymbolNode]
    const through = (coordinates: readonly Expression[]) => limitAlong(here.landscape, here.point, here.objects, classifyNoise(here.landscape, here.point, here.objects), { branch: { ...branch, free: [u], coordinates, domain: [], smooth: [] } }) // prettier-ignore
    expect(await through([u, divide(1, u)])).not.toHaveProperty('missing')
    expect(await through([u, divide(2, u)])).toHaveProperty('missing')
    expect(await through([u, u])).toHaveProperty('missing')
    expect(await reason('W3', { branch })).toMatch(/another model/)
  })
})
