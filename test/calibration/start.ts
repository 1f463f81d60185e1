/** One situation, in a process of its own: `node start.js MODEL POINT THEOREM EFFORT RUNS [NOISE]` prints its row as JSON. */
import type { EffortName } from '../../src/verify/index.js'
import { situationAt } from './situations.js'
import { repeatVerdict } from './verdicts.js'

const [model, at, theorem, effort, runs, noise] = process.argv.slice(2) as [
  string,
  string,
  string,
  EffortName,
  string,
  string | undefined,
]
const situation = await situationAt(model, at, theorem, noise)
if (situation === undefined) throw new Error(`${theorem} does not apply to ${model} at ${at}`)
process.stdout.write(JSON.stringify(await repeatVerdict(situation, effort, Number(runs))))
