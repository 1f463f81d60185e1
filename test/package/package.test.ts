import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Installation, install, root } from './installation.js'

describe('the packed package, installed into an empty folder', () => {
  let stranger: Installation
  beforeAll(async () => {
    stranger = await install()
  }, 240_000)
  afterAll(() => stranger.remove())

  it('holds what it needs and nothing else', async () => {
    const inside = join(stranger.folder, 'node_modules/thalweg')
    expect((await readdir(inside)).sort()).toEqual(
      ['LICENSE', 'README.md', 'dist', 'docs', 'models', 'package.json', 'schema'].sort(),
    )
    const files = await readdir(join(inside, 'dist'), { recursive: true })
    expect(files.filter((file) => /\.(test|map)|(?<!\.d)\.ts$/.test(file))).toEqual([])
  })

  it('has a command that npx finds', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    expect((await stranger.run('npx', 'thalweg', '--version')).stdout.trim()).toBe(version)
    const { stdout } = await stranger.run('npx', 'thalweg', 'predict', 'two-layer-scalar', '--at', 'skewed')
    expect(stdout).toContain('4/25')
  })

  it('lists the bundled models and writes a report of one', async () => {
    expect((await stranger.thalweg('models')).stdout).toContain('two-layer-scalar')
    const report = await stranger.thalweg('report', 'two-layer-scalar', '--at', 'balanced', '-t', 'stability')
    expect(report).toMatchObject({ exitCode: 0, stderr: '' })
    expect(report.stdout).toContain(join('out', 'report.html'))
    const written = await readFile(join(stranger.folder, 'out/report.html'), 'utf8')
    expect(written).toContain('<math')
    // Nothing of this machine is in it: the report of a bundled model is the same everywhere.
    expect(written).not.toContain(stranger.folder)
  })

  it('shows help in under 0.3 s', async () => {
    const times: number[] = []
    for (let k = 0; k < 5; k++) {
      const started = performance.now()
      await stranger.thalweg('--help')
      times.push(performance.now() - started)
    }
    expect(Math.min(...times)).toBeLessThan(300)
  })

  it('ends quietly when its reader goes away', async () => {
    const { stdout, stderr } = await stranger.shell(
      'node node_modules/thalweg/dist/cli/main.js derive two-layer-tanh --whole | head -n 1; echo "${PIPESTATUS[0]}"',
    )
    expect(stdout).toMatch(/^L = .*\n0\n$/)
    expect(stderr).toBe('')
  })

  it('says that results could not be written', async () => {
    const { stdout, stderr } = await stranger.shell(
      'node node_modules/thalweg/dist/cli/main.js models > /dev/full; echo $?',
    )
    expect(stdout).toBe('2\n')
    expect(stderr).toBe('the results could not be written (ENOSPC)\n')
  })

  it('returns its exit codes to the shell, and writes no colours into a pipe', async () => {
    await writeFile(join(stranger.folder, 'bad.yaml'), 'title: t\nparameters: [a]\nresiduals: [a - q]\n')
    const bad = await stranger.thalweg('check', 'bad.yaml')
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' })
    expect(bad.stderr).toMatch(/^bad\.yaml:3:17 {2}unknown symbol\n/)
    const late = await stranger.thalweg(
      ...'verify two-layer-tanh noise --at interpolating --within 1ms'.split(' '),
    )
    expect(late.exitCode).toBe(3)
    expect(bad.stderr + late.stdout).not.toMatch(/\u001b/)
  })

  const examples = [
    ...readFileSync(join(root, 'docs/engine.md'), 'utf8').matchAll(/^```js\n([\s\S]*?)^```$/gm),
  ]
  it.each(examples.map(([, code], index) => [index + 1, code!]))(
    'prints what example %i of docs/engine.md says',
    async (index, code) => {
      await writeFile(join(stranger.folder, `example${index}.js`), code)
      const { stdout, stderr } = await stranger.run(process.execPath, `example${index}.js`)
      const expected = [...code.matchAll(/^\/\/ (.*\n)/gm)].map(([, line]) => line).join('')
      expect({ stdout, stderr }).toEqual({ stdout: expected, stderr: '' })
      expect(expected).not.toBe('')
    },
  )

  it('can be imported from JavaScript, without side effects', async () => {
    await writeFile(
      join(stranger.folder, 'use.js'),
      `import { analyse, modelFrom } from 'thalweg'
const model = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1'], points: { p: { u: 2, v: '1/2' } } })
const study = await analyse(model, { at: 'p', theorems: ['gradient-descent-threshold'], seed: 7, within: '30s' })
const paths = await study.report({ to: 'from-library', formats: ['json'] })
console.log(study.verdicts.map((verdict) => verdict.outcome).join(), paths.length)
`,
    )
    expect((await stranger.run(process.execPath, 'use.js')).stdout.trim()).toBe('supported 1')
    await writeFile(join(stranger.folder, 'silent.js'), `import 'thalweg'\n`)
    expect(await stranger.run(process.execPath, 'silent.js')).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  it('publishes its schemas', async () => {
    await writeFile(
      join(stranger.folder, 'schema.js'),
      `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
for (const name of ['model', 'report']) console.log(require('thalweg/schema/' + name + '.json').title)
`,
    )
    expect((await stranger.run(process.execPath, 'schema.js')).stdout).toBe('Thalweg model\nThalweg report\n')
  })

  // With and without the types of Node, with dependencies' types checked: nothing of ours leaks.
  it.each(['with', 'without'])(
    'is typed for a strict TypeScript project %s the types of Node that checks the types of its libraries',
    async (node) => {
      const place = join(stranger.folder, `typed-${node}`)
      await mkdir(place)
      await writeFile(
        join(place, 'use.ts'),
        `import { analyse, modelFrom, predict, readModel, type Verdict } from 'thalweg'
import { compileEnsemble, compileGradient, createGraph, type Ensemble, formula, symbols } from 'thalweg/engine'
const model = await readModel('model.yaml')
const study = await analyse(model, { at: 'skewed', learningRate: 0.1, seed: 7, within: '30s' })
const verdicts: readonly Verdict[] = study.verdicts
for (const verdict of verdicts) { const outcome: string = verdict.outcome; void outcome }
const paths: string[] = await study.report({ to: 'out', formats: ['latex', 'html', 'json'] })
const [first] = predict(model, { at: 'skewed', theorems: ['stability'] }).predictions
const threshold: number | undefined = first?.prediction?.quantities['threshold']?.estimate.value
modelFrom({ title: 't', parameters: { W: [2, 3] }, loss: 'sum(W)' })
void [paths, threshold]
const graph = createGraph()
const w = symbols(graph, 'W', [2, 3])
compileGradient({ loss: formula('sum(W)', graph, { W: w }), variables: w.flat() }).run(new Float64Array(6), new Float64Array(6))
const ensemble: Ensemble = compileEnsemble({ next: [w[0]![0]!], state: [w[0]![0]!], parameters: [] })
void ensemble
// @ts-expect-error a learning rate is a number or a text
await analyse(model, { learningRate: true })
// @ts-expect-error a model needs parameters
modelFrom({ title: 't', loss: 'u^2' })
`,
      )
      const flags = '--strict --module nodenext --target es2023 --noEmit --skipLibCheck false'.split(' ')
      const result = await stranger.run(
        process.execPath,
        join(root, 'node_modules/typescript/bin/tsc'),
        ...flags,
        ...(node === 'with' ? ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')] : []),
        join(place, 'use.ts'),
      )
      expect(result.stdout).toBe('')
    },
  )
})
