import type { Comparison, Growth, Results } from './results.js'
import type { Spread } from './spread.js'

/** The parts of docs/performance.md that are generated, by the names of their markers. */
export function generatedParts(results: Results): Readonly<Record<string, string>> {
  return {
    run: runPart(results),
    ratios: ratiosPart(results),
    skipped: skippedPart(results),
    growth: results.growth.map(growthPart).join('\n\n'),
  }
}

/**
 * The document with the generated parts between their markers `<!-- bench: NAME -->` and `<!-- /bench: NAME -->`
 * replaced. Throws an Error where a part has not exactly one place, or a place has no part.
 */
export function withParts(text: string, parts: Readonly<Record<string, string>>): string {
  const places = [...text.matchAll(/^<!-- bench: (\S+) -->$/gm)].map(([, name]) => name!)
  const names = Object.keys(parts)
  for (const name of new Set([...places, ...names]))
    if (places.filter((place) => place === name).length !== 1 || !names.includes(name))
      throw new Error(`The markers of “${name}” do not fit what is generated.`)
  return names.reduce((written, name) => {
    const [open, close] = [`<!-- bench: ${name} -->\n`, `<!-- /bench: ${name} -->`]
    const from = written.indexOf(open) + open.length
    const to = written.indexOf(close, from)
    if (to < 0) throw new Error(`The part “${name}” has no end.`)
    return `${written.slice(0, from)}\n${parts[name]!}\n\n${written.slice(to)}`
  }, text)
}

function runPart({ machine, node, dates, rounds, core }: Results): string {
  const days = Object.values(dates).sort()
  const when = days[0] === days.at(-1) ? `on ${days[0]}` : `from ${days[0]} to ${days.at(-1)}`
  const bound = core === undefined ? 'not bound to a core' : 'bound to one core'
  return `Measured ${when} in ${rounds} round${rounds === 1 ? '' : 's'}: ${machine}, Node ${node}, ${bound}.`
}

function ratiosPart({ comparisons, referenceMachine }: Results): string {
  const lines = comparisons.map((each) =>
    row([each.clock === 'wall' ? `${each.title} (wall time)` : each.title, peerCell(each), ratioCell(each), goal(each, each.atLeast), goal(each, each.aim), timeCell(each.ours), timeCell(each.peerTime)]),
  )
  const table = [
    row(['measure', 'peer', 'ratio, median (min to max)', 'at least', 'aim', 'ours', 'peer']),
    row(['---', '---', '---', '---', '---', '---', '---']),
    ...lines,
  ].join('\n')
  return comparisons.some(({ through }) => through !== undefined)
    ? `${table}\n\n\\* Indirect, because the peer is not installed here: our ratio in this run to the program named in brackets, times\nthe ratio of that program to the peer measured on the reference machine: ${referenceMachine}.`
    : table
} // prettier-ignore

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function peerCell({ peer, through }: Comparison): string {
  return through === undefined ? peer : `${peer}\\* (${through})`
}

function ratioCell({ ratio, remark }: Comparison): string {
  if (ratio === undefined) return remark ?? 'none'
  return `${short(ratio.median)} (${short(ratio.min)} to ${short(ratio.max)})`
}

/** A goal, and for a ratio that was measured whether its median reaches it. */
function goal({ ratio, through }: Comparison, value: number | undefined): string {
  if (value === undefined) return ''
  if (ratio === undefined || through !== undefined) return String(value)
  return `${value} ${ratio.median >= value ? '✓' : '✗'}`
}

const units: readonly [string, number][] = [
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 1e-9],
]

function timeCell(time: Spread | undefined): string {
  if (time === undefined) return ''
  const [unit, size] = units.find(([, size]) => time.median >= size) ?? units.at(-1)!
  return `${short(time.median / size)} ${unit}`
}

/** Three digits, with commas for thousands. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 20 })
}

function skippedPart({ skipped }: Results): string {
  if (skipped.length === 0) return 'No peer was skipped.'
  const needs = [...new Set(skipped.map(({ needs }) => needs))]
  const named = needs.map((need) => {
    const programs = skipped.filter((each) => each.needs === need).map(({ program }) => program)
    return `- ${[...new Set(programs)].join(', ')}: needs ${need}`
  })
  return ['Skipped:', '', ...named].join('\n')
}

function growthPart({ name, title, x, y, series }: Growth): string {
  const values = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))].sort(
    (a, b) => a - b,
  )
  const cell = (points: Growth['series'][number]['points'], value: number): string => {
    const found = points.find((point) => point.x === value)
    return found === undefined ? '' : short(found.y.median)
  }
  const unfinished = series.flatMap(({ label, ended }) => (ended === undefined ? [] : [{ label, ended }]))
  return [
    `**${title}**, ${y}:`,
    '',
    `![${title}](figures/${name}.svg)`,
    '',
    row([symbolOf(x), ...series.map(({ label }) => label)]),
    row(['---', ...series.map(() => '---')]),
    ...values.map((value) =>
      row([value.toLocaleString('en-US'), ...series.map(({ points }) => cell(points, value))]),
    ),
    ...(unfinished.length === 0
      ? []
      : ['', ...unfinished.map(({ label, ended }) => `The series “${label}” ${ended}.`)]),
  ].join('\n')
}

function symbolOf(axis: string): string {
  return /\$(\w)\$/.exec(axis)?.[1] ?? axis
}
