/**
 * Where one piece of long work keeps what it has found, so that it can go on another time. Values are plain JSON data;
 * whoever implements this says where they go.
 */
export interface Memory {
  /**
   * What was kept last, by this run or an earlier one, as `read` understands it; nothing at first. It may come from a
   * file that anybody could have changed: where `read` makes nothing of it, a problem is thrown.
   */
  recall<T>(read: (value: unknown) => T | undefined): T | undefined
  /** Keeps a value in place of the last one. */
  keep(value: unknown): void
  /** Whether a value is worth making that is only a moment newer than the last one. */
  isDue(): boolean
  /** Keeps a value for another time, because the budget has ended the work. */
  leave(value: unknown): void
  /** The same where the work had not gone on yet: what was kept, if anything, stays as it is. */
  postpone?(): void
}

/** Keeps nothing. */
export const forgetful: Memory = {
  recall: () => undefined,
  keep() {},
  isDue: () => false,
  leave() {},
}

/** The memories of all the work that one question asks for. */
export interface Notebook {
  /**
   * Told once, before anything is recalled, what is asked. Throws where what was kept answers something else: only the
   * same question may go on from it.
   */
  begin(question: Readonly<Record<string, string>>): void
  memoryOf(work: string): Memory
}
