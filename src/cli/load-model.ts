import { existsSync } from 'node:fs'
import { type Model, parseModel } from '../model/index.js'
import { bundledModels, readBundledModel } from '../node/catalogue.js'
import { readModel } from '../node/read-model.js'
import type { Surroundings } from './surroundings.js'

/**
 * The model a user means: a file, `-` for standard input, or the name of a bundled model, with `.yaml` or without it.
 *
 * @throws ProblemError
 */
export async function loadModel(name: string, surroundings: Surroundings): Promise<Model> {
  if (name === '-') return parseModel(await surroundings.readInput(), 'standard input')
  if (existsSync(name)) return readModel(name)
  const bare = name.replace(/\.ya?ml$/, '')
  const isFileName = /[/\\.]/.test(name)
  if (isFileName && !(await bundledModels()).includes(bare)) return readModel(name)
  return readBundledModel(bare)
}
