import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import { pathAlong } from './drift-plan.js'
import { fluctuationFlow, type SlowPart } from './slow-fields.js'
import { slowPlan } from './slow-plan.js'
import { spreadOf } from './spread.js'

/** The displacement of the slow drift when its equation were another: of this learning rate, or without these parts. */
export function displacementOfVariant(
  site: Site,
  noise: ChosenNoise,
  { learningRate, without = [] }: { readonly learningRate?: number; readonly without?: readonly SlowPart[] },
): number {
  const plan = slowPlan(site, noise)
  const rate = learningRate ?? plan.learningRate.value
  const flow = fluctuationFlow(site, noise, spreadOf(site, noise), rate, without)
  const path = pathAlong(site, flow, plan.slowTime, plan.direction)
  return path[path.length - 1]!.displacement
}
