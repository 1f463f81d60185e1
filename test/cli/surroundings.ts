import { run } from '../../src/cli/run.js'

export interface Outcome {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in this process, with its output caught. */
export async function thalweg(
  args: readonly string[],
  options: { input?: string; isTTY?: boolean; env?: Record<string, string> } = {},
): Promise<Outcome> {
  let stdout = ''
  let stderr = ''
  const isTTY = options.isTTY ?? false
  const exitCode = await run(args, {
    stdout: { write: (text) => void (stdout += text), isTTY, columns: 100 },
    stderr: { write: (text) => void (stderr += text), isTTY, columns: 100 },
    env: options.env ?? {},
    readInput: async () => options.input ?? '',
  })
  return { exitCode, stdout, stderr }
}
