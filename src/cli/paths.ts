import { relative } from 'node:path'

/** A path as it is printed: from here, where it is below. */
export function shortPath(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}
