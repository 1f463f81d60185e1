import { plainMath } from '../../base/prose.js'
import { type NoiseModel, optionsOf } from '../../dynamics/index.js'
import type { Screen } from '../screen.js'
import { table, wrapped } from '../text.js'

/** A noise model with its loss, and everything that can be chosen of it. */
export function noiseModelText(noise: NoiseModel, { style, width }: Pick<Screen, 'style' | 'width'>): string {
  const rows = optionsOf(noise).map(({ example, words, meaning }) => [
    example,
    words === undefined ? meaning : `${meaning}: ${words.join(', ')}`,
  ])
  return [
    `${style.strong(noise.id)}  ${noise.title}`,
    `  ${plainMath(noise.formula)}`,
    ...(rows.length === 0 ? [] : [table(rows, '  ', width)]),
    `  ${wrapped(batchesText[noise.batches], width - 2, '  ')}`,
  ].join('\n')
}

export function noiseJson(noise: NoiseModel) {
  const { id, title, formula, strength, batches } = noise
  const options = optionsOf(noise).map(({ key, kind, words, example, meaning }) => ({
    key,
    kind,
    words: words ?? null,
    example,
    meaning,
  }))
  return { id, title, formula, strength, batches, options }
}

const batchesText = {
  needed: 'Batches are drawn as --batch-size and --replacement say; of one sample when these are left out.',
  possible: 'In batches with --batch-size or --replacement; without them every step sees all samples.',
  none: 'Every step sees all samples.',
} as const
