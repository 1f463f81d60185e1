import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/model/sha256.js'

describe('SHA-256', () => {
  // FIPS 180-2, appendix B.
  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %s', (text, digest) => {
    expect(sha256(text)).toBe(digest)
  })

  it('agrees with Node for every length around a block, and outside of ASCII', () => {
    for (let length = 0; length < 140; length++) {
      const text = 'ä∂𝜃x'.repeat(40).slice(0, length)
      expect(sha256(text), String(length)).toBe(createHash('sha256').update(text).digest('hex'))
    }
  })
})
