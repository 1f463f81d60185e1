import { exactBases, type ZeroLossPoint } from '../../geometry/index.js'
import { type Expression, toLatex } from '../../expression/index.js'
import type { Matrix } from '../../numeric/index.js'
import { type Block, formula, math, paragraph, prose } from '../document.js'
import { mathWidth } from '../math-pieces.js'
import { matrixLatex, numericRows, rowVectorLatex } from '../matrix-latex.js'
import { boundLatex } from '../numbers.js'
import type { PointErrors } from '../point-errors.js'
import { lineWidth } from './packed.js'

const mostRows = 8
const mostColumns = 6
const widestVectors = 90

/** Orthonormal bases of tangent and normal space as matrices where they are small, and exact ones where there are any. */
export function basisBlocks(point: ZeroLossPoint, errors: PointErrors): Block[] {
  return [...orthonormalBlocks(point, errors), ...exactBlocks(point)]
}

function orthonormalBlocks({ tangent, normal, landscape }: ZeroLossPoint, { angle }: PointErrors): Block[] {
  const sizes = `${tangent.rows} × ${tangent.columns} and ${normal.rows} × ${normal.columns}`
  const small = landscape.dimension <= mostRows && Math.max(tangent.columns, normal.columns) <= mostColumns
  if (!small)
    return [paragraph(`Orthonormal bases of the tangent and of the normal space (${sizes}) are in the JSON report.`)]
  const shown = [
    ...(tangent.columns > 0 ? [`T = ${basisLatex(tangent, angle)}`] : []),
    ...(normal.columns > 0 ? [`N = ${basisLatex(normal, angle)}`] : []),
  ]
  const order = normal.columns > 1 ? ', ordered by eigenvalue' : ''
  return [
    paragraph(
      prose(
        tangent.columns === 0
          ? 'The tangent space is trivial: the point is isolated. '
          : 'The columns of $T$ are an orthonormal basis of the tangent space. ',
      ),
      prose(
        normal.columns === 0
          ? 'The normal space is trivial. '
          : `The columns of $N$ are orthonormal eigenvectors of $\\nabla^2 L$ that span the normal space${order}. `,
      ),
      'Entries are shown to six digits; in double precision the spaces are known to an angle of about ',
      [math(boundLatex(Math.max(angle, Number.EPSILON)))],
      ':',
    ),
        formula(bothFit(shown) ? shown.join(', \\qquad ') : shown.map(aligned)),
  ]
} // prettier-ignore

function bothFit(formulas: readonly string[]): boolean {
  return formulas.reduce((sum, latex) => sum + mathWidth(latex), 2) <= lineWidth
}

function aligned(latex: string): string {
  return latex.replace(' = ', ' &= ')
}

function basisLatex(basis: Matrix, angle: number): string {
  return matrixLatex(numericRows(basis, 6, Math.max(angle, 4 * Number.EPSILON)))
}

function exactBlocks(point: ZeroLossPoint): Block[] {
  const bases = exactBases(point)
  if (bases === undefined) return []
  const lines = [
    ...(bases.tangent.length > 0 ? [`\\ker ${letterOf(point)} &= ${spanLatex(bases.tangent)}`] : []),
    ...(bases.normal.length > 0 ? [`(\\ker ${letterOf(point)})^\\perp &= ${spanLatex(bases.normal)}`] : []),
  ]
  if (lines.length === 0 || lines.some((line) => mathWidth(line) > widestVectors)) return []
  return [
    paragraph('Exactly, and without normalisation, the tangent and the normal space are'),
    formula(lines),
  ]
}

function letterOf({ rank }: ZeroLossPoint): string {
  return rank.of === 'Jacobian' ? 'J' : '\\nabla^2 L'
}

function spanLatex(vectors: readonly (readonly Expression[])[]): string {
  const list = vectors.map((vector) =>
    rowVectorLatex(
      vector.map((entry) => toLatex(entry).replaceAll('\\frac', '\\tfrac')),
      12,
    ),
  )
  return `\\operatorname{span}\\{${list.join(',\\; ')}\\}`
}
