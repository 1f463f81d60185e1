import { readFile } from 'node:fs/promises'
import { failure } from '../base/wording.js'
import { type Model, parseModel } from '../model/index.js'

/**
 * Reads a model file, YAML or JSON.
 *
 * @param path as the user gave it; problems name it so
 * @throws ProblemError `file-unreadable`, or what `parseModel` throws
 */
export async function readModel(path: string): Promise<Model> {
  return parseModel(await readText(path), path)
}

/** A text in UTF-8. @throws `file-unreadable` */
export async function readText(path: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw failure('file-unreadable', { path, reason: reasonOf(error) })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw failure('file-unreadable', { path, reason: 'It is not a text in UTF-8.' })
  }
}

const reasons = new Map([
  ['ENOENT', 'There is no such file.'],
  ['EISDIR', 'It is a folder, not a file.'],
  ['ENOTDIR', 'A part of the path is not a folder.'],
  ['EACCES', 'Reading it is not permitted.'],
  ['EPERM', 'Reading it is not permitted.'],
  ['ENAMETOOLONG', 'The path is too long.'],
  ['ERR_FS_FILE_TOO_LARGE', 'It is larger than 2 GB.'],
])

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
  return reasons.get(code) ?? `The system reports ${code}.`
}
