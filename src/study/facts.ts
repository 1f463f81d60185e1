import type { BatchChoice } from '../dynamics/index.js'
import { rational, toText } from '../expression/index.js'
import type { NamedPoint } from '../model/index.js'
import { sha256 } from '../model/sha256.js'
import type { Situation, Theorem } from '../theory/index.js'
import { defaultEffort, type EffortName } from '../verify/index.js'
import { noiseText } from './read-noise.js'
import { defaultSeed, type Question } from './situation.js'

// What is longer is compared by its digest.
const longest = 160

/** All that decides what is measured, besides the version, as texts by what they are: two questions with equal facts are one. */
export function factsOf(
  { situation, at }: { readonly situation: Situation; readonly at: NamedPoint },
  theorems: readonly Theorem[],
  { seed, stay, effort }: Question & { readonly effort?: EffortName | undefined },
): Record<string, string> {
  const { model, inputs } = situation
  const coordinates = at.coordinates.map((x, i) => `${toText(model.symbols[i]!)}=${toText(x)}`).join(',')
  return {
    model: model.hash,
    point: coordinates.length > longest ? sha256(coordinates) : coordinates,
    move: stay === true ? 'no' : 'yes',
    'learning rate': inputs.learningRate === undefined ? 'chosen' : toText(inputs.learningRate.exact),
    batch: inputs.batch === undefined ? 'one sample' : batchFact(inputs.batch),
    ...(inputs.noise && { noise: noiseText(inputs.noise) }),
    effort: effort ?? defaultEffort,
    theorems: theorems.map(({ id }) => id).join(', '),
    seed: String(seed ?? defaultSeed),
  }
}

function batchFact({ size, replacement, probabilities }: BatchChoice): string {
  const drawn = `${size} ${replacement ? 'with' : 'without'} replacement`
  if (probabilities === undefined) return drawn
  const exact = probabilities.map(rational.toString).join(',')
  return `${drawn}, probabilities ${exact.length > longest ? sha256(exact) : exact}`
}
