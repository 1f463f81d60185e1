import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import { type Model, parseModel } from '../model/index.js'

const folder = new URL('../../models/', import.meta.url)

/** The names of the bundled models, which are the files of `models/` without their ending. */
export async function bundledModels(): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/** A bundled model. Its source has the name of the model, which is the same on every machine. @throws `unknown-model` */
export async function readBundledModel(name: string): Promise<Model> {
  return parseModel(await bundledModelText(name), name)
}

/** The file of a bundled model. @throws ProblemError `unknown-model` */
export async function bundledModelText(name: string): Promise<string> {
  const known = await bundledModels()
  if (known.includes(name)) return readFile(bundledModelPath(name), 'utf8')
  const close = nearest(name, known)
  throw failure('unknown-model', { name, known, ...(close === undefined ? {} : { nearest: close }) })
}

/** Where a bundled model's file is. */
export function bundledModelPath(name: string): string {
  return fileURLToPath(new URL(`${name}.yaml`, folder))
}
