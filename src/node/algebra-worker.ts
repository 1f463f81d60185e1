/** The entry of the worker that runs nerdamer; see `host.ts`. */
import { parentPort } from 'node:worker_threads'
import type { AlgebraRequest } from '../algebra/messages.js'
import { answer } from '../algebra/nerdamer-task.js'

const port = parentPort
port?.on('message', (request: AlgebraRequest) => port.postMessage(answer(request)))
