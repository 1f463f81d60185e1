import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { svgDocument } from '../../src/node/svg-document.js'
import { htmlDocument } from '../../src/report/index.js'
import { browserArguments, describeWithBrowser } from '../requirements.js'
import { sample } from './sample.js'

describeWithBrowser('a report in Chromium', (executablePath) => {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-page-'))
  const address = pathToFileURL(join(folder, 'report.html')).href
  let browser: Browser

  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), htmlDocument(sample, { document: svgDocument() }))
    browser = await chromium.launch({ executablePath, args: browserArguments })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  async function open(
    width: number,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; requests: string[]; messages: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    const requests: string[] = []
    const messages: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    page.on('console', (message) => messages.push(message.text()))
    page.on('pageerror', (error) => messages.push(error.message))
    await page.goto(address)
    return { page, requests, messages }
  }

  it('asks for nothing and reports no violation of its policy', async () => {
    const { page, requests, messages } = await open(1280)
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([address])
    expect(messages).toEqual([])
    await page.close()
  })

  it.each([400, 768, 1280])('stays within a window %d pixels wide', async (width) => {
    const { page } = await open(width)
    const [scroll, client] = await page.evaluate<number[]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )
    expect(scroll).toBeLessThanOrEqual(client!)
    await page.close()
  })

  it('lays out every formula', async () => {
    const { page } = await open(1280)
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true })')
    const sizes = await page.evaluate<number[][]>(
      '[...document.querySelectorAll("math")].map((one) => one.getBoundingClientRect()).map(({ width, height }) => [width, height])',
    )
    expect(sizes.length).toBeGreaterThan(40)
    for (const [width, height] of sizes) {
      expect(width).toBeGreaterThan(3)
      expect(height).toBeGreaterThan(3)
    }
    await page.close()
  })

  it('breaks displayed formulas so that a wide window shows them whole', async () => {
    const { page } = await open(1280)
    const hidden = await page.evaluate<string[]>(
      '[...document.querySelectorAll(".display")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)',
    )
    expect(hidden).toEqual([])
    await page.close()
  })

  it.each(['light', 'dark'] as const)('is readable in %s', async (scheme) => {
    const { page } = await open(1280, scheme)
    const [text, background, figure] = await page.evaluate<string[]>(
      '[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("figure svg text")).fill]',
    )
    expect(Math.abs(brightness(text!) - brightness(background!))).toBeGreaterThan(180)
    expect(Math.abs(brightness(figure!) - brightness(background!))).toBeGreaterThan(180)
    expect(brightness(background!) > 128).toBe(scheme === 'light')
    await page.close()
  })

  it('can be printed with everything folded out', async () => {
    const { page } = await open(1280)
    await page.emulateMedia({ media: 'print' })
    // What is visible is known only after the next frame.
    const shown = (): Promise<boolean[]> =>
      page.evaluate<boolean[]>(
        '[...document.querySelectorAll("main > section > details > p")].map((one) => one.checkVisibility({ contentVisibilityAuto: true }))',
      )
    await expect.poll(shown, { timeout: 10_000 }).toEqual([true])
    await page.close()
  })
})

function brightness(colour: string): number {
  const [r, g, b] = colour.match(/\d+/g)!.map(Number)
  return (r! + g! + b!) / 3
}
