import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readModel } from '../../src/node/read-model.js'
import { situate } from '../../src/study/index.js'
import { type Site, siteOf, type Theorem, theorems } from '../../src/theory/index.js'
import { examine } from '../../src/verify/index.js'
import { repositoryRoot } from '../bench/places.js'

// From the sources as from what is compiled of them.
const folder = join(repositoryRoot(), 'models')
const modelCalled = (name: string) => readModel(join(folder, `${name}.yaml`))

/** A theorem at a place where no hypothesis of it is refuted. */
export interface CalibrationSituation {
  readonly model: string
  readonly at: string
  readonly theorem: Theorem
  readonly site: Site
}

/** What can be calibrated: every theorem at every named point of every bundled model where it applies. */
export async function situations(): Promise<readonly { model: string; at: string; theorem: string }[]> {
  const found = []
  const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  for (const model of names.map((file) => file.slice(0, -'.yaml'.length)))
    for (const { name: at } of (await modelCalled(model)).points)
      for (const { id } of theorems)
        if ((await situationAt(model, at, id)) !== undefined) found.push({ model, at, theorem: id })
  return found
}

/** The situation, or nothing where the theorem does not apply. */
export async function situationAt(
  name: string,
  at: string,
  id: string,
): Promise<CalibrationSituation | undefined> {
  const theorem = theorems.find((one) => one.id === id)!
  const { situation } = situate(await modelCalled(name), { at })
  if (examine(theorem.hypotheses, situation).some(({ state }) => state === 'refuted')) return undefined
  return { model: name, at, theorem, site: siteOf(situation) }
}
