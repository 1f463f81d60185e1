import { describe, expect, it } from 'vitest'
import { thalweg } from './surroundings.js'

const modelOf = (lines: string) => `title: t\n${lines}\n`
const product = modelOf('parameters: [u, v]\nresiduals: ["u*v - 1"]\npoints: {p: {u: 2, v: 1/2}}')

/** The rows of a section: label and text, lines that go on joined to what they go on from. */
function sectionOf(stdout: string, title: string): Map<string, string> {
  const lines = stdout.split('\n')
  const from = lines.indexOf(title)
  const rows = new Map<string, string>()
  let last = ''
  for (const line of lines.slice(from + 1)) {
    if (line.trim() === '') break
    const label = line.slice(0, 22).trim()
    if (label !== '') last = rows.has(label) ? `${last} again` : label
    rows.set(last, `${rows.get(last) ?? ''} ${line.slice(22).trim()}`.trim())
  }
  return rows
}

describe('geometry', () => {
  it('surveys u v = 1: closed form of the sharpness, flattest at u = v = 1', async () => {
    const { exitCode, stdout, stderr } = await thalweg(['geometry', '-'], { input: product })
    expect([exitCode, stderr]).toEqual([0, ''])
    const along = sectionOf(stdout, 'Parametrisation')
    expect(along.get('branch')).toBe('v = 1/u, where u ≠ 0')
    expect(along.get('sharpness')).toBe('u^2 + 1/u^2')
    expect(along.get('covers')).toBe('all of the zero-loss set')
    expect(sectionOf(stdout, 'Tangent and normal space').get('tangent')).toBe('span of (-4, 1), exact')
    const flattest = sectionOf(stdout, 'Flattest minimum')
    expect(flattest.get('outcome')).toMatch(/^certified/)
    expect(flattest.get('at')).toMatch(/^u = 1 ± .*, v = 1 ± /)
    expect(flattest.get('sharpness')).toMatch(/^2 ± /)
    // |v''|/(1 + v'²)^{3/2} of the graph v = 1/u at u = 2.
    const curvature = 0.25 / (1 + 1 / 16) ** 1.5
    expect(parseFloat(sectionOf(stdout, 'Shape').get('second form |II|')!)).toBeCloseTo(curvature, 9)
  })

  it('writes formulas as LaTeX on request', async () => {
    const { stdout } = await thalweg(['geometry', '-', '--latex'], { input: product })
    expect(sectionOf(stdout, 'Parametrisation').get('branch')).toBe('v = \\frac{1}{u}, where u \\neq 0')
    expect(sectionOf(stdout, 'Point').get('coordinates')).toBe('u = 2, v = \\frac{1}{2}')
  })

  it('gives the finite-step form with a learning rate', async () => {
    const { stdout } = await thalweg(['geometry', '-', '-l', '1/10', '--json'], { input: product })
    const { limitMap, descentMap } = JSON.parse(stdout)
    expect([limitMap.learningRate, descentMap.learningRate]).toEqual([0, 0.1])
    // On the normal space X = 1/(2λ − αλ²) in place of 1/(2λ): the normal part grows by 1/(1 − αλ/2), λ = 17/4.
    const [flow, descent] = [limitMap, descentMap].map(({ drift }) => drift.normalNormal.length.value)
    expect(descent / flow).toBeCloseTo(1 / (1 - (0.1 * 17) / 8), 12)
    const unstable = await thalweg(['geometry', '-', '-l', '1/2'], { input: product })
    expect(sectionOf(unstable.stdout, 'Limit map of gradient descent').get('not given')).toMatch(/below 2/)
  })

  it('gives no numbers at a singular point, but the reason', async () => {
    const input = modelOf('parameters: [u, v]\nresiduals: ["u*v"]\npoints: {p: {u: 0, v: 0}}')
    const { exitCode, stdout } = await thalweg(['geometry', '-'], { input })
    expect(exitCode).toBe(0)
    const place = sectionOf(stdout, 'Point')
    expect(place.get('regular')).toMatch(/^no, singular: a rank drop: the Jacobian has rank 0 here, but 1/)
    expect(place.get('dimension')).toBe('not known; the kernel of the Jacobian has dimension 2')
    for (const title of [
      'Tangent and normal space',
      'Limit map of gradient flow',
      'Shape',
      'Flattest minimum',
    ])
      expect([...sectionOf(stdout, title)]).toEqual([['not given', expect.stringMatching(/^a rank drop/)]])
    expect(stdout).not.toMatch(/^Curve$/m)
    const { shape, spaces } = JSON.parse((await thalweg(['geometry', '-', '--json'], { input })).stdout)
    expect(Object.keys(shape)).toEqual(['missing'])
    expect(Object.keys(spaces)).toEqual(['missing'])
  })

  it('gives none on a kink', async () => {
    const input = modelOf('parameters: [a, b]\nloss: abs(a)*(1 + b^2)\npoints: {p: {a: 0, b: 1}}')
    const { stdout } = await thalweg(['geometry', '-'], { input })
    expect(sectionOf(stdout, 'Point').get('regular')).toMatch(
      /^no, on a kink: the point lies on a kink of abs/,
    )
    expect(sectionOf(stdout, 'Shape').get('not given')).toMatch(/kink of abs/)
  })

  it('says that there is no zero-loss set, with the value found', async () => {
    const { exitCode, stdout, stderr } = await thalweg(['geometry', 'no-zero-loss'])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/zero-loss set/)
    expect(stderr).toMatch(/0\.5/)
  })

  it('says what there was no time for, with the exit code for it', async () => {
    const { exitCode, stdout } = await thalweg(['geometry', '-', '--within', '0ms'], { input: product })
    expect(exitCode).toBe(3)
    expect(sectionOf(stdout, 'Point').get('dimension')).toBe('1')
    expect(sectionOf(stdout, 'Shape').get('not given')).toBe('the time given was over')
  })

  it('shows a formula once for all branches that share it, and no place twice', async () => {
    const input = modelOf('parameters: [x, y]\nresiduals: ["x^2 + 2*y^2 - 1"]\npoints: {p: {x: 1, y: 0}}')
    const { stdout } = await thalweg(['geometry', '-'], { input })
    const printed = stdout.split('\n').filter((line) => /^ {4}sharpness /.test(line))
    expect(new Set(printed).size).toBe(printed.length)
  })

  it('surveys a chart and the reasons where there is no closed form', async () => {
    const input = modelOf(
      'parameters: [a, b, c]\nresiduals: ["a*b + sin(c)*exp(b) + c^3*a^2 + tanh(a*c) - 1"]\npoints: {p: {a: 1, b: 1, c: 0}}',
    )
    const { exitCode, stdout } = await thalweg(['geometry', '-', '--json'], { input })
    expect(exitCode).toBe(0)
    const { parametrisation, curve, shape } = JSON.parse(stdout)
    expect(parametrisation.kind).toBe('chart')
    expect(parametrisation.notes[0]).toMatch(/closed form/)
    expect(curve.missing).toBe('the set has dimension 2, not 1')
    expect(shape.scalarCurvature.kind).toBe('numerical')
  })
})

describe('check', () => {
  const rowsOf = async (input: string) =>
    sectionOf(
      `Point\n${(await thalweg(['check', '-'], { input })).stdout.split('\n').slice(1).join('\n')}`,
      'Point',
    )

  it('shows exact bases at an exact point', async () => {
    const rows = await rowsOf(product)
    expect([rows.get('dimension'), rows.get('tangent basis'), rows.get('normal basis')]).toEqual([
      '1',
      '(-4, 1), exact',
      '(1, 4), exact',
    ])
  })

  it.each([
    [
      'a kink',
      'parameters: [a, b]\nloss: abs(a)\npoints: {p: {a: 0, b: 1}}',
      'Hessian',
      /none is given: .*kink of abs/,
    ],
    [
      'a crossing',
      'parameters: [a, b]\nresiduals: ["a*b"]\npoints: {p: {a: 0, b: 0}}',
      'Jacobian',
      /none is given: a rank drop/,
    ],
  ])('calls the kernel at %s a kernel', async (_, model, of, reason) => {
    const rows = await rowsOf(modelOf(model))
    expect(rows.get('dimension')).toBe(`not known: 2 is that of the kernel of the ${of}`)
    expect(rows.get('tangent space')).toMatch(reason)
    expect(rows.has('tangent basis')).toBe(false)
    const { point } = JSON.parse((await thalweg(['check', '-', '--json'], { input: modelOf(model) })).stdout)
    expect(point.regularity.isTangentSpace).toBe(false)
  })
})
