import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const exec = promisify(execFile)

/** The package as a stranger gets it: packed, and installed into an empty folder. */
describe('the packed package, installed into an empty folder', () => {
  let folder: string
  const inFolder = (command: string, ...args: string[]) =>
    exec(command, args, { cwd: folder, env: plainEnvironment() })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thalweg-package-'))
    // --ignore-scripts: `prepare` would rebuild dist/ while other tests use it. It is built just below.
    await exec('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(root, 'dist')], { cwd: root })
    await exec('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!
    await writeFile(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }')
    await inFolder('npm', 'install', '--no-audit', '--no-fund', `./${tarball}`)
  }, 240_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('has a command that works', async () => {
    expect((await inFolder('npx', 'thalweg', '--version')).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
    expect((await inFolder('npx', 'thalweg', 'models')).stdout).toContain('two-layer-scalar')
    const { stdout } = await inFolder('npx', 'thalweg', 'predict', 'two-layer-scalar', '--at', 'skewed')
    expect(stdout).toContain('4/25')
  })

  it('shows help in under 0.3 s', async () => {
    const times: number[] = []
    for (let k = 0; k < 5; k++) {
      const started = performance.now()
      await exec(process.execPath, ['node_modules/thalweg/dist/cli/main.js', '--help'], { cwd: folder })
      times.push(performance.now() - started)
    }
    expect(Math.min(...times)).toBeLessThan(300)
  })

  it('can be imported from JavaScript, without side effects', async () => {
    await writeFile(
      join(folder, 'use.js'),
      `import { analyse, modelFrom } from 'thalweg'
const model = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1'], points: { p: { u: 2, v: '1/2' } } })
const study = await analyse(model, { at: 'p', theorems: ['stability'], seed: 7, within: '30s' })
const paths = await study.report({ to: 'out', formats: ['json'] })
console.log(study.verdicts.map((verdict) => verdict.outcome).join(), paths.length)
`,
    )
    expect((await inFolder(process.execPath, 'use.js')).stdout.trim()).toBe('supported 1')
    await writeFile(join(folder, 'silent.js'), `import 'thalweg'\n`)
    expect((await inFolder(process.execPath, 'silent.js')).stdout).toBe('')
  })

  it('is typed for a strict TypeScript project that checks the types of its libraries', async () => {
    await writeFile(
      join(folder, 'use.ts'),
      `import { analyse, readModel, type Verdict } from 'thalweg'
const model = await readModel('model.yaml')
const study = await analyse(model, { at: 'skewed', learningRate: 0.1, seed: 7, within: '30s' })
const verdicts: readonly Verdict[] = study.verdicts
for (const verdict of verdicts) { const outcome: string = verdict.outcome; void outcome }
await study.report({ to: 'out', formats: ['latex', 'html', 'json'] })
// @ts-expect-error a learning rate is a number or a text
await analyse(model, { learningRate: true })
`,
    )
    const flags = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--noEmit', '--types', 'node']
    const typeRoots = ['--typeRoots', join(root, 'node_modules/@types')]
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const result = await inFolder(process.execPath, compiler, ...flags, ...typeRoots, 'use.ts').catch(
      (error: { stdout: string }) => error,
    )
    expect(result.stdout).toBe('')
  })
})

// npm hands its own settings down to whatever it runs; a stranger's shell has none of them.
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(registry|userconfig|cache))|^(NODE_OPTIONS|VITEST|INIT_CWD)/i.test(name),
    ),
  )
}
