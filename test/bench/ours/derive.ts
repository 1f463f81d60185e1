import { gradient, hessian } from '../../../src/calculus/index.js'
import { evaluateAll } from '../../../src/expression/index.js'
import { type Network, startOf, upperTriangle, writtenOutNetwork } from '../problem.js'
import { processorSeconds } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

/**
 * Building the loss, its gradient and its Hessian, samples written out. Cold: the first derivation of this process; warm:
 * the median of 15 after as many seconds as `warm` says.
 */
export function time({ hidden, warm }: { hidden: number; warm: number }): OurOutcome {
  const first = derive(hidden)
  let seconds = first.seconds
  if (warm > 0) {
    for (let spent = 0; spent < warm;) spent += derive(hidden).seconds
    const times = Array.from({ length: 15 }, () => derive(hidden).seconds).sort((a, b) => a - b)
    seconds = times[7]!
  }
  const values = startOf(4 * hidden)
  const at = new Map(first.network.parameters.map((symbol, index) => [symbol, values[index]!]))
  const entries = evaluateAll(upperTriangle(first.second), at)
  return { seconds, check: entries.reduce((sum, value) => sum + value, 0) }
}

function derive(hidden: number) {
  const start = processorSeconds()
  const network: Network = writtenOutNetwork(hidden, 8)
  gradient(network.loss, network.parameters)
  const second = hessian(network.loss, network.parameters)
  return { seconds: processorSeconds() - start, network, second }
}
