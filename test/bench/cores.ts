import { spawnSync } from 'node:child_process'

export interface Cores {
  /** The cores this process was allowed to use, as `taskset` writes them; none where there is no `taskset`. */
  readonly allowed?: string
  /** The core it is now bound to. */
  readonly bound?: number
}

/** Binds this process and all it will start to the last of its cores. */
export function bindToOneCore(): Cores {
  const asked = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' })
  const allowed = /: ([\d,-]+)\s*$/.exec(asked.stdout ?? '')?.[1]
  if (asked.status !== 0 || allowed === undefined) return {}
  const bound = Number(/\d+$/.exec(allowed)![0])
  const done = spawnSync('taskset', ['-acp', String(bound), String(process.pid)])
  return done.status === 0 ? { allowed, bound } : { allowed }
}
