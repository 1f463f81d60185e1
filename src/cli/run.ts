import { CommanderError } from 'commander'
import { ProblemError } from '../base/problem.js'
import { describe } from '../base/wording.js'
import { exitCodes } from './exit-codes.js'
import { programFor } from './program.js'
import type { Surroundings } from './surroundings.js'

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
      surroundings.stderr.write(`${describe(error.problem)}\n`)
      if (error.problem.code === 'internal') return exitCodes.internal
      return error.problem.code === 'out-of-budget' ? exitCodes.outOfBudget : exitCodes.badInput
    }
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    surroundings.stderr.write(`${describe({ code: 'internal', facts: { detail: `${detail}.` } })}\n`)
    if ((surroundings.env['THALWEG_DEBUG'] ?? '') !== '' && error instanceof Error)
      surroundings.stderr.write(`${error.stack ?? ''}\n`)
    return exitCodes.internal
  }
}
