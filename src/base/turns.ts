/** How long work goes on by itself, in milliseconds: a deadline or a signal is noticed within little more. */
export const slice = 30

/**
 * Long work awaits what this returns again and again. Once a slice has passed since the last time, whatever else waits
 * has its turn, such as a signal that ends the work.
 */
export function takingTurns(): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < slice) return
    await turn()
    last = performance.now()
  }
}

// A timer waits a millisecond at least, which would be lost; browsers have nothing else.
function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve)
  })
}
