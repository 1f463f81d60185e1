import type { PlotMark, PlotRole } from './plot.js'

/** How the marks of a role are drawn. */
export interface RoleStyle {
  /** Hexadecimal, with `#`. */
  readonly colour: string
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dashes: readonly number[]
  readonly symbol: 'circle' | 'square' | 'triangle' | 'diamond'
}

/**
 * After Okabe and Ito's palette for colour-blind readers, with the purple darkened: every colour has a contrast of at
 * least 3 against white and against the dark page. Roles also differ in dashes and symbols, so colour is never needed.
 */
const roleStyles: Record<PlotRole, RoleStyle> = {
  prediction: { colour: '#0077BB', dashes: [], symbol: 'diamond' },
  measurement: { colour: '#D55E00', dashes: [], symbol: 'circle' },
  control: { colour: '#B5579A', dashes: [2, 3], symbol: 'square' },
  alternative: { colour: '#008F68', dashes: [9, 3, 2, 3], symbol: 'triangle' },
  reference: { colour: '#7A7F85', dashes: [6, 4], symbol: 'diamond' },
}

const furtherDashes: readonly (readonly number[])[] = [
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [12, 4],
]

/**
 * Style of every mark of a figure: lines of one role after the first get dashes of their own, except that one without a
 * label goes on with the line before.
 */
export function stylesOf(marks: readonly PlotMark[]): RoleStyle[] {
  const seen = new Map<PlotRole, number>()
  return marks.map((mark) => {
    const style = roleStyles[mark.role]
    if (mark.kind === 'rule') return { ...style, dashes: style.dashes.length === 0 ? [6, 4] : style.dashes }
    if (mark.kind !== 'line') return style
    const before = seen.get(mark.role) ?? 0
    const index = mark.label === undefined ? Math.max(0, before - 1) : before
    seen.set(mark.role, index + 1)
    return index === 0 ? style : { ...style, dashes: furtherDashes[(index - 1) % furtherDashes.length]! }
  })
}

export function colourOf(role: PlotRole): string {
  return roleStyles[role].colour
}

export const roles = Object.keys(roleStyles) as PlotRole[]

/** The share of a mark's colour that fills bands and regions. */
export const fillOpacity = { band: 0.2, region: 0.1 } as const

/** The same for a cell with a share from 0 to 1, in steps that can be told apart. Lines above must stay visible. */
export function cellOpacity(share: number): number {
  return Number((0.08 + 0.5 * (Math.round(20 * share) / 20)).toFixed(3))
}
