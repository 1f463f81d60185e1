import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { failure } from '../base/wording.js'

export interface ReportFile {
  /** A plain file name, without folders. */
  readonly name: string
  readonly content: string | Uint8Array
}

/**
 * Writes files into a folder, which is made when it is not there. They are first written in full into a hidden folder
 * inside it and then moved: a reader finds the old files or the new ones, never half of one. When something fails,
 * what was there before is put back and nothing else is left.
 *
 * @returns the paths written, in the order given
 * @throws ProblemError `file-unwritable`
 */
export async function writeReport(folder: string, files: readonly ReportFile[]): Promise<string[]> {
  const target = resolve(folder)
  for (const { name } of files)
    if (name !== basename(name) || name === '' || name === '.' || name === '..')
      throw failure('internal', { detail: `${name} is not the name of a file of a report.` })
  const made = await attempt(folder, () => makeFolder(target))
  try {
    await attempt(folder, () => replaceFiles(target, files))
  } catch (error) {
    // Only what did not exist before: `made` is the topmost folder that had to be created.
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  }
  return files.map(({ name }) => join(target, name))
}

// Folder by folder, because Node's recursive mkdir never returns where the system answers ENOENT to every attempt (as in
// /proc). Gives the topmost folder that had to be made, if any.
async function makeFolder(folder: string): Promise<string | undefined> {
  const missing: string[] = []
  for (let place = folder; ; place = dirname(place)) {
    const found = await stat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && dirname(place) !== place) return undefined
      throw error
    })
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

async function replaceFiles(target: string, files: readonly ReportFile[]): Promise<void> {
  // Beside the files and not in the system's temporary folder: a rename must not cross file systems.
  const staging = await mkdtemp(join(target, '.thalweg-'))
  const moved: { name: string; hadOld: boolean }[] = []
  try {
    for (const { name, content } of files) await writeFile(join(staging, name), content)
    for (const { name } of files) {
      const path = join(target, name)
      if ((await stat(path).catch(() => undefined))?.isDirectory())
        throw Object.assign(new Error(), { code: 'EISDIR' })
    }
    for (const { name } of files) {
      const hadOld = await succeeds(rename(join(target, name), join(staging, `${name}.old`)))
      moved.push({ name, hadOld })
      await rename(join(staging, name), join(target, name))
    }
  } catch (error) {
    for (const { name, hadOld } of moved.reverse()) {
      await rm(join(target, name), { force: true })
      if (hadOld) await rename(join(staging, `${name}.old`), join(target, name))
    }
    throw error
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw failure('file-unwritable', { path, reason: reasonOf(error, path) })
  }
}

const reasons: Record<string, string> = {
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
