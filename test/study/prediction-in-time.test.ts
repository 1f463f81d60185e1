import { describe, expect, it } from 'vitest'
import { work } from '../../src/base/budget.js'
import { exitCodeOf } from '../../src/cli/exit-codes.js'
import { modelFrom } from '../../src/model/index.js'
import { chooseTheorems, predictionOf, type Question, situate } from '../../src/study/index.js'
import { verify } from '../../src/verify/index.js'
import { thalweg } from '../cli/surroundings.js'

const curve = modelFrom({ title: 'uv', parameters: ['u', 'v'], residuals: ['u*v - 1'], points: { a: { u: 2, v: '1/2' } } }) // prettier-ignore
const surface = modelFrom({ title: 'uvw', parameters: ['u', 'v', 'w'], residuals: ['u*v*w - 1'], points: { a: { u: 1, v: '1/2', w: 2 } } }) // prettier-ignore
const models = { curve, surface }
const theoremOf = (id: string) => chooseTheorems([id])[0]!
const at = (model: typeof curve, question: Question) => situate(model, { at: 'a', ...question }).situation

describe('predictions about noise, in time', () => {
  it.each([
    ['noise/slow-drift', 'curve', 'label-noise', /following a flow/],
    ['noise/fast-drift', 'curve', 'perturbed', /following a flow/],
    ['noise/label-noise-drift', 'curve', 'label-noise', /differential equation|following/],
    ['noise/convergence-order', 'curve', 'label-noise', /following a flow/],
    ['noise/slow-diffusion', 'curve', 'additive', /a diffusion along a curve/],
    ['noise/slow-diffusion', 'surface', 'additive', /an ensemble/],
  ] as const)('%s on a %s with %s stops where it is', (id, model, noise, what) => {
    const situation = at(models[model], { noise })
    // The class is known, as it is after another theorem: what stops is the prediction itself.
    expect(situation.noise!.kind.kind).not.toBe('trivial')
    const stopped = [1, 5, 25, 125, 625].flatMap((looks) => {
      const { prediction, problem } = predictionOf(theoremOf(id), situation, work(looks))
      expect(prediction === undefined).toBe(problem !== undefined)
      return problem === undefined ? [] : [problem]
    })
    expect(stopped.map(({ code }) => code)).toEqual(stopped.map(() => 'out-of-budget'))
    expect(JSON.stringify(stopped.map(({ facts }) => facts))).toMatch(what)
  })

  it('are the same with time to spare', () => {
    const situation = at(curve, { noise: 'additive' })
    const theorem = theoremOf('noise/slow-diffusion')
    expect(predictionOf(theorem, situation, work(1e9)).prediction).toEqual(predictionOf(theorem, situation).prediction) // prettier-ignore
  })

  it('do not begin where the class of the noise is not known in time, and a later question finds it', () => {
    const situation = at(curve, { noise: 'additive' })
    const theorem = theoremOf('noise/slow-diffusion')
    const { problem, hypotheses } = predictionOf(theorem, situation, work(3))
    expect(problem?.code).toBe('out-of-budget')
    expect(hypotheses.find(({ id }) => id === 'diffusing-noise')).toMatchObject({ state: 'unknown' })
    expect(hypotheses.find(({ id }) => id === 'diffusing-noise')!.evidence).toMatch(
      /classification of the noise ran out/,
    )
    expect(situation.noise!.kind).toMatchObject({ kind: 'strictly degenerate', diffuses: true })
  })

  it('end in a verdict that concludes nothing, with what was found', async () => {
    const situation = at(surface, { noise: 'additive' })
    expect(situation.noise!.kind.diffuses).toBe(true)
    const verdict = await verify(theoremOf('noise/slow-diffusion'), situation, { seed: 1, budget: work(40) })
    expect(verdict.outcome).toBe('inconclusive')
    expect(verdict.summary).toMatch(/^Nothing is concluded: the time did not suffice for the prediction\. .*the time given; reached/) // prettier-ignore
    expect(verdict.hypotheses.filter(({ state }) => state === 'proved').length).toBeGreaterThan(3)
    expect(exitCodeOf([verdict])).toBe(3)
  })
})

describe('predictions about stability, in time', () => {
  // Grids of directions converge slowly here: λ alone takes a large part of a second.
  const nearlyReducible = modelFrom({
    title: 'nearly reducible',
    parameters: { w: 2, f: 1 },
    data: { x: [[1.4, 0], [4.2, 0], [0.05, 0.5]], y: [0, 0, 0] },
    output: 'dot(w, x)',
    points: { a: { w: [0, 0], f: [1] } },
  }) // prettier-ignore
  const five = modelFrom({
    title: 'five directions',
    parameters: { w: 5, f: 1 },
    data: { x: [[1, 2, 0, 1, 0], [0, 1, 1, -1, 1], [2, 0, 1, 1, -1], [1, 1, 1, 0, 2], [0, 0, 1, 2, 1]], y: [0, 0, 0, 0, 0] },
    output: 'dot(w, x)',
    points: { a: { w: [0, 0, 0, 0, 0], f: [1] } },
  }) // prettier-ignore

  it('keep the exponent where the time was over after it', () => {
    const theorem = theoremOf('stability/sgd-lyapunov')
    const situation = at(five, { learningRate: '0.2' })
    const found = [1, 2, 4, 8, 16, 32, 64, 128, 1e6].map((looks) =>
      predictionOf(theorem, situation, work(looks)),
    )
    const unfinished = found.filter(({ problem }) => problem !== undefined)
    const partial = unfinished.filter(({ prediction }) => prediction !== undefined)
    expect(partial.length).toBeGreaterThan(0)
    expect(unfinished.length).toBeGreaterThan(partial.length)
    expect(found.at(-1)!.problem).toBeUndefined()
    expect(found.at(-1)!.prediction!.quantities['threshold']).toBeDefined()
    for (const { prediction, problem } of partial) {
      expect(prediction!.quantities['exponent']!.estimate.value).toBeLessThan(0)
      expect(prediction!.quantities['threshold']).toBeUndefined()
      expect(JSON.stringify(problem!.facts)).toMatch(/almost-sure threshold.*λ = -0/)
    }
    for (const { problem } of unfinished.filter(({ prediction }) => prediction === undefined))
      expect(JSON.stringify(problem!.facts)).toMatch(/simulation of the Lyapunov exponent/)
  })

  it.each(['stability/sgd-lyapunov', 'stability/sgd-settling'])(
    '%s ends in a verdict that concludes nothing',
    async (id) => {
      const situation = at(five, { learningRate: '0.2' })
      const verdict = await verify(theoremOf(id), situation, { seed: 1, budget: work(3) })
      expect(verdict.outcome).toBe('inconclusive')
      expect(verdict.summary).toMatch(/^Nothing is concluded: the time did not suffice for the prediction/)
      expect(exitCodeOf([verdict])).toBe(3)
    },
  )

  it('are over soon after the time given', () => {
    const situation = at(nearlyReducible, { learningRate: '0.528' })
    const started = performance.now()
    const budget = { deadline: started + 300 }
    const { problem } = predictionOf(theoremOf('stability/sgd-lyapunov'), situation, budget)
    // One grid and what is simulated at least are always finished.
    expect(performance.now() - started).toBeLessThan(4000)
    expect(problem?.code).toBe('out-of-budget')
  })
})

describe('predict --within', () => {
  const input = JSON.stringify({
    title: 't',
    parameters: { w: 6 },
    residuals: ['w[1]*w[2]*w[3]*w[4]*w[5]*w[6] - 1'],
  })
  it('ends in time and keeps what is predicted by then', async () => {
    const command = ['predict', '-', 'gradient-descent-threshold', 'slow-diffusion', '--at', 'w=[1,1,1,1,1,1]', '--noise', 'additive', '--within', '600ms'] // prettier-ignore
    const started = performance.now()
    const { exitCode, stdout } = await thalweg(command, { input })
    expect(performance.now() - started).toBeLessThan(6000)
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(/Gradient descent .*learning rate/is)
    expect(stdout).toMatch(/the time did not suffice for the prediction/)
    const json = JSON.parse((await thalweg([...command, '--json'], { input })).stdout)
    expect(json.predictions[1]).toMatchObject({ applies: true, prediction: null })
    expect(json.predictions[1].problem).toMatch(/the time given/)
    expect(json.predictions[0]).toMatchObject({ applies: true, problem: null })
  })
})
