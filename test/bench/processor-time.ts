/** Seconds of CPU time that all threads of this process have used. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

const repeats = 5

/** CPU seconds of one call when warm: the median of repeats that take `budget` seconds together, after as long again. */
export function secondsPerCall(call: () => void, budget: number): number {
  const timed = (calls: number): number => {
    const start = processorSeconds()
    for (let count = 0; count < calls; count++) call()
    return processorSeconds() - start
  }
  let calls = 1
  for (let warm = 0; warm < budget;) {
    const passed = timed(calls)
    warm += passed
    if (passed < budget / repeats) calls *= 2
  }
  const times = Array.from({ length: repeats }, () => timed(calls) / calls)
  return times.sort((a, b) => a - b)[repeats >> 1]!
}

/** CPU seconds of one run: the median of some, each on what `prepare` made for it, after one that warms up. */
export function medianSeconds(prepare: () => { run: () => void; after: () => void }): number {
  const timed = (): number => {
    const { run, after } = prepare()
    const start = processorSeconds()
    run()
    const passed = processorSeconds() - start
    after()
    return passed
  }
  timed()
  const times = Array.from({ length: repeats }, timed)
  return times.sort((a, b) => a - b)[repeats >> 1]!
}
