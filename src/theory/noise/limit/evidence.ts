import type { Prose } from '../../../base/prose.js'
import { decimal } from '../../decimal.js'

/** What was found of one question about the whole set. */
export interface SetEvidence {
  /** Which function is asked to vanish on the set, LaTeX. */
  readonly asked: string
  /**
   * `proved`: it vanishes, by exact arithmetic; `checked`: it does at all points that were tried; `refuted`: it does not, by
   * the witness; `undecided`: no points could be tried.
   */
  readonly state: 'proved' | 'checked' | 'refuted' | 'undecided'
  /** A clause that says it all: what vanishes, or that it does not. */
  readonly says: Prose
  /** Points of the set at which it was evaluated. */
  readonly points: number
  /** Its largest size there relative to what it is compared with. */
  readonly largest: number
  readonly witness: { readonly coordinates: Float64Array; readonly size: number } | undefined
}

/** A vector field on the set at one place: its size, and the size to compare it with. */
export interface Sized {
  readonly size: number
  readonly scale: number
}

/** Relative sizes above this are not rounding. */
const threshold = 1e-9

/**
 * Whether a field vanishes at points of the set; where it does at all of them, `prove` may show that it does everywhere, and says how. A
 * scale below `negligible` counts as 0.
 */
export function vanishing(
  asked: string,
  points: readonly Float64Array[],
  field: (w: Float64Array) => Sized,
  negligible: (w: Float64Array) => number,
  prove: () => Prose | undefined = () => undefined,
): SetEvidence {
  let largest = 0
  let witness: SetEvidence['witness']
  for (const w of points) {
    const { size, scale } = field(w)
    const floor = negligible(w)
    const relative = scale <= floor ? 0 : size / Math.max(scale, floor / threshold)
    if (!(relative <= largest)) {
      largest = relative
      witness = { coordinates: w, size }
    }
  }
  if (points.length === 0)
    return { asked, state: 'undecided', says: `whether $${asked}$ vanishes was tried at no point of the set`, points: 0, largest, witness: undefined } // prettier-ignore
  if (!(largest <= threshold)) {
    const says = `$${asked}$ is not 0: its size is ${decimal(witness!.size, 3)} at a point of the set`
    return { asked, state: 'refuted', says, points: points.length, largest, witness }
  }
  const proof = prove()
  if (proof !== undefined)
    return {
      asked,
      state: 'proved',
      says: `$${asked}$ vanishes on the whole set, ${proof}`,
      points: points.length,
      largest,
      witness: undefined,
    }
  const says = `$${asked}$ vanishes, to rounding, at ${points.length === 1 ? 'the point' : `${points.length} points of the set`}`
  return { asked, state: 'checked', says, points: points.length, largest, witness: undefined }
}
