import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of package.json, from the sources as from what is compiled of them. */
export function repositoryRoot(from = import.meta.dirname): string {
  return existsSync(join(from, 'package.json')) ? from : repositoryRoot(dirname(from))
}

export function peerSource(name: string): string {
  return join(repositoryRoot(), 'test/bench/peers', name)
}
