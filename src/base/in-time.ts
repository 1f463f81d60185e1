import { type Budget, spent } from './budget.js'
import { failure } from './wording.js'

/**
 * Stops work whose time is over.
 *
 * @param what is being done
 * @param reached how far it is, told only where it stops
 * @throws `out-of-budget`, or `cancelled` where the budget was
 */
export function inTime(budget: Budget, what: string, reached: () => string): void {
  if (!spent(budget)) return
  if (budget.signal?.aborted === true) throw failure('cancelled', { what })
  throw failure('out-of-budget', { what, budget: 'the time given', reached: reached() })
}

/** Whether an error says that time is over: then what comes after is not to be tried either. */
export function isOutOfTime(code: string): boolean {
  return code === 'out-of-budget' || code === 'cancelled'
}
