import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const loader = new URL('typescript-child.js', import.meta.url).href

/**
 * Runs a TypeScript file with `args` in a Node process of its own, started with `flags`, and returns what it wrote to its standard
 * output, read as JSON. Rejects with what it wrote to standard error when it fails.
 */
export function runInChild<Result>(
  script: URL,
  flags: readonly string[] = [],
  args: readonly string[] = [],
): Promise<Result> {
  return new Promise((done, failed) => {
    const given = [...flags, '--import', loader, fileURLToPath(script), ...args]
    execFile(process.execPath, given, { env: environment(), maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (error === null) done(JSON.parse(stdout) as Result)
      else failed(new Error(`${error.message}\n${stderr}`))
    })
  })
}

// What vitest tells its own threads is not meant for others.
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS)/.test(name)),
  )
}
