import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const tests = resolve(import.meta.dirname, '..')

// CI counts a skipped test as a failed one: a case that does not concern a model is not declared for it.
it('no test is declared and then skipped, except for want of a tool', () => {
  const conditional =
    /\b(?:it|test|describe)(?:\.\w+)*\.(?:skip|todo|skipIf|runIf|only)\b|\b(?:context|ctx|task)\.skip\b/
  const found = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'requirements.ts')
    .filter((file) => conditional.test(readFileSync(join(tests, file), 'utf8')))
  expect(found).toEqual([])
})
