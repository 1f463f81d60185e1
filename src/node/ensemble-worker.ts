/** The entry of the workers that run replicas; see `host.ts`. */
import { parentPort } from 'node:worker_threads'
import { ensembleTask, type EnsembleMessage } from '../compile/index.js'

const port = parentPort
const answer = ensembleTask()
port?.on('message', (message: EnsembleMessage) => {
  const advanced = answer(message)
  if (advanced !== undefined) port.postMessage(advanced, [advanced.states.buffer, advanced.streams.buffer])
})
