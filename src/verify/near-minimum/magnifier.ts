import { norm } from '../../numeric/index.js'
import type { Gauge } from './gauge.js'
import type { Pace } from './pilot.js'

/**
 * Follows displacements from the zero-loss set below what doubles resolve. Steps are linear there, so that a displacement
 * can be kept at a size that doubles do resolve, with the logarithm of the factor put down for each lane.
 */
export class Magnifier {
  readonly #gauge: Gauge
  readonly #length: number
  /** The points of the set that the lanes are displaced from, and the logarithms of the factors; 0 where there is none. */
  readonly #bases: Float64Array
  readonly #factors: Float64Array
  #displacements: Float64Array = new Float64Array(0)

  /** @param pace displacements of its length stay linear and above rounding for so many steps */
  constructor(gauge: Gauge, { length }: Pick<Pace, 'length'>, lanes: number) {
    this.#gauge = gauge
    this.#length = length
    this.#bases = new Float64Array(lanes * gauge.dimension)
    this.#factors = new Float64Array(lanes)
  }

  /** How far from the point a run is put that is to begin at a distance; `began` must follow. */
  put(distance: number): number {
    return Math.max(distance, this.#length)
  }

  began(lane: number, distance: number, start: Float64Array): void {
    this.#bases.set(start, lane * start.length)
    this.#factors[lane] = Math.max(0, Math.log(this.#length / distance))
  }

  /** Before single lanes are looked at. */
  look(states: Float64Array): void {
    this.#displacements = this.#gauge.displacements(states)
  }

  isMagnified(lane: number): boolean {
    return this.#factors[lane]! > 0
  }

  /** Logarithm of the distance from the set. What rounding hides counts as no smaller than that. */
  logDistance(lane: number): number {
    return Math.log(this.#size(lane)) - this.#factors[lane]!
  }

  /** Puts a lane that is close to the point to a displacement that doubles resolve. */
  adjust(states: Float64Array, lane: number): void {
    const { dimension: d } = this.#gauge
    const size = this.#size(lane)
    const wasMagnified = this.isMagnified(lane)
    if (!wasMagnified && size >= this.#length) return
    const displacement = this.#displacement(lane)
    const state = states.subarray(lane * d, (lane + 1) * d)
    const base = this.#bases.subarray(lane * d, (lane + 1) * d)
    // The base of a magnified lane stays: its motion along the set was magnified too.
    if (!wasMagnified) this.#gauge.shifted(base, state, displacement, -1)
    const grown = Math.log(size / this.#length)
    const factor = Math.max(0, this.#factors[lane]! - grown)
    this.#gauge.shifted(state, base, displacement, Math.exp(factor - this.#factors[lane]!))
    this.#factors[lane] = factor
  }

  #displacement(lane: number): Float64Array {
    const { codimension: k } = this.#gauge
    return this.#displacements.subarray(lane * k, (lane + 1) * k)
  }

  #size(lane: number): number {
    return Math.max(norm(this.#displacement(lane)), 10 * this.#gauge.rounding)
  }
}
