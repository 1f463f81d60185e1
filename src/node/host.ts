import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Host, WorkerLike, WorkerTask } from '../base/host.js'

const entries: { [Task in WorkerTask]: string } = {
  algebra: './algebra-worker',
  ensemble: './ensemble-worker',
}

/** What the library needs from Node: its threads. Workers do not keep the process alive. */
export function nodeHost(): Host {
  return {
    cores: availableParallelism(),
    spawn: (task) => workerOn(new Worker(entryUrl(task))),
  }
}

// The entry has the ending of this file: .js when built, .ts under the tests, where vitest.config.ts has every thread
// start with test/typescript-loader.js.
function entryUrl(task: WorkerTask): URL {
  return new URL(entries[task] + extname(import.meta.url), import.meta.url)
}

function workerOn(worker: Worker): WorkerLike {
  worker.unref()
  return {
    post: (message) => worker.postMessage(message),
    onMessage(listener) {
      worker.on('message', listener)
      // Listening made the worker keep the process alive again.
      worker.unref()
    },
    onError(listener) {
      worker.on('error', listener)
      worker.on('messageerror', listener)
      worker.on('exit', (code) => listener(new Error(`the worker ended with code ${code}`)))
    },
    keepsAlive: (isAwaited) => (isAwaited ? worker.ref() : worker.unref()),
    async terminate() {
      await worker.terminate()
    },
  }
}
