import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { failure } from '../base/wording.js'
import { makeFolder, writingTo } from './folder.js'

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
  const made = await writingTo(folder, () => makeFolder(target))
  try {
    await writingTo(folder, () => replaceFiles(target, files))
  } catch (error) {
    // Only what did not exist before: `made` is the topmost folder that had to be created.
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  }
  return files.map(({ name }) => join(target, name))
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
