import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { failure } from '../base/wording.js'

/**
 * Whether a folder can be written to, or made, without touching anything.
 *
 * @throws ProblemError `file-unwritable`
 */
export async function checkFolder(folder: string): Promise<void> {
  for (let place = resolve(folder); ; place = dirname(place)) {
    const found = await stat(place).catch((error: NodeJS.ErrnoException) => error.code)
    if (found === 'ENOENT' && dirname(place) !== place) continue
    if (typeof found === 'string' || found === undefined)
      throw failure('file-unwritable', {
        path: folder,
        reason: `${place} cannot be used (${found ?? 'unknown'}).`,
      })
    if (!found.isDirectory())
      throw failure('file-unwritable', { path: folder, reason: `${place} is a file, not a folder.` })
    await access(place, constants.W_OK).catch(() => {
      throw failure('file-unwritable', {
        path: folder,
        reason: `There is no permission to write to ${place}.`,
      })
    })
    return
  }
}
