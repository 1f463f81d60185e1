/** Keeps a number after the other in the checkpoint named by its argument, as fast as it can, until it is killed. */
import { openCheckpoint } from '../../src/node/checkpoint-file.js'

const file = await openCheckpoint(process.argv[2]!)
file.begin({ seed: '1' })
const memory = file.memoryOf('numbers')
for (let count = 1; ; count++) {
  memory.keep(Array.from({ length: 20_000 }, () => count))
  file.save()
  if (count === 20) process.stdout.write('many\n')
}
