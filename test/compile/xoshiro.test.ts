import { describe, expect, it } from 'vitest'
import { indexAmong, normalsOf, signOf, uniformOf, Xoshiro } from '../../src/compile/xoshiro.js'

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

  it('gives the values that implementations of it are commonly tested with, from the state 1, 2, 3, 4', () => {
    const generator = new Xoshiro(BigUint64Array.of(1n, 2n, 3n, 4n))
    expect(Array.from({ length: 10 }, () => generator.next())).toEqual([
      5n,
      211106232532999n,
      211106635186183n,
      9223759065350669058n,
      9250833439874351877n,
      13862484359527728515n,
      2346507365006083650n,
      1168864526675804870n,
      34095955243042024n,
      3466914240207415127n,
    ])
  })

  it('makes uniform numbers of the upper 52 bits, of which none is 0 or 1', () => {
    const after = (word: bigint) => uniformOf(new Xoshiro(BigUint64Array.of(word, 0n, 0n, 0n)))
    expect(after(0n)).toBe(2 ** -53)
    expect(after(0xfffn)).toBe(2 ** -53)
    expect(after(1n << 63n)).toBe(0.5 + 2 ** -53)
    expect(after(0xffffffffffffffffn)).toBe(1 - 2 ** -53)
  })

  it('goes on from the words it is at', () => {
    const generator = new Xoshiro(BigUint64Array.of(5n, 6n, 7n, 8n))
    for (let count = 0; count < 10; count++) normalsOf(generator)
    const copy = new Xoshiro(generator.words())
    expect([signOf(copy), indexAmong({ count: 1000 }, copy), copy.next()]).toEqual([
      signOf(generator),
      indexAmong({ count: 1000 }, generator),
      generator.next(),
    ])
  })
})
