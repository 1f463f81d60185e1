import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Budget, spent, unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'

export interface TexLog {
  /** TeX's own sentences, each with the line of the source where TeX stopped. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  /** Boxes that are wider or higher than the room for them. */
  readonly overfull: readonly OverfullBox[]
}

export interface OverfullBox {
  readonly points: number
  readonly where: string
}

export interface Typeset {
  readonly pdf: Uint8Array
  readonly log: TexLog
}

const program = 'pdflatex'
const mostRuns = 4

/** Whether there is a TeX to make PDF files with. */
export async function hasTex(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], (error) => resolve(error === null))
  })
}

/** @throws ProblemError `tool-missing` when there is none */
export async function requireTex(): Promise<void> {
  if (!(await hasTex())) throw texMissing()
}

function texMissing(): Error {
  return failure('tool-missing', {
    tool: program,
    purpose: 'to make a PDF',
    suggest: 'Install TeX Live or another TeX, or ask for the LaTeX source instead.',
  })
}

/**
 * Runs pdflatex in a temporary folder until references have settled. TeX may neither run programs nor write elsewhere.
 *
 * @returns the PDF and what the last run's log says
 * @throws ProblemError `tool-missing` without a TeX, `tool-failed` with TeX's first errors, `out-of-budget`, `cancelled`
 */
export async function typeset(source: string, budget: Budget = unlimited): Promise<Typeset> {
  const folder = await mkdtemp(join(tmpdir(), 'thalweg-'))
  try {
    await writeFile(join(folder, 'report.tex'), source)
    for (let run = 1; ; run++) {
      await runOnce(folder, budget)
      const text = await readFile(join(folder, 'report.log'), 'latin1').catch(() => '')
      const log = readTexLog(text)
      if (log.errors.length > 0)
        throw failure('tool-failed', { tool: program, detail: log.errors.slice(0, 3).join(' ') })
      if (run < mostRuns && (run === 1 || unsettled.test(text))) continue
      const pdf = await readFile(join(folder, 'report.pdf')).catch(() => undefined)
      if (pdf === undefined) throw failure('tool-failed', { tool: program, detail: 'It made no PDF.' })
      return { pdf: new Uint8Array(pdf), log }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const unsettled = /Rerun to get|Table widths have changed|There were undefined references/

async function runOnce(folder: string, budget: Budget): Promise<void> {
  const left = budget.deadline - performance.now()
  if (spent(budget)) throw stopped(budget)
  const error = await new Promise<ExecFileException | null>((resolve) => {
    execFile(
      program,
      ['-interaction=nonstopmode', '-halt-on-error', '-file-line-error', '-no-shell-escape', 'report.tex'],
      {
        cwd: folder,
        // Unbroken lines in the log; no reading or writing outside; the same bytes for the same source.
        env: {
          ...process.env,
          max_print_line: '10000',
          openin_any: 'p',
          openout_any: 'p',
          SOURCE_DATE_EPOCH: '0',
        },
        maxBuffer: 64 * 1024 * 1024,
        killSignal: 'SIGKILL',
        ...(Number.isFinite(left) ? { timeout: Math.max(1, Math.ceil(left)) } : {}),
        ...(budget.signal === undefined ? {} : { signal: budget.signal }),
      },
      resolve,
    )
  })
  if (error === null) return
  if (error.code === ('ENOENT' as never)) throw texMissing()
  if (error.killed === true || spent(budget)) throw stopped(budget)
}

function stopped(budget: Budget): Error {
  if (budget.signal?.aborted === true) return failure('cancelled', { what: 'typesetting' })
  return failure('out-of-budget', {
    what: 'Typesetting',
    budget: 'the time given',
    reached: 'no PDF was made',
  })
}

/** Errors, warnings and overfull boxes of a log written with unbroken lines. */
export function readTexLog(log: string): TexLog {
  const lines = log.split(/\r?\n/)
  const errors = lines.flatMap((line) => {
    const located = /^(?:\.\/)?[^\s:]+\.[a-z]+:(\d+): (.*)$/.exec(line)
    if (line.includes('==> Fatal error')) return []
    if (located !== null) return [`Line ${located[1]}: ${located[2]}`]
    return line.startsWith('! ') ? [line.slice(2)] : []
  })
  const overfull = lines.flatMap((line) => {
    const box = /^Overfull \\([hv])box \(([\d.]+)pt too (?:wide|high)\)(.*)$/.exec(line)
    return box === null ? [] : [{ points: Number(box[2]), where: `${box[1]}box${box[3]}` }]
  })
  const warnings = lines.filter((line) => /^(?:LaTeX|Package|Class)\b.*Warning:/.test(line))
  return { errors, warnings, overfull }
}
