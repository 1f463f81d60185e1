import type { PlotAxis, PlotDescription } from './plot.js'
import { checkPlot, valuesOf } from './plot.js'

/** The range of an axis and the ticks on it. */
export interface AxisFrame {
  readonly lo: number
  readonly hi: number
  readonly ticks: readonly Tick[]
}

export interface Tick {
  readonly value: number
  readonly latex: string
  readonly plain: string
}

export interface PlotFrame {
  readonly x: AxisFrame
  readonly y: AxisFrame
}

/** Ranges and ticks of a figure. @throws ProblemError as `checkPlot` does. */
export function plotFrame(plot: PlotDescription): PlotFrame {
  checkPlot(plot)
  const values = plot.marks.map(valuesOf)
  return {
    x: axisFrame(plot.x, values.flatMap(({ xs }) => xs), 0.02),
    y: axisFrame(plot.y, values.flatMap(({ ys }) => ys), 0.06),
  }
} // prettier-ignore

function axisFrame(axis: PlotAxis, values: readonly number[], padding: number): AxisFrame {
  const log = axis.scale === 'log'
  const [lo, hi] = axis.domain === undefined ? range(values, log, padding) : ordered(axis.domain, log)
  return { lo, hi, ticks: log ? logTicks(lo, hi) : linearTicks(lo, hi) }
}

function range(values: readonly number[], log: boolean, padding: number): [number, number] {
  if (values.length === 0) return log ? [0.1, 10] : [0, 1]
  const along = log ? values.map(Math.log10) : values
  const [low, high] = [along.reduce((a, b) => Math.min(a, b)), along.reduce((a, b) => Math.max(a, b))]
  const [lo, hi] = widened(low, high)
  const margin = (hi - lo) * padding
  return log ? [10 ** (lo - margin), 10 ** (hi + margin)] : [lo - margin, hi + margin]
}

function ordered([first, second]: readonly [number, number], log: boolean): [number, number] {
  const [lo, hi] = first < second ? [first, second] : [second, first]
  if (!log) return widened(lo, hi)
  const [low, high] = widened(Math.log10(lo), Math.log10(hi))
  return low === Math.log10(lo) ? [lo, hi] : [10 ** low, 10 ** high]
}

/** A range that is not too narrow for TeX's arithmetic: variation below a ten-thousandth is shown as constant. */
function widened(lo: number, hi: number): [number, number] {
  const least = 1e-4 * Math.max(Math.abs(lo), Math.abs(hi))
  if (hi - lo > least) return [lo, hi]
  const half = lo === 0 && hi === 0 ? 1 : Math.max(0.05 * Math.abs(lo), least)
  return [(lo + hi) / 2 - half, (lo + hi) / 2 + half]
}

function linearTicks(lo: number, hi: number): Tick[] {
  const rough = (hi - lo) / 6
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power
  const first = Math.ceil(lo / step - 1e-9)
  const last = Math.floor(hi / step + 1e-9)
  const values = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
  const largest = Math.max(Math.abs(lo), Math.abs(hi))
  const exponent = Math.floor(Math.log10(largest))
  const scientific = exponent >= 5 || exponent < -3
  const unit = scientific ? 10 ** exponent : 1
  const quarter = Number((step / power).toPrecision(3)) === 2.5 ? 1 : 0
  const decimals = Math.max(0, quarter - Math.floor(Math.log10(step / unit) + 1e-9))
  return values.map((value) => decimalTick(value, unit, scientific ? exponent : undefined, Math.min(decimals, 12)))
} // prettier-ignore

function decimalTick(value: number, unit: number, exponent: number | undefined, decimals: number): Tick {
  const rounded = Number((value / unit).toFixed(decimals)) === 0 ? 0 : value / unit
  const digits = rounded.toFixed(decimals)
  const suffix = exponent === undefined || rounded === 0
  return {
    value: rounded === 0 ? 0 : value,
    latex: suffix ? digits : `${digits}\\cdot 10^{${exponent}}`,
    plain: (suffix ? digits : `${digits}·10${superscript(exponent)}`).replace('-', '−'),
  }
}

function logTicks(lo: number, hi: number): Tick[] {
  const first = Math.ceil(Math.log10(lo) - 1e-9)
  const last = Math.floor(Math.log10(hi) + 1e-9)
  if (last - first < 1) return fewLogTicks(lo, hi)
  const stride = Math.ceil((last - first + 1) / 8)
  const exponents = Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => first + index * stride)
  return exponents.map(powerTick)
} // prettier-ignore

/** Less than two powers of ten in sight: 1, 2 and 5 times powers, or even steps where that is too few as well. */
function fewLogTicks(lo: number, hi: number): Tick[] {
  const base = Math.floor(Math.log10(lo))
  const candidates = [base, base + 1].flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power))
  const inside = candidates.filter((value) => value >= lo * 0.999 && value <= hi * 1.001)
  if (inside.length < 2) return linearTicks(lo, hi).filter(({ value }) => value > 0)
  return inside.map((value) => {
    const text = String(Number(value.toPrecision(2)))
    const power = Math.floor(Math.log10(value) + 1e-9)
    return text.length < 7 ? { value, latex: text, plain: text } : scaledPower(value, power)
  })
}

function scaledPower(value: number, power: number): Tick {
  const factor = Math.round(value / 10 ** power)
  if (factor === 1) return powerTick(power)
  return { value, latex: `${factor}\\cdot 10^{${power}}`, plain: `${factor}·10${superscript(power)}` }
}

function powerTick(exponent: number): Tick {
  if (exponent === 0) return { value: 1, latex: '1', plain: '1' }
  return { value: Number(`1e${exponent}`), latex: `10^{${exponent}}`, plain: `10${superscript(exponent)}` }
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!)).join('')
}
