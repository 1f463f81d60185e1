import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { failure } from '../base/wording.js'

/**
 * Makes sure that a report can be written into a folder: makes the folder, writes to it, and leaves everything as it
 * was. Trying is the only test that knows about permissions, full disks and odd file systems alike.
 *
 * @throws ProblemError `file-unwritable`
 */
export async function checkFolder(folder: string): Promise<void> {
  const target = resolve(folder)
  await writingTo(folder, async () => {
    const made = await makeFolder(target)
    try {
      await rm(await mkdtemp(join(target, '.thalweg-')), { recursive: true })
    } finally {
      if (made !== undefined) await rm(made, { recursive: true, force: true })
    }
  })
}

/**
 * Makes a folder and those it stands in, one by one, because Node's recursive mkdir never returns where the system
 * answers ENOENT to every attempt (as in /proc).
 *
 * @param folder an absolute path
 * @returns the topmost folder that had to be made, if any
 */
export async function makeFolder(folder: string): Promise<string | undefined> {
  const missing: string[] = []
  for (let place = folder; ; place = dirname(place)) {
    const found = await stat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && dirname(place) !== place) return undefined
      throw error
    })
    if (found?.isDirectory() === false) throw Object.assign(new Error(), { code: 'ENOTDIR' })
    if (found !== undefined) break
    missing.push(place)
  }
  const topmost = missing.at(-1)
  try {
    for (const place of missing.toReversed()) await mkdir(place)
  } catch (error) {
    if (topmost !== undefined) await rm(topmost, { recursive: true, force: true }).catch(() => undefined)
    throw error
  }
  return topmost
}

/** Runs work that writes to `path`, with what the system refuses as a problem. @throws ProblemError `file-unwritable` */
export async function writingTo<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw failure('file-unwritable', { path, reason: reasonOf(error, path) })
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'The system does not let a folder be made there.',
  EACCES: 'Permission was denied.',
  EPERM: 'Permission was denied.',
  EROFS: 'It is on a file system that can only be read.',
  ENOSPC: 'No space is left there.',
  ENOTDIR: 'A file is in the way of the folder.',
  EEXIST: 'A file is in the way of the folder.',
  EISDIR: 'A folder has the name of a file of the report.',
  ENAMETOOLONG: 'The path is too long.',
}

function reasonOf(error: unknown, path: string): string {
  const code = (error as { code?: string }).code ?? ''
  return (
    reasons[code] ?? `The system refuses ${basename(dirname(resolve(path)))} with ${code || String(error)}.`
  )
}
