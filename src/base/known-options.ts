import { nearest } from './nearest.js'
import { failure } from './wording.js'

/**
 * Refuses options that nobody reads: a name that is written wrong would be ignored otherwise.
 *
 * @throws `bad-option`
 */
export function refuseUnknownOptions(given: object, known: Readonly<Record<string, true>>): void {
  const names = Object.keys(known)
  const option = Object.keys(given).find((name) => !Object.hasOwn(known, name))
  if (option === undefined) return
  const close = nearest(option, names)
  throw failure('bad-option', {
    option: `the option ${option}`,
    expected: `one of ${names.join(', ')}`,
    got: option,
    ...(close !== undefined && { nearest: close }),
  })
}
