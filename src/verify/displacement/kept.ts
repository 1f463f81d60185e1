import { z } from 'zod'
import type { DisplacementExperiment } from '../../theory/index.js'
import {
  keptCount,
  keptDoubles,
  keptMoments,
  keptNumber,
  plainDoubles,
  plainMoments,
  plainNumber,
  reading,
} from '../kept.js'
import type { NoisePosition, Replicas } from '../replicas.js'
import { blockAfter, isBlockEnd } from './blocks.js'
import type { Settled } from './landing.js'
import type { BlockResult, BlockUnderWay, Tally } from './level.js'

/** How far an experiment is. */
export interface Standing {
  /** Replicas that are counted at both levels. */
  readonly done: number
  readonly tallies: readonly Tally[]
  /** The block after them: the levels that it has run through, and where it is at the next one. */
  readonly block: { readonly results: readonly BlockResult[]; readonly underWay?: BlockUnderWay | undefined }
}

const place = z.union([z.enum(['escaped', 'unsettled']), keptNumber])
const settled = z.array(z.array(place))

const schema = z.strictObject({
  asked: z.string(),
  done: keptCount,
  tallies: z
    .array(
      z.strictObject({
        final: keptMoments,
        path: z.array(keptMoments),
        steps: keptCount,
        escaped: keptCount,
        unsettled: keptCount,
      }),
    )
    .min(1)
    .max(2),
  block: z.strictObject({
    results: z.array(z.strictObject({ settled, steps: keptCount })).max(1),
    underWay: z
      .strictObject({
        settled,
        quietSteps: keptCount,
        step: keptCount,
        states: keptDoubles,
        noise: z.unknown(),
      })
      .optional(),
  }),
})

/** @param asked the digest of the experiment */
export function plainStanding(asked: string, { done, tallies, block: { results, underWay } }: Standing) {
  return {
    asked,
    done,
    tallies: tallies.map(({ final, path, steps, escaped, unsettled }) => ({
      final: plainMoments(final),
      path: path.map(plainMoments),
      steps,
      escaped,
      unsettled,
    })),
    block: {
      results: results.map(({ settled, steps }) => ({ settled: plainSettled(settled), steps })),
      ...(underWay && {
        underWay: {
          ...underWay,
          settled: plainSettled(underWay.settled),
          states: plainDoubles(underWay.states),
        },
      }),
    },
  }
}

function plainSettled(settled: readonly (readonly Settled[])[]) {
  return settled.map((places) => places.map((each) => (typeof each === 'number' ? plainNumber(each) : each)))
}

/** Reads what `plainStanding` made of the same experiment; nothing where it is something else. */
export function readStanding(
  asked: string,
  { replicas, predictedPath, start, levels }: DisplacementExperiment,
  noisy: Replicas,
): (value: unknown) => Standing | undefined {
  const checkpoints = predictedPath.length
  return (value) => {
    const found = reading(schema)(value)
    if (found === undefined || found.asked !== asked) return undefined
    const { done, tallies, block } = found
    if (tallies.length !== levels.length || block.results.length >= levels.length) return undefined
    if (done > replicas || !isBlockEnd(done, replicas)) return undefined
    const isCounted = tallies.every(({ final, path }) => final.count <= done && path.length === checkpoints)
    const count = blockAfter(done, replicas)
    const fits = (places: readonly (readonly Settled[])[]): boolean =>
      places.every(({ length }) => length === 0 || length === count)
    const areWhole = block.results.every(
      ({ settled }) => settled.length === checkpoints && fits(settled) && settled.at(-1)!.length === count,
    )
    if (!isCounted || !areWhole) return undefined
    if (block.underWay === undefined) return { done, tallies, block: { results: block.results } }
    const noise: NoisePosition | undefined = noisy.readNoise(block.underWay.noise, count)
    const isPossible =
      block.underWay.states.length === count * start.length &&
      block.underWay.settled.length < checkpoints &&
      fits(block.underWay.settled) &&
      block.underWay.step <= levels[block.results.length]!.steps
    if (noise === undefined || !isPossible) return undefined
    return { done, tallies, block: { results: block.results, underWay: { ...block.underWay, noise } } }
  }
}
