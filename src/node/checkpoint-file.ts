import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Memory, Notebook } from '../base/memory.js'
import { failure } from '../base/wording.js'
import { readText } from './read-model.js'

/**
 * What experiments have measured, in a file: rewritten as a whole about once a second and put in place by a rename, so
 * that a process that is killed at any moment leaves a file to go on from.
 */
export interface CheckpointFile extends Notebook {
  readonly path: string
  /** Whether it held something to go on from. */
  readonly goesOn: boolean
  /** Whether the budget has ended work that it keeps. */
  readonly isLeft: boolean
  /** Why the last attempt to write it failed; what was written before is still there. */
  readonly trouble: string | undefined
  /** Writes what is not written yet. */
  save(): void
  /** Removes it where all work has come to its end, and writes it where not. */
  end(): void
}

export interface CheckpointOptions {
  /** Told once the question is known to be the one that the file belongs to, before work begins. */
  readonly onBegin?: (file: CheckpointFile) => void
}

const schemaName = 'thalweg-checkpoint/1'

const schema = z.strictObject({
  schema: z.literal(schemaName),
  question: z.record(z.string(), z.string()),
  experiments: z.record(z.string(), z.unknown()),
  digest: z.string(),
})

type Content = Omit<z.infer<typeof schema>, 'digest'>

/**
 * Opens a checkpoint; nothing is written before `begin`.
 *
 * @throws ProblemError `file-unreadable`, or `bad-checkpoint` for a file that is something else or damaged; `begin` throws
 *   `other-checkpoint`, and `file-unwritable` where the file cannot be made
 */
export async function openCheckpoint(path: string, { onBegin }: CheckpointOptions = {}): Promise<CheckpointFile> {
  const before = existsSync(path) ? readContent(await readText(path), path) : undefined
  const experiments = new Map(Object.entries(before?.experiments ?? {}))
  let question: Content['question'] | undefined
  let isLeft = false
  let trouble: string | undefined
  const pace = pacemaker()

  const save = (): void => {
    if (question === undefined) return
    try {
      pace.timed(() => writeWhole(path, textOf({ schema: schemaName, question: question!, experiments: Object.fromEntries(experiments) })))
      trouble = undefined
    } catch (error) {
      // What runs is worth more than the file.
      trouble = reasonOf(error)
    }
  }
  const memoryOf = (work: string): Memory => {
    const keep = (value: unknown): void => {
      experiments.set(work, value)
      if (pace.isDue()) save()
    }
    return {
      recall(read) {
        if (!experiments.has(work)) return undefined
        const found = read(experiments.get(work))
        if (found !== undefined) return found
        throw failure('bad-checkpoint', { path, detail: `What it holds of ${work} is not of this experiment.` })
      },
      keep,
      postpone: () => {
        isLeft = true
      },
      isDue: pace.isDue,
      leave(value) {
        isLeft = true
        experiments.set(work, value)
      },
    }
  }
  const file: CheckpointFile = {
    path,
    goesOn: experiments.size > 0,
    get isLeft() {
      return isLeft
    },
    get trouble() {
      return trouble
    },
    begin(asked) {
      if (before !== undefined) refuseOther(path, before.question, asked)
      question = asked
      save()
      if (trouble !== undefined) throw failure('file-unwritable', { path, reason: trouble, option: '--checkpoint' })
      onBegin?.(file)
    },
    memoryOf,
    save,
    end() {
      if (isLeft) save()
      else if (question !== undefined) rmSync(path, { force: true })
    },
  }
  return file
} // prettier-ignore

/** Runs work with a checkpoint where a path is given. Whatever ends the work, what it has measured is kept. */
export async function withCheckpoint<T>(
  path: string | undefined,
  work: (notebook: CheckpointFile | undefined) => Promise<T>,
  options: CheckpointOptions = {},
): Promise<T> {
  if (path === undefined) return work(undefined)
  const file = await openCheckpoint(path, options)
  let result: T
  try {
    result = await work(file)
  } catch (error) {
    file.save()
    throw error
  }
  file.end()
  return result
}

function refuseOther(path: string, was: Content['question'], is: Content['question']): void {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const differences = names
    .filter((name) => was[name] !== is[name])
    .map((name) => `${name}: it has ${was[name] ?? 'none'}, asked is ${is[name] ?? 'none'}`)
  if (differences.length > 0) throw failure('other-checkpoint', { path, differences })
}

function textOf(content: Content): string {
  return `${JSON.stringify({ ...content, digest: digestOf(content) })}\n`
}

function digestOf(content: Content): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

function readContent(text: string, path: string): Content {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw failure('bad-checkpoint', { path, detail: 'It is not JSON.' })
  }
  const found = schema.safeParse(value)
  if (!found.success)
    throw failure('bad-checkpoint', { path, detail: `It has not the fields of ${schemaName}.` })
  const { digest, ...content } = found.data
  if (digest !== digestOf(content))
    throw failure('bad-checkpoint', { path, detail: 'It was changed since it was written.' })
  return content
}

// In the same folder: a rename must not cross file systems. After a kill it is overwritten by the next run.
function writeWhole(path: string, text: string): void {
  const beside = join(dirname(path), `.${basename(path)}.thalweg`)
  try {
    writeFileSync(beside, text)
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

/** When to write: once a second, or so seldom that it takes a twentieth of the time. */
function pacemaker(): { isDue(): boolean; timed(write: () => void): void } {
  let next = 0
  return {
    isDue: () => performance.now() >= next,
    timed(write) {
      const start = performance.now()
      try {
        write()
      } finally {
        const now = performance.now()
        next = now + Math.max(1000, 20 * (now - start))
      }
    },
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'There is no such folder.',
  ENOTDIR: 'A part of the path is not a folder.',
  EACCES: 'Permission was denied.',
  EPERM: 'Permission was denied.',
  EROFS: 'It is on a file system that can only be read.',
  ENOSPC: 'No space is left there.',
  EISDIR: 'It is a folder.',
  ENAMETOOLONG: 'The path is too long.',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return reasons[code] ?? `The system reports ${code}.`
}
