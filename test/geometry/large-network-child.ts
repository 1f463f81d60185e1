/** Gradient and Hessian-vector product of a tanh network with 10,000 parameters, with the time and memory they took. */
import { landscapeOf } from '../../src/geometry/index.js'
import { modelFrom } from '../../src/model/index.js'

const hidden = 2500
const landscape = landscapeOf(
  modelFrom({
    title: 'large',
    parameters: { W: [hidden, 2], b: hidden, a: hidden },
    data: {
      x: Array.from({ length: 100 }, (_, i) => [Math.round(1e4 * Math.sin(i)) / 1e4, (i % 7) / 8]),
      y: Array.from({ length: 100 }, (_, i) => Math.round(1e4 * Math.cos(i)) / 1e4),
    },
    output: "a' * tanh(W*x + b)",
  }),
)
const d = landscape.dimension
const w = Float64Array.from({ length: d }, (_, i) => (Math.sin(i + 1) + 0.2) / 10)
const v = Float64Array.from({ length: d }, (_, i) => Math.cos(7 * i) / Math.sqrt(d))
const start = performance.now()
const gradient = landscape.gradient(w)
const product = landscape.hessianVector(w, v)
const milliseconds = performance.now() - start

// Against differences of what was not derived: the loss, and the gradient along the direction.
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, entry, i) => sum + entry * b[i]!, 0)
const moved = (h: number): Float64Array => w.map((entry, i) => entry + h * v[i]!)
const h = 1e-3
const central = (f: (w: Float64Array) => number, h: number): number => (f(moved(h)) - f(moved(-h))) / (2 * h)
const extrapolated = (f: (w: Float64Array) => number): number => (4 * central(f, h / 2) - central(f, h)) / 3
process.stdout.write(
  JSON.stringify({
    dimension: d,
    slope: [dot(gradient, v), extrapolated((w) => landscape.loss(w))],
    curvature: [dot(product, v), extrapolated((w) => dot(landscape.gradient(w), v))],
    milliseconds,
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
  }),
)
