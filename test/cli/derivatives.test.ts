import { describe, expect, it } from 'vitest'
import { acceptableError, checkDerivatives, finiteDifferenceError } from '../../src/cli/finite-differences.js'
import { landscapeOf } from '../../src/geometry/index.js'
import { modelFrom } from '../../src/model/index.js'
import { thalweg } from './surroundings.js'

const value = (f: (x: number, y: number) => number) => (w: Float64Array) => Float64Array.of(f(w[0]!, w[1]!))
const at = Float64Array.of(0.7, -1.3)

describe('derivatives against finite differences', () => {
  it('agrees with a right gradient and notices an entry that is off by a ten-thousandth', () => {
    const f = value((x, y) => Math.exp(x) * y ** 3)
    const right = [Math.exp(0.7) * (-1.3) ** 3, 3 * Math.exp(0.7) * 1.69]
    expect(finiteDifferenceError(at, f, right)).toBeLessThan(1e-9)
    expect(finiteDifferenceError(at, f, [right[0]!, right[1]! * 1.0001])).toBeGreaterThan(acceptableError)
  })
  it('is not disturbed by a derivative that vanishes', () => {
    const constant = value(() => 1 / 3)
    expect(finiteDifferenceError(at, constant, [0, 0])).toBeLessThan(1e-9)
  })
  it('has no opinion where the function is undefined', () => {
    const f = value((x, y) => Math.log(x) + y)
    expect(finiteDifferenceError(Float64Array.of(0.0001, 1), f, [10000, 1])).toBeNaN()
  })

  const landscape = (loss: string) => landscapeOf(modelFrom({ title: 't', parameters: ['u', 'v'], loss }))
  it('finds a place in the domain near its edge', () => {
    // A step of the first trial leads to negative v.
    const found = checkDerivatives(landscape('(sqrt(u) - 1)^2 + (sqrt(v) - 1/10)^2'), Float64Array.of(1, 0.01))
    expect(Math.max(found!.gradient, found!.hessian)).toBeLessThan(acceptableError)
  })
  it('finds a place away from a kink', () => {
    const found = checkDerivatives(landscape('abs(u - 1)^3*v + relu(v - u)'), Float64Array.of(1, 1))
    expect(Math.max(found!.gradient, found!.hessian)).toBeLessThan(acceptableError)
  })
  it('says so where nothing near is finite', async () => {
    expect(checkDerivatives(landscape('log(u) + v'), Float64Array.of(-5, 1))).toBeUndefined()
  })
  it.each(['scalar-factorisation', 'relu-neuron', 'no-zero-loss', 'log-cosh-regression'])('of %s', async (name) => {
    const { exitCode, stdout } = await thalweg(['check', name, '--derivatives'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/derivatives +agree with finite differences/)
  })
}) // prettier-ignore
