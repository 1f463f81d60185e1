import { expect, it } from 'vitest'
import { ProgramBuilder } from '../../src/compile/program-builder.js'

it('makes equal operations once, however many there are', () => {
  const builder = new ProgramBuilder(200)
  const products = (): number[] => {
    const made: number[] = []
    for (let a = 0; a < 200; a++) for (let b = a; b < 200; b++) made.push(builder.multiply(b, a))
    return made
  }
  const first = products()
  expect(new Set(first).size).toBe((200 * 201) / 2)
  expect(products()).toEqual(first)
  expect(builder.size).toBe(200 + first.length)
})
