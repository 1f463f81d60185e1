import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface Result {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** The package as a stranger has it: packed from a clean copy of the tree and installed into an empty folder. */
export interface Installation {
  readonly folder: string
  /** Runs a program in the folder. */
  run(command: string, ...args: string[]): Promise<Result>
  /** Runs the installed command. */
  thalweg(...args: string[]): Promise<Result>
  /** Runs a line of shell. */
  shell(line: string): Promise<Result>
  remove(): Promise<void>
}

// What git has of these makes the package; dist/ is built in the copy, so that nothing stale is packed and nothing that
// another test uses is rebuilt.
const ingredients = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'src',
  'models',
  'schema',
  'docs',
  'README.md',
  'LICENSE',
]

export async function install(): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), 'thalweg-package-'))
  const copy = join(home, 'copy')
  const folder = join(home, 'stranger')
  await mkdir(copy)
  await mkdir(folder)
  for (const name of ingredients) await cp(join(root, name), join(copy, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await strictly(runIn(copy, 'npm', ['pack', '--pack-destination', folder]))
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!
  await writeFile(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }')
  await strictly(
    runIn(folder, 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`]),
  )
  const entry = join(folder, 'node_modules/thalweg/dist/cli/main.js')
  return {
    folder,
    run: (command, ...args) => runIn(folder, command, args),
    thalweg: (...args) => runIn(folder, process.execPath, [entry, ...args]),
    shell: (line) => runIn(folder, 'bash', ['-c', line]),
    remove: () => rm(home, { recursive: true, force: true }),
  }
}

function runIn(cwd: string, command: string, args: readonly string[]): Promise<Result> {
  return new Promise((done) => {
    execFile(
      command,
      [...args],
      { cwd, env: plainEnvironment(), maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        done({ exitCode: error === null ? 0 : Number(error.code ?? 1), stdout, stderr })
      },
    )
  })
}

async function strictly(running: Promise<Result>): Promise<void> {
  const { exitCode, stdout, stderr } = await running
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stdout}\n${stderr}`)
}

// npm and vitest hand their own settings down to whatever they run; a stranger's shell has none of them.
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(?!config_(registry|userconfig|cache))|NODE_OPTIONS|VITEST|INIT_CWD|FORCE_COLOR|NO_COLOR)/i.test(
          name,
        ),
    ),
  )
}
