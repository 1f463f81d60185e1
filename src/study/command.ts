import type { Model } from '../model/index.js'

/** What a model is called in a command: its file, `-` for standard input. */
export function nameOf({ source }: Model): string {
  if (source === undefined) return 'MODEL'
  return source.name === 'standard input' ? '-' : source.name
}

/** A word for a shell. */
export function quoted(text: string): string {
  return /^[\w./=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
