import type { Study } from '../study/index.js'
import { theorems } from '../theory/index.js'

/**
 * Keys of what a study rests on: the sources of the theorems that were applied, in order, and of the numerical methods
 * that were really used.
 */
export function sourcesOf(study: Study): string[] {
  const applied = study.verdicts.filter(({ outcome }) => outcome !== 'not applicable')
  const ofMethods = applied.flatMap(({ prediction }) => prediction?.uses ?? [])
  const ofTheorems = applied.flatMap(({ theorem }) => theorems.find(({ id }) => id === theorem)?.cite ?? [])
  return [
    ...new Set([
      ...ofTheorems,
      ...(study.limit === undefined ? [] : limitSources),
      ...(drawsRandomNumbers(study) ? ['salmon-2011'] : []),
      ...ofMethods,
      ...(movedImplicitly(study) ? ['hairer-wanner-1996'] : []),
      ...(extrapolates(study) ? ['hairer-norsett-wanner-1993'] : []),
    ]),
  ]
}

/** Of the limits of small noise. */
export const limitSources = ['shalova-schlichting-peletier-2024', 'li-wang-arora-2021', 'katzenberger-1991']

export function drawsRandomNumbers({ verdicts }: Study): boolean {
  return verdicts.some(({ measurement }) => measurement !== undefined)
}

/** Whether the gradient flow took the start to the set, by the implicit method. */
export function movedImplicitly({ situation: { landing } }: Study): boolean {
  if (!('point' in landing)) return false
  const { method, integrator } = landing.point.moved
  return method === 'gradient flow' && integrator !== 'extrapolation'
}

/** Whether some flow, to the set or on it, was integrated by extrapolation. */
export function extrapolates({ situation: { landing }, verdicts }: Study): boolean {
  if ('point' in landing && landing.point.moved.integrator === 'extrapolation') return true
  return verdicts.some(({ prediction }) => prediction?.uses?.includes('hairer-norsett-wanner-1993') === true)
}
