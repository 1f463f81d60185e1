import { add, type Expression, multiply } from '../../../expression/index.js'
import type { Notion } from './contract.js'

/**
 * By which factor above/below momentum moves the threshold 2/λ of gradient descent.
 *
 * Heavy ball, v ← βv − η∇L(w), w ← w + v: z² − (1 + β − ηλ)z + β has its roots inside the unit circle exactly for
 * 0 < ηλ < 2(1 + β). Nesterov, w ← y − η∇L(y) with y = w + β(w − w₋₁): z² − (1 + β)(1 − ηλ)z + β(1 − ηλ), exactly for
 * 0 < ηλ < 2(1 + β)/(1 + 2β). Both for 0 ≤ β < 1 (Jury's criterion).
 */
export function withMomentum(momentum: Expression | undefined): {
  readonly notion: Notion
  readonly above: Expression | number
  readonly below: Expression | number
}[] {
  const plain = { notion: 'gradient descent' as const, above: 1, below: 1 }
  if (momentum === undefined) return [plain]
  const above = add(1, momentum)
  return [
    plain,
    { notion: 'heavy ball', above, below: 1 },
    { notion: 'Nesterov', above, below: add(1, multiply(2, momentum)) },
  ]
}
