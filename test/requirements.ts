/**
 * Tools that not every machine has. Their tests are skipped by name where a tool is missing, and fail where the
 * environment variable THALWEG_REQUIRE lists it, as in `THALWEG_REQUIRE=tex,browser`.
 */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, it } from 'vitest'

type Tool = 'tex' | 'browser'

const required = (process.env.THALWEG_REQUIRE ?? '').split(',').map((name) => name.trim())

/** A suite that needs pdflatex. */
export function describeWithTex(name: string, suite: () => void): void {
  describeWith('tex', hasTex(), name, suite)
}

/** A suite that needs Chromium; it is given the path of the program. */
export function describeWithBrowser(name: string, suite: (executablePath: string) => void): void {
  const path = browserPath()
  describeWith('browser', path !== undefined, name, () => suite(path ?? ''))
}

/** How Chromium is started in tests: without network traffic of its own. */
export const browserArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function describeWith(tool: Tool, found: boolean, name: string, suite: () => void): void {
  if (found) describe(name, suite)
  else if (required.includes(tool))
    describe(name, () => {
      it(`needs ${tool}`, () => {
        throw new Error(`${tool} is required by THALWEG_REQUIRE and is not installed`)
      })
    })
  else describe.skip(`${name} (no ${tool})`, suite)
}

function hasTex(): boolean {
  try {
    execFileSync('pdflatex', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function browserPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env.CHROME_PATH, ...candidates].find((path) => path !== undefined && isProgram(path))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
