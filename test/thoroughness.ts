/**
 * How long random tests look. Every run of the tests looks a little; with `THALWEG_THOROUGH=1` in the environment they
 * look for minutes. Seeds are fixed, so that each level always sees the same cases.
 */
export const isThorough = process.env.THALWEG_THOROUGH === '1'

export function runs(always: number, thorough: number): number {
  return isThorough ? thorough : always
}
