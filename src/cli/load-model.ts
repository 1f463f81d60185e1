import { existsSync } from 'node:fs'
import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import { type Model, parseModel } from '../model/index.js'
import { bundledModelPath, bundledModels } from '../node/catalogue.js'
import { readModel } from '../node/read-model.js'
import type { Surroundings } from './surroundings.js'

/**
 * The model a user means: a file, `-` for standard input, or the name of a bundled model.
 *
 * @throws ProblemError
 */
export async function loadModel(name: string, surroundings: Surroundings): Promise<Model> {
  if (name === '-') return parseModel(await surroundings.readInput(), 'standard input')
  if (existsSync(name)) return readModel(name)
  const known = await bundledModels()
  const bare = name.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '')
  if (known.includes(name)) return readModel(bundledModelPath(name))
  if (known.includes(bare) && !/[/\\]/.test(name)) return readModel(bundledModelPath(bare))
  if (/[/\\.]/.test(name)) throw failure('file-unreadable', { path: name, reason: 'There is no such file.' })
  const close = nearest(name, known)
  throw failure('unknown-model', { name, known, ...(close === undefined ? {} : { nearest: close }) })
}
