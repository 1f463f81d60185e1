import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { browserArguments, describeWithBrowser } from '../requirements.js'
import { networkGradient } from './network-gradient.js'
import { servePages } from './page-server.js'

/** What the page finds out and leaves in its title. */
interface Outcome {
  readonly result?: ReturnType<typeof networkGradient>
  readonly error?: string
  /** How many WebAssembly modules were instantiated. */
  readonly instances: number
  readonly evalIsForbidden: boolean
  readonly violations: readonly { readonly directive: string; readonly blocked: string }[]
}

const script = `
const violations = []
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  violations.push({ directive: effectiveDirective, blocked: blockedURI }))
let instances = 0
const { Instance } = WebAssembly
WebAssembly.Instance = class extends Instance {
  constructor(...given) { super(...given); instances++ }
}
const outcome = {}
try {
  const { networkGradient } = await import('/test/compile/network-gradient.js')
  outcome.result = networkGradient()
} catch (error) {
  outcome.error = String(error)
}
// Violations are reported a moment later.
await new Promise((done) => setTimeout(done, 100))
const before = violations.slice()
let evalIsForbidden = false
try { (0, eval)('1') } catch { evalIsForbidden = true }
document.title = JSON.stringify({ ...outcome, instances, evalIsForbidden, violations: before })
`

describeWithBrowser(
  'the rooms from expression to compile in a page under a strict content policy',
  (executablePath) => {
    let browser: Browser
    let pages: Awaited<ReturnType<typeof servePages>>
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: browserArguments })
      pages = await servePages(
        {
          '/wasm': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
          '/scripts': "default-src 'none'; script-src 'self'",
        },
        script,
      )
    })
    afterAll(async () => {
      await browser.close()
      pages.server.close()
    })

    async function opened(
      path: string,
    ): Promise<{ outcome: Outcome; messages: string[]; missing: string[] }> {
      const page = await browser.newPage()
      const messages: string[] = []
      const missing: string[] = []
      page.on('console', (message) => messages.push(message.text()))
      page.on('pageerror', (error) => messages.push(error.message))
      page.on('response', (response) => {
        if (!response.ok()) missing.push(response.url())
      })
      await page.goto(pages.address + path)
      await expect.poll(() => page.title(), { timeout: 30_000 }).toMatch(/^\{/)
      const outcome = JSON.parse(await page.title()) as Outcome
      await page.close()
      return { outcome, messages, missing }
    }

    const expected = networkGradient()
    const isEvalMessage = (message: string): boolean =>
      message.includes("'unsafe-eval'") && !/WebAssembly/.test(message)

    it("derives, compiles to WebAssembly and evaluates where 'wasm-unsafe-eval' is all that is allowed, without a violation", async () => {
      const { outcome, messages, missing } = await opened('/wasm')
      expect(missing).toEqual([])
      expect(outcome.error).toBeUndefined()
      expect(outcome.evalIsForbidden).toBe(true)
      expect(outcome.violations).toEqual([])
      expect(messages.filter((message) => !isEvalMessage(message))).toEqual([])
      expect(outcome.instances).toBeGreaterThanOrEqual(1)
      expect(outcome.result).toEqual(expected)
    })

    it('falls back on the interpreter where WebAssembly is forbidden too; the attempt is the only violation', async () => {
      const { outcome, messages, missing } = await opened('/scripts')
      expect(outcome.error).toBeUndefined()
      expect(outcome.evalIsForbidden).toBe(true)
      expect(outcome.instances).toBe(0)
      expect(outcome.result!.best).toEqual(outcome.result!.interpreted)
      expect(outcome.result!.interpreted).toEqual(expected.interpreted)
      expect(outcome.violations).toEqual([{ directive: 'script-src', blocked: 'wasm-eval' }])
      expect(messages.filter((message) => !/WebAssembly|unsafe-eval/.test(message))).toEqual([])
      expect(missing).toEqual([])
    })
  },
)
