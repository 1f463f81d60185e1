import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import { type NoiseModel, noiseModels, noiseNamed } from '../dynamics/index.js'
import { type Situation, type Theorem, theorems } from '../theory/index.js'

/**
 * The theorems that a list of names means: an id (`noise/label-noise-drift`), a family (`noise`) or the last part of an
 * id (`label-noise-drift`). All of them for no names.
 *
 * @throws `unknown-theorem`
 */
export function chooseTheorems(names: readonly string[] | undefined): readonly Theorem[] {
  if (names === undefined || names.length === 0) return theorems
  const chosen = names.flatMap((name) => {
    const found = theorems.filter(
      ({ id }) => id === name || id.startsWith(`${name}/`) || id.endsWith(`/${name}`),
    )
    if (found.length > 0) return found
    const known = theorems.map(({ id }) => id)
    const close = nearest(name, [...known, ...known.flatMap((id) => id.split('/'))])
    throw failure('unknown-theorem', { name, known, ...(close === undefined ? {} : { nearest: close }) })
  })
  return [...new Set(chosen)]
}

/**
 * The theorems that are meant: of a family, or where none is named, only those that concern the situation and do not take
 * long.
 */
export function theoremsFor(
  names: readonly string[] | undefined,
  { model, inputs }: Situation,
): readonly Theorem[] {
  const isNamed = ({ id }: Theorem): boolean =>
    names?.some((name) => id === name || id.endsWith(`/${name}`)) ?? false
  const chosen = chooseTheorems(names)
  const isMeant = ({ takesLong, concerns }: Theorem): boolean =>
    takesLong !== true && (concerns?.(model, inputs) ?? true)
  const found = chosen.filter((theorem) => isNamed(theorem) || isMeant(theorem))
  // A family in which nothing concerns the situation is asked for all the same.
  return found.length === 0 ? chosen : found
}

/**
 * The noise model of a name; all for none.
 *
 * @throws `bad-option`
 */
export function chooseNoises(name: string | undefined): readonly NoiseModel[] {
  if (name === undefined) return noiseModels
  const found = noiseNamed(name)
  if (found !== undefined) return [found]
  const known = noiseModels.map(({ id }) => id)
  const close = nearest(name, known)
  throw failure('bad-option', {
    option: '--noise',
    expected: `one of ${known.join(', ')}`,
    got: name,
    ...(close === undefined ? {} : { nearest: close }),
  })
}
