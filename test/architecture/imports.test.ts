import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = resolve(import.meta.dirname, '../../src')

/** From the bottom of the house to the top: a room imports only from itself and from rooms before it. */
const rooms = [
  'base',
  'expression',
  'calculus',
  'algebra',
  'compile',
  'numeric',
  'model',
  'geometry',
  'dynamics',
  'theory',
  'verify',
  'study',
  'report',
  'node',
  'cli',
]

/** Each package and the only places that may import it, as prefixes of paths in src/. */
const packages: Record<string, string[]> = {
  mathjs: ['expression/parse/'],
  'fraction.js': ['expression/rational.ts'],
  nerdamer: ['algebra/'],
  'ml-matrix': ['numeric/linear-algebra.ts'],
  odex: ['numeric/'],
  '@stdlib': ['numeric/distributions.ts'],
  yaml: ['model/'],
  zod: ['model/', 'report/json/', 'verify/', 'node/checkpoint-file.ts'],
  '@observablehq/plot': ['report/'],
  temml: ['report/'],
  jsdom: ['node/'],
  commander: ['cli/'],
}

interface Import {
  readonly file: string
  readonly target: string
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(source, file), 'utf8')
  const found = [
    ...text.matchAll(/^(?:import|export|\})[^'\n]* from '([^']+)'/gm),
    ...text.matchAll(/\bimport\('([^']+)'\)/g),
    ...text.matchAll(/^import '([^']+)'/gm),
  ]
  return found.map(([, target]) => ({ file, target: target! }))
})

const roomOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined)
const inside = ({ file, target }: Import) => relative(source, join(source, dirname(file), target))

describe('the house', () => {
  it('has only the rooms that are listed', () => {
    expect([...new Set(files.map(roomOf).filter((room) => room !== undefined))].sort()).toEqual(
      [...rooms].sort(),
    )
  })

  it('imports only downwards', () => {
    const upwards = imports.filter((each) => {
      if (!each.target.startsWith('.')) return false
      const [from, to] = [roomOf(each.file), roomOf(inside(each))]
      if (from === undefined) return false
      // version.ts is the one file at the top that says a fact and uses nothing.
      if (to === undefined) return inside(each) !== 'version.js' && from !== 'cli'
      return rooms.indexOf(to) > rooms.indexOf(from)
    })
    expect(upwards).toEqual([])
  })

  it('keeps the families of theorems apart', () => {
    const crossing = imports.filter((each) => {
      const from = /^theory\/(stability|noise|linear|symmetry|flow)\//.exec(each.file)?.[1]
      const to = /^theory\/(stability|noise|linear|symmetry|flow)\//.exec(inside(each))?.[1]
      return from !== undefined && to !== undefined && from !== to
    })
    expect(crossing).toEqual([])
  })

  it('is described as it is: docs/architecture.md lists the rooms in their order', () => {
    const text = readFileSync(resolve(source, '../docs/architecture.md'), 'utf8')
    expect([...text.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, room]) => room)).toEqual(rooms)
  })

  it('has a place for every package it depends on, and uses each', () => {
    const { dependencies } = JSON.parse(readFileSync(resolve(source, '../package.json'), 'utf8'))
    const names = Object.keys(dependencies).map((name) => (name.startsWith('@stdlib/') ? '@stdlib' : name))
    expect([...new Set(names)].sort()).toEqual(Object.keys(packages).sort())
    for (const [name, places] of Object.entries(packages))
      for (const place of places)
        expect(
          imports.some(
            ({ file, target }) =>
              file.startsWith(place) && (target === name || target.startsWith(`${name}/`)),
          ),
          `${name} is not imported in ${place}`,
        ).toBe(true)
  })

  it('uses every package only where it belongs', () => {
    const astray = imports.filter(({ file, target }) => {
      if (target.startsWith('.') || target.startsWith('node:')) return false
      const name = target.startsWith('@stdlib/')
        ? '@stdlib'
        : target.startsWith('@')
          ? target.split('/').slice(0, 2).join('/')
          : target.split('/')[0]!
      return !(packages[name] ?? []).some((place) => file.startsWith(place))
    })
    expect(astray).toEqual([])
  })

  it('touches Node only in node/ and cli/', () => {
    expect(
      imports.filter(({ file, target }) => target.startsWith('node:') && !/^(node|cli)\//.test(file)),
    ).toEqual([])
  })

  it('never makes code from text', () => {
    const makers = files.filter((file) =>
      /\bnew Function\b|\beval\(/.test(readFileSync(join(source, file), 'utf8')),
    )
    expect(makers).toEqual([])
  })
})
