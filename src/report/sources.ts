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
      ...(drawsRandomNumbers(study) ? ['salmon-2011'] : []),
      ...ofMethods,
      ...(integratesFlows(study) ? ['hairer-norsett-wanner-1993'] : []),
    ]),
  ]
}

export function drawsRandomNumbers({ verdicts }: Study): boolean {
  return verdicts.some(({ measurement }) => measurement !== undefined)
}

/** Whether the gradient flow took the start to the set, or a prediction is the end of a flow. */
export function integratesFlows({ situation, verdicts }: Study): boolean {
  const { landing } = situation
  if ('point' in landing && landing.point.moved.method === 'gradient flow') return true
  return verdicts.some(({ prediction }) => prediction?.uses?.includes('hairer-norsett-wanner-1993') === true)
}
