import { z } from 'zod'
import type { Memory } from '../base/memory.js'
import { reading } from './kept.js'

const readParts = reading(z.strictObject({ parts: z.array(z.unknown()) }))

/** One memory as several, for an experiment made of experiments: each piece recalls what it kept itself. */
export function memoryParts(memory: Memory, count: number): Memory[] {
  const read = (value: unknown): unknown[] | undefined => {
    const parts = readParts(value)?.parts
    return parts?.length === count ? parts : undefined
  }
  // Nothing is null, for JSON has no other name for it.
  const parts = memory.recall(read) ?? Array.from({ length: count }, () => null)
  return parts.map((_, place): Memory => {
    const whole = (value: unknown): unknown => {
      parts[place] = value
      return { parts: [...parts] }
    }
    return {
      recall: (readPart) =>
        parts[place] === null ? undefined : memory.recall((value) => readPart(read(value)?.[place])),
      keep: (value) => memory.keep(whole(value)),
      isDue: () => memory.isDue(),
      leave: (value) => memory.leave(whole(value)),
    }
  })
}
