import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const folder = new URL('../../models/', import.meta.url)

/** The names of the bundled models, which are the files of `models/` without their ending. */
export async function bundledModels(): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/** Where a bundled model's file is. */
export function bundledModelPath(name: string): string {
  return fileURLToPath(new URL(`${name}.yaml`, folder))
}
