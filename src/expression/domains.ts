import { failure } from '../base/wording.js'
import type { Expression, FunctionDomain } from './nodes.js'
import { rational } from './rational.js'
import { positive, within } from './signs.js'

/** Defined for all real arguments. */
export const everywhere: FunctionDomain = {
  text: 'all real numbers',
  contains: (...args) => args.every((x) => !Number.isNaN(x)),
  certain: () => true,
}

export const positiveNumbers: FunctionDomain = {
  text: 'x > 0',
  contains: (x = NaN) => x > 0,
  certain: ([x]) => x !== undefined && within(x, positive),
}

/** A domain whose points cannot be told by sign alone. */
export function where(text: string, contains: (x: number) => boolean): FunctionDomain {
  return { text, contains: (x = NaN) => contains(x), certain: () => false }
}

/** Throws `undefined-value` for a constant outside [-1, 1]. */
export function mustBeAtMostOne(name: string, x: Expression): void {
  if (x.kind === 'constant' && rational.compare(rational.absolute(x.value), rational.one) > 0)
    throw failure('undefined-value', {
      expression: `${name}(${rational.toString(x.value)})`,
      reason: 'it is defined from -1 to 1',
    })
}
