import { parseArgs } from 'node:util'

export interface Options {
  readonly only: readonly string[]
  readonly quick: boolean
  readonly json: string | undefined
  readonly python: string
  readonly help: boolean
}

export const usage = (names: readonly string[]): string => `Usage: npm run bench -- [options]

Compares thalweg with programs of others and writes docs/performance.md, its figures, and the numbers behind them,
docs/performance.json. Without options it takes a quarter of an hour.

  --only NAMES   measure only these, separated by commas, and keep the other numbers if they are of the same machine:
                 ${names.join(', ')}
  --quick        one short round, to see that all of it works; leaves docs/ alone
  --json FILE    write what this run found to FILE as well
  --python PATH  the Python of the peers, by default python3
  --help         show this
`

/** Throws an Error with a sentence for what cannot be understood. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      python: { type: 'string', default: 'python3' },
      help: { type: 'boolean', default: false },
    },
  })
  const only = values.only?.split(',') ?? names
  const unknown = only.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`There is no measure “${unknown}”, only ${names.join(', ')}.`)
  return { ...values, only, json: values.json }
}
