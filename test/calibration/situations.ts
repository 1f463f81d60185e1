import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readModel } from '../../src/node/read-model.js'
import type { Model } from '../../src/model/index.js'
import { situate, theoremsFor } from '../../src/study/index.js'
import { type Site, siteOf, type Situation, type Theorem, theorems } from '../../src/theory/index.js'
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
  readonly noise?: string
}

/** Where a theorem is calibrated. */
export interface CalibrationPlace {
  readonly model: string
  readonly at: string
  readonly theorem: string
  /** The noise that is chosen, if any. */
  readonly noise?: string
}

// One that moves the set's minima and one whose masks jump; on small models only, since there are many places.
const noises = ['perturbed', 'drop-connect', 'drop-connect law=rademacher']
const mostParameters = 3

/**
 * What can be calibrated: every theorem that a study is about by itself at every named point of every bundled model where it
 * applies, and for small models the theorems about noise with some noises.
 */
export async function situations(): Promise<readonly CalibrationPlace[]> {
  const found: CalibrationPlace[] = []
  const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  for (const name of names.map((file) => file.slice(0, -'.yaml'.length))) {
    const model = await modelCalled(name)
    for (const { name: at } of model.points) {
      for (const theorem of applying(model, at)) found.push({ model: name, at, theorem })
      if (model.symbols.length > mostParameters || model.loss.kind !== 'squares') continue
      for (const noise of noises)
        for (const theorem of applying(model, at, noise)) found.push({ model: name, at, theorem, noise })
    }
  }
  return found
}

/** Theorems, with a noise only those about noise that say which. */
function applying(model: Model, at: string, noise?: string): string[] {
  const { situation } = situate(model, { at, noise })
  return theoremsFor(undefined, situation)
    .filter(({ inputs }) => noise === undefined || inputs['noise'] !== undefined)
    .filter(({ hypotheses }) => !isRefuted(hypotheses, situation))
    .map(({ id }) => id)
}

function isRefuted(hypotheses: Theorem['hypotheses'], situation: Situation): boolean {
  return examine(hypotheses, situation).some(({ state }) => state === 'refuted')
}

/** The situation, or nothing where the theorem does not apply. */
export async function situationAt(
  name: string,
  at: string,
  id: string,
  noise?: string,
): Promise<CalibrationSituation | undefined> {
  const theorem = theorems.find((one) => one.id === id)!
  const { situation } = situate(await modelCalled(name), { at, noise })
  if (isRefuted(theorem.hypotheses, situation)) return undefined
  return { model: name, at, theorem, site: siteOf(situation), ...(noise && { noise }) }
}
