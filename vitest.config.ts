import { defineConfig } from 'vitest/config'

const results = process.env.THALWEG_TEST_RESULTS

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // .ci/run counts what passed, failed and was skipped.
    ...(results === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: results } }),
    // Threads that the library starts run TypeScript too.
    execArgv: ['--import', new URL('test/typescript-loader.js', import.meta.url).href],
  },
})
