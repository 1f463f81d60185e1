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

/** A vector field on the set at one place. */
export interface Sized {
  readonly size: number
  /** What it is a part of: the size that it would have if nothing were taken away. Never a size of another field, such as the loss. */
  readonly scale: number
  /** How large rounding and the error of the place may make it where it is 0; asked only where that decides. */
  rounding(): number
}

/** Relative sizes above this are not rounding. */
const threshold = 1e-9

/** Relative sizes up to this may be rounding that was not foreseen: a proof counts more. */
const doubtful = 1e-5

export interface Asked {
  /** Which function is asked to vanish on the set, LaTeX. */
  readonly asked: string
  field(w: Float64Array): Sized
  /** May show that it does everywhere, and says how. */
  readonly prove?: (() => Prose | undefined) | undefined
  /** Whether it is certain, by exact arithmetic, that it does not vanish at the first of the points. */
  readonly isRefuted?: (() => boolean) | undefined
}

/**
 * Whether a field vanishes at points of the set. Where it does at all of them, to rounding, exact arithmetic decides if it can: a
 * proof that it vanishes everywhere, or a value at the first point that is not 0, however small.
 */
export function vanishing(
  { asked, field, prove = () => undefined, isRefuted = () => false }: Asked,
  points: readonly Float64Array[],
): SetEvidence {
  let largest = 0
  let witness: SetEvidence['witness']
  for (const w of points) {
    const { size, scale, rounding } = field(w)
    const isClear = largest > threshold || size <= threshold * scale
    const relative = size === 0 ? 0 : size / (isClear ? scale : Math.max(scale, rounding() / threshold))
    if (!(relative <= largest)) {
      largest = relative
      witness = { coordinates: w, size }
    }
  }
  if (points.length === 0)
    return { asked, state: 'undecided', says: `whether $${asked}$ vanishes was tried at no point of the set`, points: 0, largest, witness: undefined } // prettier-ignore
  if (!(largest <= threshold) && !(largest <= doubtful && prove() !== undefined)) {
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
  if (isRefuted()) {
    const there = { coordinates: points[0]!, size: field(points[0]!).size }
    const says = `$${asked}$ is not 0 at the point, in exact arithmetic, where its size is ${decimal(there.size, 3)}`
    return { asked, state: 'refuted', says, points: points.length, largest, witness: there }
  }
  const says = `$${asked}$ vanishes, to rounding, at ${points.length === 1 ? 'the point' : `${points.length} points of the set`}`
  return { asked, state: 'checked', says, points: points.length, largest, witness: undefined }
}
