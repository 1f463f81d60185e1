import { failure } from '../base/wording.js'
import { noiseModels, noiseNamed } from '../dynamics/index.js'
import { type Inputs, type Theorem, theorems as allTheorems } from '../theory/index.js'
import { noiseText } from './read-noise.js'

/**
 * Refuses batches that nothing would draw: neither the noise nor any of the theorems that are taken. Where one of these does, as
 * theorems about stochastic gradient descent do beside those about another noise, batches are meant for it.
 *
 * @param theorems none where only the limit of the noise is derived
 * @throws `bad-option`
 */
export function refuseUnusedBatch({ batch, noise }: Inputs, theorems: readonly Theorem[]): void {
  if (batch === undefined || noise?.options.batch !== undefined) return
  if (theorems.some(takesBatches)) return
  const names = noiseModels.filter(({ batches }) => batches !== 'none').map(({ id }) => id)
  const about = allTheorems.filter(takesBatches).map(({ id }) => id)
  throw failure('bad-option', {
    option: optionOf(batch),
    expected:
      `something that is drawn in batches, a noise (--noise ${names.join(' or ')})` +
      (theorems.length === 0 ? '' : ` or a theorem (${about.join(', ')})`) +
      ', or no batches',
    got: noise === undefined ? 'only theorems about all samples' : fullBatchOnly(noise),
  })
}

function optionOf({ size, replacement, probabilities }: NonNullable<Inputs['batch']>): string {
  if (probabilities !== undefined) return '--sampling'
  return size === 1 && replacement ? '--replacement' : '--batch-size'
}

function fullBatchOnly(noise: NonNullable<Inputs['noise']>): string {
  const title = noiseNamed(noise.model)?.title
  return `${noiseText(noise)}${title === undefined ? '' : ` (${title})`}, whose every step sees all samples`
}

function takesBatches({ inputs }: Theorem): boolean {
  return Object.values(inputs).some(({ kind }) => kind === 'batch')
}
