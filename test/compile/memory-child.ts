/**
 * Derives and compiles a network again and again, as often as its first argument says, and writes how much memory is in use
 * after a fifth of that and at the end. With `keep` as second argument it holds on to every kernel, which is what a leak
 * would look like. Wants `--expose-gc`.
 */
import { gradient } from '../../src/calculus/index.js'
import { compile, type Kernel } from '../../src/compile/index.js'
import { tanhNetwork } from '../calculus/tanh-network.js'

const kept: Kernel[] = []
const [total, keeps] = [Number(process.argv[2]), process.argv[3] === 'keep']

function compileOnce(): void {
  const { loss, symbols } = tanhNetwork(3, 2)
  const first = gradient(loss, symbols)
  const kernel = compile([loss, ...first], symbols)
  const output = new Float64Array(kernel.outputs)
  kernel.run(new Float64Array(kernel.inputs).fill(0.1), output)
  if (keeps) kept.push(kernel)
}

/** Memory in use when everything that can be freed has been; instances of WebAssembly take a few turns. */
async function inUse(): Promise<NodeJS.MemoryUsage> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc!()
    await new Promise((done) => setTimeout(done, 10))
  }
  return process.memoryUsage()
}

const found: NodeJS.MemoryUsage[] = []
for (let count = 1; count <= total; count++) {
  compileOnce()
  // A caller that never lets go of the processor would not give the engine a chance to free anything.
  if (count % 10 === 0) await new Promise((done) => setImmediate(done))
  if (count === total / 5 || count === total) found.push(await inUse())
}
process.stdout.write(JSON.stringify({ early: found[0], late: found[1], kept: kept.length }))
