import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bindToOneCore } from './cores.js'
import { generatedParts, withParts } from './document.js'
import { growthFigure } from './figures.js'
import { launchFrom, type Launch } from './launch.js'
import { growth, type GrowthRun } from './measures/growth.js'
import { measures } from './measures/index.js'
import { type Options, readOptions, usage } from './options.js'
import type { GrowthOutcome } from './ours/growth.js'
import { repositoryRoot } from './places.js'
import { reference } from './reference.js'
import { areComparable, completed, type Results } from './results.js'
import { runMeasure } from './run-measure.js'

const names = [...Object.keys(measures), 'growth']
const docs = join(repositoryRoot(), 'docs')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

function main(options: Options): void {
  const cores = bindToOneCore()
  if (cores.bound === undefined) say('taskset is not there or not allowed: programs are not bound to one core.')
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-bench-'))
  try {
    const launch = launchFrom({
      budget: options.quick ? 0.05 : 0.5,
      pythonCommand: options.python,
      folder,
      cores,
    })
    const measured = measureAll(options, launch, cores.bound)
    if (options.json !== undefined) writeJson(options.json, measured)
    process.stdout.write(`${Object.values(generatedParts(measured)).join('\n\n')}\n`)
    if (options.quick) say('docs/ is as it was: these numbers are coarse.')
    else publish(measured)
    if (measured.comparisons.some(({ isWrong }) => isWrong)) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true })
  }
} // prettier-ignore

function measureAll({ only, quick }: Options, launch: Launch, core: number | undefined): Results {
  const rounds = quick ? 1 : 5
  const today = new Date().toISOString().slice(0, 10)
  const found = only
    .filter((name) => name !== 'growth')
    .map((name) => runMeasure(measures[name]!(launch), rounds, say))
  return {
    machine: cpus()[0]?.model.trim() ?? 'an unknown processor',
    node: process.versions.node,
    dates: Object.fromEntries(only.map((name) => [name, today])),
    rounds,
    core,
    referenceMachine: reference.machine,
    comparisons: found.flatMap(({ comparisons }) => comparisons),
    skipped: found.flatMap(({ skipped }) => skipped),
    growth: only.includes('growth') ? growth({ run: growthRun, quick, progress: say }) : [],
  }
}

const growthRun: GrowthRun = (task) => {
  const script = join(import.meta.dirname, 'ours/start.js')
  const { status, stdout } = spawnSync(process.execPath, [script, 'growth', JSON.stringify(task)], { encoding: 'utf8' }) // prettier-ignore
  // What ends such a process is V8's limit on memory.
  return status === 0 ? (JSON.parse(stdout) as GrowthOutcome) : { failed: 'out of memory' }
}

/** Writes docs/performance.json, and the document and its figures from it. */
function publish(measured: Results): void {
  const [document, numbers] = [join(docs, 'performance.md'), join(docs, 'performance.json')]
  let results = measured
  if (names.some((name) => !(name in measured.dates))) {
    const before = existsSync(numbers) ? (JSON.parse(readFileSync(numbers, 'utf8')) as Results) : undefined
    if (before === undefined || !areComparable(measured, before)) {
      say('docs/ is as it was: what was not measured now is there from another machine, or not at all.')
      return
    }
    results = completed(measured, before, names)
  }
  writeJson(numbers, results)
  writeFileSync(document, withParts(readFileSync(document, 'utf8'), generatedParts(results)))
  mkdirSync(join(docs, 'figures'), { recursive: true })
  for (const each of results.growth) writeFileSync(join(docs, 'figures', `${each.name}.svg`), growthFigure(each))
  say('Wrote docs/performance.md, docs/performance.json and docs/figures.')
} // prettier-ignore

function writeJson(file: string, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
}

try {
  const options = readOptions(process.argv.slice(2), names)
  if (options.help) process.stdout.write(usage(names))
  else main(options)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
