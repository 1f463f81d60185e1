import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import typescript from 'typescript'

const root = resolve(import.meta.dirname, '../..')
const { resolve: fileOf } = createRequire(import.meta.url)

/**
 * Pages whose only script is `script`, served from localhost, one below each of the paths under its content policy, with
 * the sources as ES modules beside them: /src/expression/index.js and so on. Without a bundler: each module is compiled by
 * itself as the build does it, and the two packages that these rooms import have addresses of their own.
 */
export async function servePages(
  policies: Readonly<Record<string, string>>,
  script: string,
): Promise<{ address: string; server: Server }> {
  const page =
    '<!doctype html><meta charset="utf-8"><title>page</title><script type="module" src="/page.js"></script>'
  const texts = new Map([['/page.js', script]])
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const policy = policies[path]
    if (policy !== undefined) {
      const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy }
      response.writeHead(200, headers).end(page)
      return
    }
    const text = texts.get(path) ?? moduleText(path)
    if (text === undefined) response.writeHead(404).end()
    else {
      texts.set(path, text)
      response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' }).end(text)
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

const packages: Readonly<Record<string, { address: string; text: () => string }>> = {
  'fraction.js': {
    address: '/packages/fraction.js',
    text: () => readFileSync(fileOf('fraction.js').replace(/\.js$/, '.mjs'), 'utf8'),
  },
  // Not an ES module; what a bundler does with one that is not.
  'mathjs/lib/browser/math.js': {
    address: '/packages/mathjs.js',
    text: () =>
      `const module = { exports: {} }, { exports } = module\n${readFileSync(fileOf('mathjs/lib/browser/math.js'), 'utf8')}\nexport default module.exports`,
  },
}

function moduleText(path: string): string | undefined {
  const known = Object.values(packages).find(({ address }) => address === path)
  if (known !== undefined) return known.text()
  if (!/^\/(src|test)\/[\w/-]+\.js$/.test(path)) return undefined
  const { outputText } = typescript.transpileModule(
    readFileSync(join(root, path.replace(/\.js$/, '.ts')), 'utf8'),
    {
      compilerOptions: {
        module: typescript.ModuleKind.ESNext,
        target: typescript.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
      },
    },
  )
  return outputText.replaceAll(/ from '([^'.][^']*)'/g, (whole, name: string) => {
    const found = packages[name]
    return found === undefined ? whole : ` from '${found.address}'`
  })
}
