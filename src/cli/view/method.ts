/** How long methods are named in a few words, beside a number. */
const short: readonly (readonly [RegExp, string])[] = [
  [/^the largest of (\d+) orthogonal parts: (.*)$/, '$2, largest of $1 parts'],
  [/^(sign change of λ by|root of Λ by) (.*)$/, '$2'],
  [/spectral method on a common cone, (?:(\d+) Chebyshev nodes|polynomials of degree (\d+))/, 'spectral, $1$2 nodes'],
  [/(?:.* on|equation for directions, on) a grid of (\d+)(?: directions)?/, 'grid of $1 directions'],
  [/simulation with a control variate.*/, 'simulation with control variate'],
  [/simulation of independent chains/, 'simulation'],
  [/closed form: .*/, 'closed form'],
  [/^(?:second moments|symmetric power \d+), (.*)$/, '$1'],
  [/^all eigenvalues of a matrix of size (\d+)/, 'eigenvalues, size $1'],
  [/^Lanczos with \d+ products/, 'Lanczos'],
  [/^largest eigenvalue of .*|^eigenvalues of .*|^symmetric eigenvalue decomposition.*/, 'eigenvalues'],
] // prettier-ignore

const longest = 36

/** A method in a few words, as `spectral, 24 nodes`; `numerical` where there are no few words for it. */
export function methodText(method: string): string {
  const words = short.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), method)
  return words === '' || words.length > longest ? 'numerical' : words
}
