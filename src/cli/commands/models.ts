import { readFile } from 'node:fs/promises'
import { nearest } from '../../base/nearest.js'
import { failure } from '../../base/wording.js'
import { bundledModelPath, bundledModels } from '../../node/catalogue.js'
import { readModel } from '../../node/read-model.js'
import { exitCodes } from '../exit-codes.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { table } from '../text.js'

/** `thalweg models`: the bundled models, or the file of one. */
export async function models(
  name: string | undefined,
  options: { json?: boolean },
  surroundings: Surroundings,
): Promise<number> {
  const screen = screenOf(surroundings)
  const known = await bundledModels()
  if (name !== undefined) {
    if (!known.includes(name)) {
      const close = nearest(name, known)
      throw failure('unknown-model', { name, known, ...(close === undefined ? {} : { nearest: close }) })
    }
    screen.print((await readFile(bundledModelPath(name), 'utf8')).trimEnd())
    return exitCodes.fine
  }
  const list = await Promise.all(
    known.map(async (each) => {
      const model = await readModel(bundledModelPath(each))
      return {
        name: each,
        title: model.title,
        parameters: model.symbols.length,
        points: model.points.map((p) => p.name),
      }
    }),
  )
  if (options.json === true) screen.printJson({ schema: 'thalweg-models/1', models: list })
  else
    screen.print(
      table(
        list.map((model) => [
          screen.style.strong(model.name),
          model.title,
          model.points.length === 0 ? '' : `at ${model.points.join(', ')}`,
        ]),
      ),
    )
  return exitCodes.fine
}
