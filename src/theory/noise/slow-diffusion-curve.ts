import { type Budget, unlimited } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import { inTime } from '../../base/in-time.js'
import { ProblemError } from '../../base/problem.js'
import { type CurveNode, evenSteps, type OnSetCoefficients } from '../../geometry/index.js'
import { dot, lineDiffusionLaw } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import { lawPlaces } from './law-points.js'
import type { SlowLaw } from './slow-diffusion-law.js'
import type { DiffusionPlan } from './slow-diffusion-plan.js'

// Nodes in a standard deviation, steps in time, and how far the curve is followed in standard deviations.
const nodesPerDeviation = 24
const timeSteps = 240
const farthest = 8

/**
 * The law on a one-dimensional set: in arc length s the equation is ds = ⟨γ′, b⟩dt + |Aᵀγ′|dB, and the equation of its density
 * is solved on the curve, with two spacings and two time steps that are extrapolated. A closed curve is unwound.
 */
export function lawOnCurve(site: Site, plan: DiffusionPlan, coefficients: OnSetCoefficients): SlowLaw {
  const { nodes, start, spacing } = nodesAround(site, plan)
  const { drift, variance, from, to } = alongNodes(nodes, start, coefficients, site.budget)
  const kept = nodes.slice(from, to)
  const origin = site.point.coordinates
  const x = Float64Array.from(kept, ({ at }) => dot(plan.direction, at.map((v, i) => v - origin[i]!))) // prettier-ignore
  const time = plan.slowTime
  const half = (values: Float64Array): Float64Array => values.filter((_, i) => i % 2 === 0)
  const fine = massesOf(x, lineDiffusionLaw({ spacing, start: start - from, drift, variance, time }, timeSteps)) // prettier-ignore
  const coarse = massesOf(
    half(x),
    lineDiffusionLaw(
      { spacing: 2 * spacing, start: (start - from) / 2, drift: half(drift), variance: half(variance), time },
      timeSteps / 2,
    ),
  )
  // What arrives at the ends would have gone on.
  const lost = fine.atEnds
  const method = 'the equation of the density on the curve, two spacings extrapolated'
  const estimate = (of: (law: Masses) => number, size: number): Estimate => {
    const [a, b] = [of(fine), of(coarse)]
    return { kind: 'numerical', value: a + (a - b) / 3, error: Math.abs(a - b) / 3 + lost * size, method }
  }
  const reach = Math.max(...x) - Math.min(...x)
  const mean = estimate((law) => law.mean, reach)
  const deviation = estimate((law) => law.deviation, reach)
  let error = lost
  const points = lawPlaces(mean.value, deviation.value).map((at) => {
    const [a, b] = [fine.below(at), coarse.below(at)]
    error = Math.max(error, Math.abs(a - b) / 3 + lost)
    return { at, probability: Math.min(1, Math.max(0, a + (a - b) / 3)) }
  })
  return { mean, deviation, points, error, method, isPrecise: error < 0.005 }
}

/** Nodes on both sides of the start, an even number on each as far as the curve can be followed. */
function nodesAround({ landscape, point, budget }: Site, plan: DiffusionPlan) {
  const spacing = plan.spread / nodesPerDeviation
  const reach = farthest * plan.spread + 2 * plan.drifted
  const count = 2 * Math.ceil(reach / spacing / 2)
  const forward = point.tangent.data
  const sign = dot(forward, plan.direction) < 0 ? -1 : 1
  const here: CurveNode = { at: point.coordinates, tangent: forward.map((v) => sign * v) }
  const ahead = evenSteps(landscape, point, plan.direction, spacing, count, budget)
  const back = evenSteps(landscape, point, plan.direction.map((v) => -v), spacing, count, budget) // prettier-ignore
  const turned = back.map(({ at, tangent }) => ({ at, tangent: tangent.map((v) => -v) })).reverse()
  return { nodes: [...turned, here, ...ahead], start: turned.length, spacing }
}

/** Drift and variance along the curve at nodes `from` to `to`, where the coefficients exist on the way from the start. */
function alongNodes(
  nodes: readonly CurveNode[],
  start: number,
  coefficients: OnSetCoefficients,
  budget: Budget = unlimited,
) {
  const d = nodes[start]!.at.length
  const q = coefficients.noises
  const [b, factor] = [new Float64Array(d), new Float64Array(d * q)]
  let done = 0
  const at = ({ at, tangent }: CurveNode): { drift: number; variance: number } | undefined => {
    inTime(budget, 'a diffusion along a curve', () => `${done} of ${nodes.length} nodes`)
    done++
    try {
      coefficients.drift(at, b)
      coefficients.diffusion(at, factor)
    } catch (error) {
      if (error instanceof ProblemError) return undefined
      throw error
    }
    let variance = 0
    for (let j = 0; j < q; j++) {
      let part = 0
      for (let i = 0; i < d; i++) part += tangent[i]! * factor[i * q + j]!
      variance += part * part
    }
    return { drift: dot(b, tangent), variance }
  }
  const middle = at(nodes[start]!) ?? { drift: 0, variance: 0 }
  const walk = (way: 1 | -1): { drift: number; variance: number }[] => {
    const found = []
    for (let k = start + way; k >= 0 && k < nodes.length; k += way) {
      const each = at(nodes[k]!)
      if (each === undefined) break
      found.push(each)
    }
    return found.slice(0, 2 * Math.floor(found.length / 2))
  }
  const [before, after] = [walk(-1).reverse(), walk(1)]
  const all = [...before, middle, ...after]
  return {
    drift: Float64Array.from(all, (each) => each.drift),
    variance: Float64Array.from(all, (each) => each.variance),
    from: start - before.length,
    to: start + 1 + after.length,
  }
}

interface Masses {
  readonly mean: number
  readonly deviation: number
  /** Probability of the outermost nodes. */
  readonly atEnds: number
  /** P(x ≤ q), the probability of a node being spread evenly as far as half of the way to its neighbours. */
  below(q: number): number
}

function massesOf(x: Float64Array, p: Float64Array): Masses {
  const n = x.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += p[i]! * x[i]!
  let variance = 0
  for (let i = 0; i < n; i++) variance += p[i]! * (x[i]! - mean) ** 2
  return {
    mean,
    deviation: Math.sqrt(variance),
    atEnds: Math.abs(p[0]!) + Math.abs(p[n - 1]!),
    below(q) {
      let sum = 0
      for (let i = 0; i < n; i++) {
        const left = (x[Math.max(0, i - 1)]! + x[i]!) / 2
        const right = (x[i]! + x[Math.min(n - 1, i + 1)]!) / 2
        const [low, high] = left < right ? [left, right] : [right, left]
        sum += p[i]! * (high > low ? Math.min(1, Math.max(0, (q - low) / (high - low))) : q >= low ? 1 : 0)
      }
      return sum
    },
  }
}
