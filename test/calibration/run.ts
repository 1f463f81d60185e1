import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { repositoryRoot } from '../bench/places.js'
import { calibrationDocument } from './document.js'
import { type CalibrationResults, criteria, type EstimatorRow, type VerdictRow } from './results.js'
import { situations } from './situations.js'

const usage = `Usage: npm run calibrate -- [options]

Repeats the experiments of every theorem at every bundled model, and every estimator, with many seeds, and writes
docs/calibration.md and docs/calibration.json. Without options it takes about half an hour on two cores.

  --seeds N         repetitions of each experiment at effort standard (default 50); a fifth of them at the others
                    and for chosen noises
  --repetitions N   repetitions of each estimator (default 2000)
  --only TEXT       only situations in whose name TEXT occurs, such as tanh; leaves docs/ alone
  --help            show this
`

interface Task {
  readonly model: string
  readonly at: string
  readonly theorem: string
  readonly noise?: string
  readonly effort: string
  readonly runs: number
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '50' },
      repetitions: { type: 'string', default: '2000' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  const [seeds, repetitions] = [count('--seeds', values.seeds), count('--repetitions', values.repetitions)]
  const tasks = (await situations())
    .flatMap((place) =>
      (place.noise === undefined ? ['standard', 'quick', 'thorough'] : ['standard']).map((effort): Task => {
        const runs = effort === 'standard' && place.noise === undefined ? seeds : Math.ceil(seeds / 5)
        return { ...place, effort, runs }
      }),
    )
    .filter((task) => values.only === undefined || nameOf(task).includes(values.only))
  if (tasks.length === 0) throw new Error(`There is nothing with “${values.only}” in its name.`)
  const verdicts = await inParallel(tasks)
  const results: CalibrationResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: cpus()[0]?.model.trim() ?? 'an unknown processor',
    node: process.versions.node,
    verdicts,
    estimators: values.only === undefined ? await estimatorRows(repetitions) : [],
  }
  const text = calibrationDocument(results)
  if (values.only !== undefined) return void process.stdout.write(text)
  const docs = join(repositoryRoot(), 'docs')
  writeFileSync(join(docs, 'calibration.json'), `${JSON.stringify(results, null, 1)}\n`)
  writeFileSync(join(docs, 'calibration.md'), text)
  say('Wrote docs/calibration.md and docs/calibration.json.')
  const missed = criteria(results).filter(({ holds }) => !holds)
  for (const { says, found } of missed) say(`Not so: ${says}. Found: ${found}.`)
  if (missed.length > 0) process.exitCode = 1
}

async function estimatorRows(repetitions: number): Promise<EstimatorRow[]> {
  const { estimatorCases } = await import('./estimators.js')
  return estimatorCases.map(({ name, claims, level, run }, k) => {
    say(`estimator ${k + 1} of ${estimatorCases.length}: ${name}`)
    return { name, claims, level, ...run(repetitions, 1) }
  })
}

function nameOf({ model, at, theorem, effort, noise = '' }: Omit<Task, 'runs'>): string {
  return `${model} ${at} ${theorem} ${effort} ${noise}`.trim()
}

// One process for each, as many at a time as there are cores; in order whatever ends first.
async function inParallel(tasks: readonly Task[]): Promise<VerdictRow[]> {
  const rows: VerdictRow[] = []
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    while (next < tasks.length) {
      const index = next++
      rows[index] = await inProcess(tasks[index]!)
      say(`${++done} of ${tasks.length}: ${nameOf(tasks[index]!)}`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return rows
}

async function inProcess({ model, at, theorem, effort, runs, noise }: Task): Promise<VerdictRow> {
  const script = join(import.meta.dirname, 'start.js')
  const { stdout } = await promisify(execFile)(process.execPath, [script, model, at, theorem, effort, String(runs), ...(noise === undefined ? [] : [noise])]) // prettier-ignore
  return JSON.parse(stdout) as VerdictRow
}

function count(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${option} takes a whole number from 1 on, not ${text}.`)
  return Number(text)
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
}
