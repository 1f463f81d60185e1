import { z } from 'zod'
import type { Memory } from '../../base/memory.js'
import { keptCount, keptNumber, plainNumber } from '../kept.js'

/** What several runs of blocks, each with a name, keep in one memory. */
export interface Notes {
  /** Where the blocks of this name stood, their tally in the shape of `empty`. */
  recall<T>(name: string, empty: T): { readonly found: T; readonly done: number } | undefined
  keep(name: string, done: number, found: unknown): void
  /** The budget has ended the work. */
  leave(): void
}

/** @param asked a digest of the experiment: what was kept for another one is a problem */
export function notesIn(memory: Memory, asked: string): Notes {
  const schema = z.strictObject({
    asked: z.literal(asked),
    blocks: z.record(z.string(), z.strictObject({ done: keptCount, found: z.unknown() })),
  })
  const blocks = memory.recall((value) => schema.safeParse(value).data)?.blocks ?? {}
  return {
    recall(name, empty) {
      const standing = blocks[name]
      const found = standing && likeTally(empty, standing.found)
      return found === undefined ? undefined : { found, done: standing!.done }
    },
    keep(name, done, found) {
      blocks[name] = { done, found: plainTally(found) }
      memory.keep({ asked, blocks })
    },
    leave: () => memory.leave({ asked, blocks }),
  }
}

/** A tally is made of numbers, lists and records. */
function plainTally(value: unknown): unknown {
  if (typeof value === 'number') return plainNumber(value)
  if (Array.isArray(value)) return value.map(plainTally)
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, plainTally(part)]))
}

/** The tally that was kept as `value`; nothing where it has not the shape of `empty`. */
function likeTally<T>(empty: T, value: unknown): T | undefined {
  if (typeof empty === 'number') return keptNumber.safeParse(value).data as T | undefined
  const [shape, given] = [Object.entries(empty as object), Object.entries((value ?? {}) as object)]
  if (Array.isArray(empty) !== Array.isArray(value) || shape.length !== given.length) return undefined
  const parts = shape.map(([key, part], k) => [key, given[k]![0] === key ? likeTally(part, given[k]![1]) : undefined] as const) // prettier-ignore
  if (parts.some(([, part]) => part === undefined)) return undefined
  return (Array.isArray(empty) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T
}
