import { rational, type Rational, toLatex } from '../../expression/index.js'
import type { Data } from '../../model/index.js'
import { math, type RichText, type Table } from '../document.js'
import { terminatingDecimal } from '../numbers.js'

const mostSamples = 12
const mostColumns = 8

/** The data, one sample per row; long and wide tables are cut and say so. */
export function dataTable({ symbols, samples }: Data): Table {
  const columns = symbols.length <= mostColumns ? symbols : symbols.slice(0, mostColumns - 1)
  const ending: string[] = columns.length < symbols.length ? ['…'] : []
  const row = (sample: readonly Rational[], i: number): RichText[] => [
    [math(String(i + 1))],
    ...columns.map((_, j): RichText => [math(dataLatex(sample[j]!))]),
    ...ending,
  ]
  const all = samples.map(row)
  const gap = ['…', ...columns.map(() => '…'), ...ending]
  const isLong = samples.length > mostSamples
  return {
    kind: 'table',
    id: 'data',
    caption:
      isLong || ending.length > 0
        ? `Data: ${samples.length} samples of ${symbols.length} numbers each. The table is cut.`
        : 'Data.',
    columns: [
      { header: 'Sample', align: 'right' },
      ...columns.map((symbol) => ({ header: [math(toLatex(symbol))], align: 'right' as const })),
      ...ending.map((dots) => ({ header: dots, align: 'right' as const })),
    ],
    rows: isLong ? [...all.slice(0, mostSamples - 2), gap, all.at(-1)!] : all,
  }
}

// Data were typed as decimals and are shown as such where they end.
function dataLatex(value: Rational): string {
  const exact = rational.toString(value)
  return terminatingDecimal(exact, 9) ?? exact
}
