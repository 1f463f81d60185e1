import { type ComplexNumber, eigenvalues, type Matrix } from '../../../numeric/index.js'

/** How a motion behaves near a place where it stands still. */
export type Stability = 'attracting' | 'repelling' | 'saddle' | 'half-stable'

export interface LinearStability {
  /** Of the derivative of the motion, by descending real part. */
  readonly eigenvalues: readonly ComplexNumber[]
  /** By those that are clearly not 0; nothing where there is none. */
  readonly stability: Stability | undefined
  /** How many have a real part that is 0 as far as is known: along families of such places, or undecided. */
  readonly neutral: number
}

/** From the derivative of a motion where it stands still, whose eigenvalues are wrong by at most about `error`. */
export function linearStability(derivative: Matrix, error: number): LinearStability {
  const found = eigenvalues(derivative)
  const clear = found.filter(({ re }) => Math.abs(re) > error)
  const growing = clear.filter(({ re }) => re > 0).length
  const stability =
    clear.length === 0
      ? undefined
      : growing === 0
        ? 'attracting'
        : growing === clear.length
          ? 'repelling'
          : 'saddle'
  return { eigenvalues: found, stability, neutral: found.length - clear.length }
}
