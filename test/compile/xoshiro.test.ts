import { describe, expect, it } from 'vitest'
import { indexBelow, normalsOf, signOf, Xoshiro } from '../../src/compile/xoshiro.js'

describe('Xoshiro', () => {
  it('gives what the published C code gives', () => {
    const generator = new Xoshiro(BigUint64Array.of(1n, 2n, 3n, 0x9e3779b97f4a7c15n))
    expect(Array.from({ length: 6 }, () => generator.next())).toEqual([
      0x9e3779b97f4a7c16n,
      0xedba6d806e81abffn,
      0xb7b2b46feef631e5n,
      0x7ebe29affb551633n,
      0x3eef3fe1e3e06122n,
      0x90e04bca55671a54n,
    ])
    for (let count = 0; count < 1000; count++) generator.next()
    expect(generator.next()).toBe(0xd57c115f9d351017n)
  })

  it('goes on from the words it is at', () => {
    const generator = new Xoshiro(BigUint64Array.of(5n, 6n, 7n, 8n))
    for (let count = 0; count < 10; count++) normalsOf(generator)
    const copy = new Xoshiro(generator.words())
    expect([signOf(copy), indexBelow(1000, copy), copy.next()]).toEqual([
      signOf(generator),
      indexBelow(1000, generator),
      generator.next(),
    ])
  })
})
