import type { Budget } from '../../base/budget.js'
import { addSample, emptyMoments, type Moments } from '../../numeric/index.js'
import type { DisplacementExperiment, DisplacementLevel } from '../../theory/index.js'
import type { NoisePosition, Replicas } from '../replicas.js'
import { land, type Settled } from './landing.js'

/** What a block of replicas found at one noise level. */
export interface BlockResult {
  /** For each checkpoint where each replica belongs on the set; empty where they were not followed. */
  readonly settled: readonly (readonly Settled[])[]
  /** Steps of the algorithm taken in all. */
  readonly steps: number
}

/** A block that the budget interrupted, and all that is needed to go on with it. */
export interface BlockUnderWay {
  /** For the checkpoints that are behind. */
  readonly settled: readonly (readonly Settled[])[]
  /** Steps that were taken without noise. */
  readonly quietSteps: number
  /** Steps with noise that every replica has done. */
  readonly step: number
  readonly states: Float64Array
  readonly noise: NoisePosition
}

/** All that was found at one noise level. */
export interface Tally {
  readonly final: Moments
  /** For each checkpoint. */
  readonly path: readonly Moments[]
  steps: number
  escaped: number
  unsettled: number
}

export interface Block {
  readonly first: number
  readonly count: number
}

/** What a level is run with. */
export interface LevelMeans {
  readonly noisy: Replicas
  readonly quiet: Replicas
  settings(level: DisplacementLevel): Float64Array
  /** Settings of the descent without noise. */
  readonly landing: Float64Array
}

/** Every checkpoint costs a noiseless descent, so only the first replicas are followed on the way. */
export const followedReplicas = 128

/** One level of the ensemble. */
export class Level {
  readonly tally: Tally
  readonly #experiment: DisplacementExperiment
  readonly #seed: number
  readonly #number: number
  readonly #noisy: Replicas
  readonly #quiet: Replicas
  readonly #settings: Float64Array
  readonly #landing: Float64Array
  readonly #checkpoints: readonly number[]

  constructor(
    experiment: DisplacementExperiment,
    seed: number,
    number: number,
    { noisy, quiet, settings, landing }: LevelMeans,
    tally?: Tally,
  ) {
    this.#experiment = experiment
    this.#seed = seed
    this.#number = number
    this.#noisy = noisy
    this.#quiet = quiet
    const level = experiment.levels[number]!
    this.#settings = settings(level)
    this.#landing = landing
    this.#checkpoints = experiment.predictedPath.map(({ fraction }) => Math.round(fraction * level.steps))
    this.tally = tally ?? {
      final: emptyMoments(),
      path: this.#checkpoints.map(() => emptyMoments()),
      steps: 0,
      escaped: 0,
      unsettled: 0,
    }
  }

  /**
   * Runs a block of replicas to its end, or until the budget ends: then all that is needed to go on is returned instead.
   * Nothing is counted yet.
   *
   * @param watch told now and then how to get what is under way
   */
  async run(
    { first, count }: Block,
    budget: Budget,
    from: BlockUnderWay | undefined,
    watch: (underWay: () => BlockUnderWay) => void,
  ): Promise<BlockResult | BlockUnderWay> {
    const last = this.#checkpoints.length - 1
    const whole = this.#checkpoints[last]!
    const states = from?.states.slice() ?? repeated(this.#experiment.start, count)
    const purpose = `displacement/variance-1-${this.#number + 1}`
    const course = this.#noisy.begin(states, { seed: this.#seed, purpose, first }, from?.noise)
    const settled = [...(from?.settled ?? [])]
    let quietSteps = from?.quietSteps ?? 0
    let step = from?.step ?? 0
    const underWay = (): BlockUnderWay => ({
      settled: [...settled],
      quietSteps,
      step,
      states: states.slice(),
      noise: course.noise(),
    })
    const quietly: Budget = { ...budget, progress: undefined }
    const share = (): number => (this.#number + step / whole) / this.#experiment.levels.length
    for (const until of this.#checkpoints.slice(settled.length)) {
      const isFirst = settled.length === 0 && this.#experiment.countsFromFirst === true
      const isFollowed = isFirst || settled.length === last || first < followedReplicas
      if (!isFollowed) {
        settled.push([])
        continue
      }
      const before = step
      const between = (done: number): void => {
        step = before + done
        budget.progress?.('drift along the set', share())
        watch(underWay)
      }
      if (!(await course.advance(this.#settings, until - before, quietly, between))) return underWay()
      const landed = await land(this.#experiment, this.#quiet, this.#landing, states, quietly)
      if (landed === undefined) return underWay()
      quietSteps += landed.steps
      settled.push(landed.settled)
    }
    return { settled, steps: quietSteps + count * step }
  }

  /** Counts what a whole block found. */
  add({ settled, steps }: BlockResult): void {
    const { tally } = this
    const last = this.#checkpoints.length - 1
    tally.steps += steps
    const counted = this.#experiment.countsFromFirst === true ? settled.map((places) => since(settled[0]!, places)) : settled // prettier-ignore
    for (const [checkpoint, places] of counted.entries())
      for (const place of places) {
        if (place === 'unsettled') tally.unsettled++
        else if (place === 'escaped') tally.escaped += checkpoint === last ? 1 : 0
        else {
          addSample(tally.path[checkpoint]!, place)
          if (checkpoint === last) addSample(tally.final, place)
        }
      }
  }
}

/** How far replicas have gone from where they were at first; nothing of those whose place was not known then. */
function since(first: readonly Settled[], places: readonly Settled[]): Settled[] {
  return places.map((place, replica) => {
    const before = first[replica]!
    return typeof place === 'number' && typeof before === 'number' ? place - before : typeof place === 'number' ? before : place
  }) // prettier-ignore
}

export function isUnderWay(found: BlockResult | BlockUnderWay): found is BlockUnderWay {
  return 'states' in found
}

function repeated(start: Float64Array, count: number): Float64Array {
  const states = new Float64Array(count * start.length)
  for (let replica = 0; replica < count; replica++) states.set(start, replica * start.length)
  return states
}
