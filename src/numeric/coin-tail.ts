/**
 * P(X ≥ successes) for the number X of heads in `trials` tosses of a fair coin, exact up to rounding: how surprising so
 * many would be if either outcome were at most as likely as the other.
 */
export function coinTail(successes: number, trials: number): number {
  if (successes <= 0) return 1
  let term = 2 ** -Math.min(trials, 1000)
  // In two halves, so that 2^-trials does not vanish.
  const rest = 2 ** -Math.max(0, trials - 1000)
  let sum = 0
  for (let k = trials; k >= successes; k--) {
    sum += term
    term *= k / (trials - k + 1)
  }
  return Math.min(1, sum * rest)
}
