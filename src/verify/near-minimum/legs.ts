import type { Budget } from '../../base/budget.js'
import { streamsFor } from '../../numeric/index.js'
import type { Course, Replicas } from '../replicas.js'
import { drawDirection, type Gauge } from './gauge.js'

/** Which replicas, and where their noise comes from. */
export interface Keyed {
  readonly seed: number
  readonly purpose: string
  readonly first: number
  readonly count: number
}

/**
 * Runs of the algorithm near a point, cut into legs: each leg begins at a given distance from the point, in the direction in
 * which the leg before ended. The first begins in a random direction.
 */
export class Legs {
  /** Ends that rounding has swallowed, and ends that are not finite: neither has a size. */
  vanished = 0
  diverged = 0
  /** Ends so near or so far that their size is known to one per cent only, or less well. */
  strayed = 0
  readonly #gauge: Gauge
  readonly #states: Float64Array
  readonly #directions: Float64Array
  readonly #course: Course
  readonly #settings: Float64Array

  constructor(
    replicas: Replicas,
    gauge: Gauge,
    learningRate: number,
    { seed, purpose, first, count }: Keyed,
  ) {
    const k = gauge.codimension
    this.#gauge = gauge
    this.#settings = Float64Array.of(learningRate, 0)
    this.#states = new Float64Array(count * gauge.dimension)
    this.#directions = new Float64Array(count * k)
    const streamOf = streamsFor(seed, `${purpose}/start`)
    for (let lane = 0; lane < count; lane++)
      drawDirection(streamOf(first + lane), this.#directions, lane * k, k)
    this.#course = replicas.begin(this.#states, { seed, purpose, first })
  }

  /** Logarithm of the growth in so many steps, for each replica; NaN where there is none. Nothing without budget. */
  async run(length: number, steps: number, budget: Budget): Promise<Float64Array | undefined> {
    const gauge = this.#gauge
    const [states, directions] = [this.#states, this.#directions]
    const { dimension: d, codimension: k, rounding, nearest, farthest } = gauge
    const count = directions.length / k
    for (let lane = 0; lane < count; lane++) gauge.put(states, lane * d, directions, lane * k, length)
    if (!(await this.#course.advance(this.#settings, steps, budget))) return undefined
    const ends = gauge.displacements(states)
    const gains = new Float64Array(count)
    for (let lane = 0; lane < count; lane++) {
      let squares = 0
      for (let at = lane * k; at < (lane + 1) * k; at++) squares += ends[at]! * ends[at]!
      const size = Math.sqrt(squares)
      gains[lane] = NaN
      if (!(size < Infinity)) this.diverged++
      else if (size <= 10 * rounding) this.vanished++
      else {
        if (size < nearest / 10 || size > 10 * farthest) this.strayed++
        gains[lane] = Math.log(size / length)
        for (let at = lane * k; at < (lane + 1) * k; at++) directions[at] = ends[at]! / size
      }
    }
    return gains
  }
}
