import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Threads that the library starts run TypeScript too.
    execArgv: ['--import', new URL('test/typescript-loader.js', import.meta.url).href],
  },
})
