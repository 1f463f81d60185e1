import { parse } from 'yaml'
import { type ModelObject, parseModel } from '../../src/model/index.js'
import { bundledModels, bundledModelText } from '../../src/node/catalogue.js'
import { situate } from '../../src/study/index.js'
import { type Observation, observe } from './observation.js'
import type { Source } from './transformations/index.js'

/** A named point of a bundled model. */
export interface CataloguePlace extends Source {
  readonly name: string
  readonly at: string
  /** A quarter of the stability threshold, to two digits. */
  readonly learningRate: string
}

export async function cataloguePlaces(): Promise<CataloguePlace[]> {
  const places: CataloguePlace[] = []
  for (const name of await bundledModels()) {
    const text = await bundledModelText(name)
    const object = parse(text) as ModelObject
    const model = parseModel(text, name)
    for (const { name: at } of model.points) {
      const { landing } = situate(model, { at }).situation
      const learningRate =
        'problem' in landing ? '1/10' : String(Number((0.5 / landing.point.sharpness).toPrecision(2)))
      places.push({ name, at, object, model, learningRate })
    }
  }
  return places
}

/** Observes each place once. */
export function observations(): (place: CataloguePlace) => Promise<Observation> {
  const made = new Map<CataloguePlace, Promise<Observation>>()
  return (place) => {
    const known = made.get(place) ?? observe(place.model, place.at, place.learningRate)
    made.set(place, known)
    return known
  }
}
