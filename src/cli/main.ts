#!/usr/bin/env node
import { exitCodes } from './exit-codes.js'
import { run } from './run.js'
import type { Sink, Surroundings } from './surroundings.js'

// A reader that goes away early (`thalweg models | head -1`) is not an error; a full disk is.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    if (stream === process.stdout) process.stderr.write(`the results could not be written (${error.code})\n`)
    process.exit(exitCodes.badInput)
  })

const sink = (stream: NodeJS.WriteStream): Sink => ({
  write: (text) => void stream.write(text),
  isTTY: stream.isTTY === true,
  columns: stream.columns ?? 100,
})

const surroundings: Surroundings = {
  stdout: sink(process.stdout),
  stderr: sink(process.stderr),
  env: process.env,
  async readInput() {
    const parts: Buffer[] = []
    for await (const part of process.stdin) parts.push(part as Buffer)
    return Buffer.concat(parts).toString('utf8')
  },
}

process.exitCode = await run(process.argv.slice(2), surroundings)
