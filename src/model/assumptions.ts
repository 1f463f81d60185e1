import type { Assumptions } from '../expression/index.js'
import type { Model, Parameter } from './model.js'

/** What a user may declare of the entries of a parameter or a datum. */
export interface Declared {
  readonly real?: boolean | undefined
  readonly positive?: boolean | undefined
  readonly nonzero?: boolean | undefined
  readonly integer?: boolean | undefined
}

/** The assumptions declared to hold. Every symbol of a model is real. */
export function assumptionsOf({ positive, nonzero, integer }: Declared): Assumptions {
  return {
    real: true,
    ...(positive === true ? { positive } : {}),
    ...(nonzero === true ? { nonzero } : {}),
    ...(integer === true ? { integer } : {}),
  }
}

/** What is assumed beyond being real, in words: `positive`, `nonzero and whole`; nothing when nothing is. */
export function assumptionsText({ positive, nonzero, integer }: Assumptions): string {
  const sign = positive === true ? ['positive'] : nonzero === true ? ['nonzero'] : []
  return [...sign, ...(integer === true ? ['whole'] : [])].join(' and ')
}

/** What a number should have been, when it breaks an assumption: `a positive number, as declared`. */
export function brokenBy(
  sign: number,
  isWhole: boolean,
  { positive, nonzero, integer }: Assumptions,
): string | undefined {
  if (positive === true && !(sign > 0)) return 'a positive number, as declared'
  if (nonzero === true && sign === 0) return 'a nonzero number, as declared'
  return integer === true && !isWhole ? 'a whole number, as declared' : undefined
}

/**
 * The first coordinate that breaks an assumption of its parameter, in words.
 *
 * @param coordinates in the order of the model's symbols
 */
export function brokenAssumption(
  { parameters }: Pick<Model, 'parameters'>,
  coordinates: ArrayLike<number>,
): string | undefined {
  let at = 0
  for (const parameter of parameters)
    for (const symbol of parameter.symbols) {
      const value = coordinates[at++]!
      if (brokenBy(Math.sign(value), Number.isInteger(value), parameter.assumptions) === undefined) continue
      const name = symbol.kind === 'symbol' ? symbol.name : parameter.name
      return `${name} = ${value.toPrecision(6)}, where ${subject(parameter)} declared ${assumptionsText(parameter.assumptions)}`
    }
  return undefined
}

function subject({ name, shape }: Parameter): string {
  return shape.length === 0 ? `${name} is` : `all entries of ${name} are`
}
