import { bundledModels, bundledModelText, readBundledModel } from '../../node/catalogue.js'
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
  if (name !== undefined) {
    const text = await bundledModelText(name)
    if (options.json === true) screen.printJson({ schema: 'thalweg-model/1', name, text })
    else screen.print(text.trimEnd())
    return exitCodes.fine
  }
  const list = await Promise.all((await bundledModels()).map(summaryOf))
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

async function summaryOf(name: string) {
  const { title, symbols, points } = await readBundledModel(name)
  return { name, title, parameters: symbols.length, points: points.map((point) => point.name) }
}
