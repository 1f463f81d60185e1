/** The entry of the workers that run replicas; see `host.ts`. */
import { parentPort } from 'node:worker_threads'
import type { EnsembleMessage } from '../compile/index.js'
// Not all of compile/: a thread that only runs replicas begins quickly.
import { ensembleTask } from '../compile/ensemble-task.js'

const port = parentPort
const answer = ensembleTask()
port?.on('message', (message: EnsembleMessage) => {
  const advanced = answer(message)
  if (advanced !== undefined) port.postMessage(advanced, [advanced.states.buffer, advanced.streams.buffer])
})
