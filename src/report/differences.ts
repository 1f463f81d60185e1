/** A value that two reports do not agree on. */
export interface Difference {
  /** Where it is, such as `verdicts[1].measurement.run.steps`. */
  readonly path: string
  /** As JSON; nothing where there is no such place. */
  readonly was: string | undefined
  readonly is: string | undefined
  /** Of numbers: |is − was| / max(|is|, |was|). */
  readonly relative: number | undefined
}

/** Where two JSON values differ, in the order of the first one, leaving out the paths for which `ignored` holds. */
export function differences(
  was: unknown,
  is: unknown,
  ignored: (path: string) => boolean = () => false,
  path = '',
): Difference[] {
  if (Object.is(was, is) || ignored(path)) return []
  if (isRecord(was) && isRecord(is) && Array.isArray(was) === Array.isArray(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    return keys.flatMap((key) => differences(was[key], is[key], ignored, joined(path, key, Array.isArray(was))))
  }
  const relative =
    typeof was === 'number' && typeof is === 'number'
      ? Math.abs(is - was) / Math.max(Math.abs(is), Math.abs(was))
      : undefined
  return [{ path, was: JSON.stringify(was), is: JSON.stringify(is), relative }]
} // prettier-ignore

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function joined(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`
  return path === '' ? key : `${path}.${key}`
}
