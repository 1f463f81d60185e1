import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundedLatex,
  boundLatex,
  endsLatex,
  outwardLatex,
  intervalLatex,
  numberLatex,
  percentLatex,
  terminatingDecimal,
} from '../../src/report/numbers.js'

/** The number that a formula of ours stands for. */
function read(latex: string): number {
  return Number(latex.replace(/\\cdot 10\^\{(-?\d+)\}/, 'e$1').replace(/^(-?)10\^\{(-?\d+)\}$/, '$11e$2'))
}

/** Reads `v ± w`, with or without a common power of ten. */
function readInterval(latex: string): { value: number; width: number } {
  const powered = /^\((.*)\)\\cdot 10\^\{(-?\d+)\}$/.exec(latex)
  const unit = powered === null ? 1 : 10 ** Number(powered[2])
  const [value, width] = (powered?.[1] ?? latex).split(' \\pm ')
  return { value: read(value!) * unit, width: width === undefined ? 0 : read(width) * unit }
}

const ordinary = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 })
  .filter((x) => x === 0 || Math.abs(x) > 1e-30)
const small = fc.double({ noNaN: true, min: 1e-18, max: 0.5 })

describe('numbers in formulas', () => {
  it('are plain where people write them plainly, and powers of ten elsewhere', () => {
    expect(numberLatex(0.16)).toBe('0.16')
    expect(numberLatex(-0)).toBe('0')
    expect(numberLatex(1 / 3)).toBe('0.333333')
    expect(numberLatex(123456)).toBe('123456')
    expect(numberLatex(3e-9)).toBe('3\\cdot 10^{-9}')
    expect(numberLatex(-1e12)).toBe('-10^{12}')
    expect(numberLatex(NaN)).not.toMatch(/NaN/)
    expect(numberLatex(Infinity)).toBe('\\infty')
    expect(percentLatex(0.02)).toBe('2\\,\\%')
  })

  it('are right to the digits shown', () => {
    fc.assert(
      fc.property(ordinary, (value) => {
        expect(Math.abs(read(numberLatex(value, 6)) - value)).toBeLessThanOrEqual(5.001e-6 * Math.abs(value))
      }),
    )
  })

  it('never state a bound that is smaller than the error', () => {
    expect(boundLatex(3.2e-9)).toBe('4\\cdot 10^{-9}')
    expect(boundLatex(1e-9)).toBe('10^{-9}')
    fc.assert(
      fc.property(small, (error) => {
        expect(read(boundLatex(error))).toBeGreaterThanOrEqual(error * (1 - 1e-12))
      }),
    )
  })

  it('carry an error that covers the rounding of what is shown', () => {
    expect(boundedLatex(1 / 3, 1e-14)).toBe('0.33333333 \\pm 4\\cdot 10^{-9}')
    expect(boundedLatex(0.16, 0)).toBe('0.16')
    expect(boundedLatex(0, 1e-10)).toBe('0 \\pm 10^{-10}')
    fc.assert(
      fc.property(ordinary, small, (value, relative) => {
        const error = relative * Math.max(Math.abs(value), 1e-20)
        const { value: shown, width } = readInterval(boundedLatex(value, error))
        expect(width).toBeGreaterThanOrEqual((error + Math.abs(shown - value)) * (1 - 1e-9))
      }),
    )
  })

  it('show an interval to the digits its width has', () => {
    expect(intervalLatex(0.160034, 0.000412)).toBe('0.16003 \\pm 0.00042')
    expect(intervalLatex(-3.75, 0.12)).toBe('-3.75 \\pm 0.12')
    expect(intervalLatex(0.00001, 0.0002)).toBe('0.00001 \\pm 0.00020')
    expect(intervalLatex(-0.0001, 0.12)).toBe('0.00 \\pm 0.12')
    expect(intervalLatex(1.5e-7, 2.5e-9)).toBe('(1.500 \\pm 0.025)\\cdot 10^{-7}')
    fc.assert(
      fc.property(ordinary, small, (value, relative) => {
        fc.pre(value !== 0)
        const halfWidth = relative * Math.abs(value)
        const { value: shown, width } = readInterval(intervalLatex(value, halfWidth))
        expect(width).toBeGreaterThanOrEqual(halfWidth * (1 - 1e-9))
        expect(width).toBeLessThanOrEqual(halfWidth * 1.11)
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.06 * halfWidth + 1e-15 * Math.abs(value))
      }),
    )
  })

  it('round the ends of an interval outwards, and not far', () => {
    expect(endsLatex(0.15963, 0.16045)).toEqual(['0.15963', '0.16045'])
    expect(endsLatex(0.265936, 0.27127)).toEqual(['0.2659', '0.2713'])
    expect(endsLatex(-0.00001, 0.00002)).toEqual(['-1.0\\cdot 10^{-5}', '2.0\\cdot 10^{-5}'])
    fc.assert(
      fc.property(ordinary, small, (lo, relative) => {
        const hi = lo + Math.max(Math.abs(lo), 1e-20) * Math.max(relative, 1e-10)
        const [a, b] = endsLatex(lo, hi).map(read) as [number, number]
        const slack = 2e-14 * Math.max(Math.abs(lo), Math.abs(hi))
        expect(a).toBeLessThanOrEqual(lo + slack)
        expect(b).toBeGreaterThanOrEqual(hi - slack)
        expect(b - a).toBeLessThanOrEqual(1.07 * (hi - lo) + 2 * slack)
      }),
    )
  })

  it('keep a certain bound on its side, with few digits', () => {
    expect(outwardLatex(-0.2332736, 'above', 6)).toBe('-0.233273')
    expect(outwardLatex(-0.2332736, 'below', 6)).toBe('-0.233274')
    expect(outwardLatex(999.96, 'above', 4)).toBe('1000')
    expect(outwardLatex(1000.4, 'above', 4)).toBe('1001')
    expect(outwardLatex(-Infinity, 'below', 4)).toBe('-\\infty')
    fc.assert(
      fc.property(ordinary, fc.integer({ min: 3, max: 12 }), (value, digits) => {
        const [low, high] = (['below', 'above'] as const).map((side) =>
          read(outwardLatex(value, side, digits)),
        ) as [number, number]
        expect([low <= value, value <= high]).toEqual([true, true])
        expect(high - low).toBeLessThanOrEqual(Math.abs(value) * 10 ** (1 - digits) * 1.001)
      }),
    )
  })

  it('call a decimal equal only when it is', () => {
    expect(terminatingDecimal('4/25')).toBe('0.16')
    expect(terminatingDecimal('-15/4')).toBe('-3.75')
    expect(terminatingDecimal('7')).toBe('7')
    expect(terminatingDecimal('1/3')).toBeUndefined()
    expect(terminatingDecimal('1/10000000')).toBeUndefined()
    expect(terminatingDecimal('sqrt(2)')).toBeUndefined()
  })
})
