import type { Prose } from '../../../base/prose.js'
import { type Estimate, uncertainty } from '../../../base/estimate.js'
import type { ComplexNumber } from '../../../numeric/index.js'
import { decimal } from '../../decimal.js'
import type { Equilibrium, MissingEquilibrium } from './contract.js'

const mostEigenvalues = 8

/** How the place was found and what the flow does there, one sentence each; or why there is none. */
export function equilibriumSentences(found: Equilibrium | MissingEquilibrium): Prose[] {
  if ('missing' in found) return [`Where the flow from the point comes to rest was not found: ${found.missing}.`] // prettier-ignore
  const { coordinates, followed, eigenvalues, eigenvalueError, stability, neutral, least } = found
  const error = coordinates.reduce((most, each) => Math.max(most, uncertainty(each)), 0)
  const ends = `Newton’s method on the set ends, to $\\pm ${number(error, 1)}$ in each coordinate.`
  const way =
    followed === 0
      ? `The flow stands still at the point: this is where ${ends}`
      : `The flow from the point was followed to $t = ${number(followed, 3)}$, and comes to rest where ${ends}`
  const values = eigenvalues.slice(0, mostEigenvalues).map((each) => written(each, eigenvalueError)).join(', ') // prettier-ignore
  const more = eigenvalues.length > mostEigenvalues ? `, and ${eigenvalues.length - mostEigenvalues} more below these` : '' // prettier-ignore
  const linear = `the eigenvalues of the linearised motion within the set are ${values}${more}, each $\\pm ${number(eigenvalueError, 1)}$` // prettier-ignore
  const across = neutral > 0 && stability !== undefined ? ', apart from directions that are not decided' : ''
  const kind =
    stability === undefined
      ? 'Its stability is not decided'
      : `It is ${stability === 'saddle' ? 'a saddle' : stability}${across}`
  const rest =
    neutral === 0
      ? []
      : [`${neutral === 1 ? 'One eigenvalue is' : `${neutral} eigenvalues are`} 0 as far as is known: there the flow may have a family of such places, or decide in higher order.`] // prettier-ignore
  return [way, `${kind}: ${linear}.`, ...rest, ...leastSentence(least, stability, neutral)]
}

function leastSentence(least: Equilibrium['least'], stability: Equilibrium['stability'], neutral: number): Prose[] {
  if (least === undefined) return ['The flow is not known to descend a function.']
  const value = least.value === undefined ? '' : `, where it is $${valueOf(least.value)}$`
  if (stability !== 'attracting') return [`The flow descends ${least.of}${value}.`]
  if (neutral === 0) return [`The flow descends ${least.of}, of which this is a minimum on the set${value}.`]
  return [`The flow descends ${least.of}; across the decided directions this is a minimum${value}.`]
} // prettier-ignore

const valueOf = (estimate: Estimate): string => number(estimate.value, 9)

function written({ re, im }: ComplexNumber, error: number): string {
  const real = Math.abs(re) <= error ? '0' : number(re, 5)
  return Math.abs(im) <= error ? `$${real}$` : `$${real} ${im < 0 ? '-' : '+'} ${number(Math.abs(im), 5)}\\, i$` // prettier-ignore
}

/** Inside a formula. */
const number = (value: number, digits: number): string => decimal(value, digits).replaceAll('$', '')
