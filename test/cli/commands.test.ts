import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thalweg } from './surroundings.js'

const golden = 'models/two-layer-scalar.yaml'

describe('predict', () => {
  it('gives the exact values of the golden example at skewed as JSON', async () => {
    const { exitCode, stdout } = await thalweg(['predict', golden, '--at', 'skewed', '--json'])
    expect(exitCode).toBe(0)
    const result = JSON.parse(stdout)
    const of = (theorem: string) => result.predictions.find((each: { theorem: string }) => each.theorem === theorem) // prettier-ignore
    const [stability, drift] = [of('stability/gradient-descent-threshold'), of('noise/label-noise-drift')]
    expect(stability.prediction.quantities.threshold.estimate).toMatchObject({ kind: 'exact', text: '4/25' })
    expect(drift.prediction.vectors.limitDrift.entries.map((entry: { text: string }) => entry.text)).toEqual([
      '-3/4',
      '3/8',
    ])
    expect(result.point.dimension).toBe(1)
  })
  it('gives those at balanced', async () => {
    const { stdout } = await thalweg([
      'predict',
      golden,
      'gradient-descent-threshold',
      '--at',
      'balanced',
      '--json',
    ])
    const { predictions } = JSON.parse(stdout)
    expect(predictions).toHaveLength(1)
    expect(predictions[0].prediction.quantities.threshold.estimate.text).toBe('1/5')
  })
  it('says that the start was moved, on standard error', async () => {
    const { stderr, stdout, exitCode } = await thalweg(['predict', golden, '--at', 'a=3,b=1'])
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^The start was moved by .* onto the zero-loss set \(gradient flow\)/)
    expect(stdout).not.toMatch(/^The start was moved/m)
  })
})

describe('verify', () => {
  it('works as the help says, from any folder', async () => {
    const shown = await thalweg(['verify', 'two-layer-scalar.yaml', 'stability', '--at', 'skewed'])
    expect(shown.exitCode).toBe(0)
    expect(shown.stdout).toMatch(/^Two-layer scalar linear network, at skewed\n\nSUPPORTED {2}stability\//)
    expect(shown.stderr).toBe('')
  })
  it('supports every theorem that applies to the golden example, with every wrong prediction refuted', async () => {
    const { exitCode, stdout } = await thalweg([
      'verify',
      golden,
      '--all',
      '--at',
      'skewed',
      '--seed',
      '7',
      '--json',
    ])
    expect(exitCode).toBe(0)
    const { verdicts, outcome } = JSON.parse(stdout)
    expect(outcome).toBe('supported')
    for (const verdict of verdicts) {
      // No learning rate is given: the one that is chosen lies below the mean-square threshold.
      expect(verdict.outcome).toBe(
        verdict.theorem === 'stability/sgd-excursions' ? 'not applicable' : 'supported',
      )
      for (const control of verdict.controls) expect(control.outcome).toBe('refuted')
    }
  })
  it('is the same byte for byte for the same seed, and another for another', async () => {
    const once = await thalweg([
      'verify',
      golden,
      'label-noise-drift',
      '--at',
      'skewed',
      '--seed',
      '3',
      '--json',
    ])
    const again = await thalweg([
      'verify',
      golden,
      'label-noise-drift',
      '--at',
      'skewed',
      '--seed',
      '3',
      '--json',
    ])
    const other = await thalweg([
      'verify',
      golden,
      'label-noise-drift',
      '--at',
      'skewed',
      '--seed',
      '4',
      '--json',
    ])
    expect(again.stdout).toBe(once.stdout)
    expect(other.stdout).not.toBe(once.stdout)
  })
  it('does not apply where there is no zero-loss set, and says so with the witness', async () => {
    const { exitCode, stdout } = await thalweg(['verify', 'no-zero-loss', '--json'])
    expect(exitCode).toBe(0)
    for (const verdict of JSON.parse(stdout).verdicts) {
      expect(verdict.outcome).toBe('not applicable')
      expect(verdict.summary).toMatch(/lowest loss found is 0\.5/)
      expect(verdict.prediction).toBeNull()
    }
  })
  it('ends in time, says so, and returns the code for it', async () => {
    const started = performance.now()
    const { exitCode, stdout } = await thalweg(
      'verify two-layer-tanh label-noise-drift --at interpolating --within 300ms'.split(' '),
    )
    expect(performance.now() - started).toBeLessThan(8000)
    expect(stdout).toMatch(/^INCONCLUSIVE .*(too blunt to\s+decide|the time did not\s+suffice)/ms)
    expect(exitCode).toBe(3)
  })
  it('does not take a start that was moved half-way for the point asked for', async () => {
    for (const command of ['verify', 'predict', 'check']) {
      const { exitCode, stdout, stderr } = await thalweg([
        command,
        golden,
        '--at',
        'a=3,b=1',
        '--within',
        '0ms',
      ])
      expect([exitCode, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/^moving the start onto the zero-loss set ran out of budget\n/)
    }
  })
})

describe('report', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thalweg-test-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('tells the command that makes it again, for the files and names of any machine', async () => {
    const made = async (...args: string[]) =>
      JSON.parse(
        (await thalweg(['report', ...args, '-t', 'stability', '--json', '-o', join(folder, 'again')])).stdout,
      )
    const options = ['--at', 'a=2, b=1', '--learning-rate', '1/10', '--seed', '7']
    expect((await made('two-layer-scalar', ...options)).provenance.command).toBe(
      "thalweg report two-layer-scalar --at 'a=2, b=1' --learning-rate 1/10 --theorem stability --seed 7",
    )
    const file = join(folder, "it's mine.yaml")
    await copyFile(golden, file)
    const { provenance, model } = await made(file, '--no-move')
    expect(provenance.command).toBe(
      `thalweg report '${folder}/it'\\''s mine.yaml' --no-move --theorem stability --seed 1`,
    )
    expect(model.source.name).toBe(file)
  })

  it('writes LaTeX, HTML and JSON and says where', async () => {
    const out = join(folder, 'deep', 'out')
    const { exitCode, stdout } = await thalweg(['report', golden, '--at', 'skewed', '-o', out])
    expect(exitCode).toBe(0)
    for (const name of ['report.tex', 'references.bib', 'report.html', 'report.json']) {
      expect(stdout).toContain(name)
      expect((await readFile(join(out, name), 'utf8')).length).toBeGreaterThan(500)
    }
    const html = await readFile(join(out, 'report.html'), 'utf8')
    expect(html).toContain('<math')
    expect(html).toContain('<svg')
    expect(html).not.toMatch(/NaN|undefined|\[object/)
    expect(await readFile(join(out, 'report.tex'), 'utf8')).not.toMatch(/NaN|undefined|\[object/)
  })
})

describe('derive, explain, models, check', () => {
  it('derives compact formulas', async () => {
    const { stdout } = await thalweg(['derive', golden])
    expect(stdout).toContain('L = 5/4*(a*b - 2)^2')
    expect(stdout).toContain('dL/da = 5/2*b*(a*b - 2)')
    expect((await thalweg(['derive', golden, 'hessian', '--latex'])).stdout).toContain('\\begin{pmatrix}')
  })
  it('explains every theorem it lists', async () => {
    const list = (await thalweg(['explain'])).stdout.trim().split('\n')
    expect(list.length).toBeGreaterThanOrEqual(2)
    for (const line of list) {
      const { exitCode, stdout } = await thalweg(['explain', line.split(/\s/)[0]!])
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/Hypotheses, each checked/)
    }
  })
  it('lists the bundled models and prints one', async () => {
    expect((await thalweg(['models'])).stdout).toMatch(/^two-layer-scalar +Two-layer scalar/m)
    expect((await thalweg(['models', 'two-layer-scalar'])).stdout).toMatch(/^title: /m)
  })
  it('checks derivatives against finite differences', async () => {
    const { exitCode, stdout } = await thalweg(['check', 'two-layer-tanh', '--derivatives', '--json'])
    expect(exitCode).toBe(0)
    const { derivatives } = JSON.parse(stdout)
    expect(derivatives.gradient).toBeLessThan(1e-7)
    expect(derivatives.hessian).toBeLessThan(1e-7)
  })
  it('reads a model from standard input', async () => {
    const input = 'title: t\nparameters: [u, v]\nresiduals: ["u*v - 1"]\npoints: {p: {u: 2, v: 1/2}}\n'
    const { exitCode, stdout } = await thalweg(['predict', '-', 'stability'], { input })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('8/17')
  })
})

describe('help and colours', () => {
  it.each(['check', 'geometry', 'derive', 'predict', 'verify', 'report', 'explain', 'models'])(
    '%s --help has an example',
    async (command) => {
      const { exitCode, stdout } = await thalweg([command, '--help'])
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(new RegExp(`Example:\\n {2}thalweg ${command}`))
    },
  )
  it('documents the exit codes', async () => {
    expect((await thalweg(['--help'])).stdout).toMatch(/Exit codes:/)
  })
  const escape = '\u001b'
  it('colours a terminal, and neither a pipe nor under NO_COLOR', async () => {
    const colourful = await thalweg(['explain'], { isTTY: true })
    expect(colourful.stdout).toContain(escape)
    expect((await thalweg(['explain'])).stdout).not.toContain(escape)
    expect((await thalweg(['explain'], { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(escape)
    expect((await thalweg(['explain'], { env: { FORCE_COLOR: '1' } })).stdout).toContain(escape)
  })
})
