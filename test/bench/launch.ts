import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Cores } from './cores.js'
import { peerSource } from './places.js'
import type { Outcome, Program } from './program.js'

/** What one of our sides is asked to do; each knows its own fields. */
export type Task = Readonly<Record<string, number | string>>

/** How measures get their programs, each a process of its own. */
export interface Launch {
  /** Seconds for which steady work is repeated. */
  readonly budget: number
  /** `ours/NAME.ts` on a task; on all cores where asked for, else on the one of this process. */
  ours(name: string, task: Task, options?: { label?: string; allCores?: boolean }): Program
  /** A source in peers/, compiled once with gcc. */
  c(label: string, source: string, flags: readonly string[], args: readonly (string | number)[]): Program
  /** A script in peers/. */
  python(label: string, library: string, script: string, args: readonly (string | number)[]): Program
}

export interface Surroundings {
  readonly budget: number
  readonly pythonCommand: string
  /** Where compiled programs go. */
  readonly folder: string
  readonly cores: Cores
}

const longest = 600_000

export function launchFrom({ budget, pythonCommand, folder, cores }: Surroundings): Launch {
  const compiled = new Map<string, string>()
  const libraries = new Map<string, boolean>()
  const isThere = (key: string, command: string, args: string[]): boolean => {
    const known = libraries.get(key) ?? spawnSync(command, args).status === 0
    libraries.set(key, known)
    return known
  }
  return {
    budget,
    ours(name, task, { label = 'thalweg', allCores = false } = {}) {
      const command = [process.execPath, join(import.meta.dirname, 'ours/start.js'), name, JSON.stringify(task)]
      return {
        name: label,
        needs: allCores ? 'two cores and taskset' : 'nothing',
        isPresent: () => !allCores || (cores.allowed !== undefined && /[,-]/.test(cores.allowed)),
        run: () => outcomeOf(allCores ? ['taskset', '-c', cores.allowed!, ...command] : command),
      }
    },
    c(label, source, flags, args) {
      const build = ['gcc', ...flags, peerSource(source)]
      return {
        name: label,
        needs: 'gcc',
        isPresent: () => isThere('gcc', 'gcc', ['--version']),
        run() {
          const key = build.join(' ')
          let binary = compiled.get(key)
          if (binary === undefined) {
            binary = join(folder, `peer${compiled.size}`)
            const { status, stderr } = spawnSync('gcc', [...build.slice(1), '-o', binary, '-lm'], { encoding: 'utf8' })
            if (status !== 0) return { kind: 'failed', reason: `gcc: ${lastLine(stderr)}` }
            compiled.set(key, binary)
          }
          return outcomeOf([binary, ...args.map(String)])
        },
      }
    },
    python(label, library, script, args) {
      const needs = `${pythonCommand} with ${library}`
      const imports = `import numpy, ${library}`
      return {
        name: label,
        needs,
        isPresent: () => isThere(library, pythonCommand, ['-c', imports]),
        run: () => outcomeOf([pythonCommand, peerSource(script), ...args.map(String)]),
      }
    },
  }
} // prettier-ignore

/** Runs a program that prints its outcome as one line of JSON, `{ seconds, check }` or `{ missing }`. */
function outcomeOf([command, ...args]: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command!, args, {
    encoding: 'utf8',
    timeout: longest,
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  })
  if (error !== undefined) return { kind: 'failed', reason: error.message }
  if (status !== 0) return { kind: 'failed', reason: lastLine(stderr) || `ended with ${status}` }
  return readOutcome(stdout)
}

/** What a program printed, its last line in JSON. */
export function readOutcome(text: string): Outcome {
  const line = lastLine(text)
  let found: unknown
  try {
    found = JSON.parse(line)
  } catch {
    return { kind: 'failed', reason: `printed “${line}”` }
  }
  const { seconds, check, missing } = found as { seconds?: unknown; check?: unknown; missing?: unknown }
  if (typeof missing === 'string') return { kind: 'not built', missing }
  if (typeof seconds !== 'number' || !(seconds > 0)) return { kind: 'failed', reason: `printed “${line}”` }
  return { kind: 'timed', seconds, check: typeof check === 'number' ? check : undefined }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
