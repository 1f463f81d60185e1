import { type CalibrationResults, criteria, type EstimatorRow, percent, type VerdictRow } from './results.js'

/** docs/calibration.md: what `npm run calibrate` found. */
export function calibrationDocument(results: CalibrationResults): string {
  const { date, machine, node, verdicts, estimators } = results
  const runs = verdicts.reduce((sum, row) => sum + row.runs, 0)
  return `# Calibration

An interval that is said to hold a value in 95 of 100 experiments should do so, and a verdict should not depend on the seed. Here the
experiments are repeated with many seeds at places where the answer is known: every theorem at every named point of every bundled
model where its hypotheses hold, ${noises(verdicts)}and every estimator on data whose true value is known. Made by

\`\`\`sh
npm run calibrate
\`\`\`

on ${date} (${machine}, Node ${node}): ${runs} experiments${estimators.length === 0 ? '' : ` and ${estimators.reduce((sum, row) => sum + row.of, 0)} repetitions of estimators`}. Seeds are fixed, so that it finds the same again. The numbers behind this page are in
[calibration.json](calibration.json).

## What is demanded

| demanded | found | |
|---|---|---|
${criteria(results).map(({ says, found, holds }) => `| ${says} | ${found} | ${holds ? '✓' : '✗'} |`).join('\n')}

What a verdict means is written in [decision 2](decisions/0002-verdicts.md).

## Verdicts

One line for each situation: how many experiments ended supported, refuted and inconclusive; the mean of the relative deviation from the
prediction over all of them with its standard error, which shows a bias that one experiment cannot see; the scatter of the deviation
over the experiments in units of the standard error that each of them states, which should be 1; how often the 95 % interval (systematic
part left out) and the printed 99 % interval (with it) held the prediction; and how often a prediction off by 5 % was refuted.
The scatter and the 95 % interval are left out where the systematic part prevails: at equilibria, where nothing moves, and for the
threshold of gradient descent, in which hardly anything is random.

${['standard', 'quick', 'thorough'].map((effort) => verdictTable(effort, verdicts)).filter((table) => table !== '').join('\n\n')}
${estimators.length === 0 ? '' : `\n## Estimators\n\n${estimatorTable(estimators)}\n`}`
} // prettier-ignore

const noises = (rows: readonly VerdictRow[]): string =>
  rows.some(({ noise }) => noise !== undefined)
    ? 'those about noise on small models with several noises, '
    : ''

function verdictTable(effort: string, rows: readonly VerdictRow[]): string {
  const chosen = rows.filter((row) => row.effort === effort)
  if (chosen.length === 0) return ''
  const lines = chosen.map((row) => {
    const share = (part: number): string => percent(part / row.runs)
    const scatter = row.covered95 === undefined ? '' : row.spread.toFixed(2)
    const covered = row.covered95 === undefined ? '' : share(row.covered95)
    const mean = `${percent(row.deviation.mean, 3)} ± ${percent(row.deviation.error, 3)}`
    return `| ${row.model} | ${row.at} | ${row.theorem}${row.noise === undefined ? '' : `, ${row.noise}`} | ${row.supported} | ${row.refuted} | ${row.inconclusive} | ${mean} | ${scatter} | ${covered} | ${share(row.covered99)} | ${percent(row.wrong.refuted / row.wrong.of)} |`
  })
  return `### Effort ${effort}

| model | at | theorem | supported | refuted | inconclusive | mean deviation | scatter | in 95 % | in 99 % | 5 % off: refuted |
|---|---|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}`
}

function estimatorTable(rows: readonly EstimatorRow[]): string {
  const lines = rows.map(({ name, claims, hits, of }) => {
    const error = Math.sqrt((hits / of) * (1 - hits / of) / of) // prettier-ignore
    return `| ${name} | ${claims} | ${percent(hits / of)} ± ${percent(error)} | ${of} |`
  })
  return `| estimator | claims | found | repetitions |
|---|---|---|---|
${lines.join('\n')}`
}
