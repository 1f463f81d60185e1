import { CommanderError } from 'commander'
import { type Problem, type ProblemCode, ProblemError } from '../base/problem.js'
import { describe } from '../base/wording.js'
import { exitCodes } from './exit-codes.js'
import { programFor } from './program.js'
import { harmless } from './harmless.js'
import { widthOf } from './screen.js'
import type { Surroundings } from './surroundings.js'
import { wrapped } from './text.js'

/**
 * Runs the command line on its arguments (without the program's own name) and gives the exit code. Problems become one
 * message on standard error; only an error in thalweg itself shows where it happened, and only on request.
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let exitCode: number = exitCodes.fine
  const program = programFor(surroundings, (code) => (exitCode = code))
  try {
    if (args.length === 0) {
      program.outputHelp()
      return exitCodes.fine
    }
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.badInput
    if (error instanceof ProblemError) {
      complain(error.problem, surroundings)
      return codesOfProblems[error.problem.code] ?? exitCodes.badInput
    }
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    complain({ code: 'internal', facts: { detail: `${detail}.` } }, surroundings)
    if ((surroundings.env['THALWEG_DEBUG'] ?? '') !== '' && error instanceof Error)
      surroundings.stderr.write(`${error.stack ?? ''}\n`)
    return exitCodes.internal
  }
}

const codesOfProblems: { readonly [Code in ProblemCode]?: number } = {
  internal: exitCodes.internal,
  'out-of-budget': exitCodes.outOfBudget,
  cancelled: exitCodes.interrupted,
}

// The advice is the last line, and the only one that may be long.
function complain(problem: Problem, { stderr }: Surroundings): void {
  const lines = describe(problem).split('\n')
  const advice = lines.pop()!.trim()
  lines.push(`  ${wrapped(advice, widthOf(stderr.columns) - 2, '  ')}`)
  stderr.write(harmless(`${lines.join('\n')}\n`))
}
