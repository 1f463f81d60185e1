import type { Sink, Surroundings } from './surroundings.js'

type Paint = (text: string) => string

/** Colours for a terminal, or nothing at all. */
export interface Style {
  readonly hasColours: boolean
  readonly good: Paint
  readonly bad: Paint
  readonly doubtful: Paint
  readonly strong: Paint
  readonly faint: Paint
}

const paint =
  (open: number, close: number): Paint =>
  (text) =>
    `\u001b[${open}m${text}\u001b[${close}m`

const plainStyle: Style = {
  hasColours: false,
  good: (text) => text,
  bad: (text) => text,
  doubtful: (text) => text,
  strong: (text) => text,
  faint: (text) => text,
}

/** Colours only for a terminal; NO_COLOR turns them off, FORCE_COLOR on, and FORCE_COLOR=0 off (see no-color.org). */
export function styleFor(sink: Sink, { env }: Surroundings): Style {
  const forced = env['FORCE_COLOR'] !== undefined
  const forbidden = (env['NO_COLOR'] ?? '') !== '' || env['FORCE_COLOR'] === '0' || env['TERM'] === 'dumb'
  if (forbidden || !(sink.isTTY || forced)) return plainStyle
  return {
    hasColours: true,
    good: paint(32, 39),
    bad: paint(31, 39),
    doubtful: paint(33, 39),
    strong: paint(1, 22),
    faint: paint(2, 22),
  }
}
