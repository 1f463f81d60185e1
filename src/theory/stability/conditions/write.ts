import {
  type Expression,
  power,
  rational,
  toLatex,
  toText,
  divide,
} from '../../../expression/index.js'
import type { WrittenFormula } from '../../../geometry/index.js'
import { readable } from '../../../calculus/index.js'
import type { Claim, Notion, ProductFactor } from './contract.js'
import { indexed } from './sums.js'

/** What the words of an equation depend on. */
export interface Wording {
  readonly rate: Expression
  readonly notion: Notion
  readonly size: Expression
  readonly replacement: boolean
  /** Of a sample more than one residual. */
  readonly isBlocked: boolean
  readonly momentum: Expression | undefined
}

/** A claim as a formula. */
export function writtenClaim(claim: Claim, words: Wording): WrittenFormula {
  const { rate } = words
  switch (claim.form) {
    case 'below':
    case 'above': {
      const sign = claim.form === 'below' ? '<' : '>'
      const bound = claim.shown ?? claim.bound
      const who = claim.perSample !== true ? '' : claim.form === 'below' ? ' for every i' : ' for some i'
      return {
        text: `${toText(rate)} ${sign} ${toText(bound)}${who}`,
        latex: `${toLatex(rate)} ${sign} ${indexed(toLatex(bound))}${who === '' ? '' : `\\quad\\text{${who.trim()}}`}`,
      }
    }
    case 'root': {
      const polynomial = claim.shown ?? claim.polynomial
      return {
        text: `${toText(rate)} < smallest positive root of ${toText(polynomial)} = 0`,
        latex: `${toLatex(rate)} < \\min\\{\\,${toLatex(rate)} > 0 : ${toLatex(polynomial)} = 0\\,\\}`,
      }
    }
    case 'product': {
      const product = productOf(claim.shown ?? claim.factors)
      return {
        text: `${toText(product)} ${claim.relation} 1`,
        latex: `${toLatex(product)} ${claim.relation} 1`,
      }
    }
    case 'batches':
      return batches(claim, words)
    case 'windows':
      return windows(claim, rate)
    case 'matrix':
      return matrixEquations[claim.equation](words)
  }
}

function productOf(factors: readonly ProductFactor[]): Expression {
  const { graph } = factors[0]!.value
  return graph.product(factors.map(({ value, times }) => power(graph.call('abs', [value]), rational.of(times))))
}

function batches({ relation, curvature }: Extract<Claim, { form: 'batches' }>, { rate, size, replacement }: Wording): WrittenFormula {
  const single = size === size.graph.one
  const isFormula = 'kind' in curvature
  if (single && isFormula) {
    const factor = rate.graph.call('abs', [rate.graph.sum([rate.graph.one, rate.graph.linear(rational.zero, [{ coefficient: rational.minusOne, term: rate.graph.product([rate, curvature]) }])])])
    return {
      text: `prod_i ${toText(factor)} ${relation} 1`,
      latex: `\\prod_{i=1}^{N} ${indexed(toLatex(factor))} ${relation} 1`,
    }
  }
  const [text, latex] = isFormula ? [toText(curvature), indexed(toLatex(curvature))] : ['K[i,i]', 'K_{i,i}']
  const [h, b] = [toText(rate), toText(size)]
  const over = single ? '\\prod_{i}' : replacement ? '\\prod_{i_1, \\ldots, i_{B}}' : '\\prod_{|S| = B}'
  const inner = single ? latex : `\\frac{1}{${toLatex(size)}} \\sum_{i \\in S} ${latex}`
  return {
    text: single
      ? `prod_i abs(1 - ${h}*${text}) ${relation} 1`
      : `prod over all batches S${replacement ? ', drawn with replacement,' : ''} of abs(1 - ${h}/${b}*sum_(i in S) ${text}) ${relation} 1`,
    latex: `${replacement && !single ? '\\prod_{S = (i_1, \\ldots, i_B)}' : over} \\left|1 - ${toLatex(rate)}\\, ${inner}\\right| ${relation} 1`,
  }
} // prettier-ignore

function windows({ scale, ends }: Extract<Claim, { form: 'windows' }>, rate: Expression): WrittenFormula {
  const at = ends.map((end) => readable(divide(end, scale)))
  const [h, hx] = [toText(rate), toLatex(rate)]
  const parts = [{ text: `${h} < ${toText(at[0]!)}`, latex: `${hx} < ${toLatex(at[0]!)}` }]
  for (let i = 1; i + 1 < at.length; i += 2)
    parts.push({
      text: `${toText(at[i]!)} < ${h} < ${toText(at[i + 1]!)}`,
      latex: `${toLatex(at[i]!)} < ${hx} < ${toLatex(at[i + 1]!)}`,
    })
  return {
    text: parts.map(({ text }) => text).join(' or '),
    latex: parts.map(({ latex }) => latex).join('\\quad\\text{or}\\quad '),
  }
}

const matrixEquations: Record<Extract<Claim, { form: 'matrix' }>['equation'], (words: Wording) => WrittenFormula> = {
  'largest eigenvalue': ({ rate, notion, momentum }) => {
    const [h, hx] = [toText(rate), toLatex(rate)]
    const b = momentum && { text: toText(momentum), latex: toLatex(momentum) }
    const [text, latex] = notion === 'gradient descent' || b === undefined ? ['', '']
      : notion === 'heavy ball' ? [`*(1 + ${b.text})`, `(1 + ${b.latex})`] : [`*(1 + ${b.text})/(1 + 2*${b.text})`, `\\frac{1 + ${b.latex}}{1 + 2\\cdot ${b.latex}}`]
    return { text: `${h} < 2*N/lambda_max(K)${text}`, latex: `${hx} < \\frac{2N}{\\lambda_{\\max}(K)}${latex}` }
  },
  'second moment': ({ rate, size, replacement, isBlocked }) => {
    const [h, hx] = [toText(rate), toLatex(rate)]
    const diagonal = isBlocked ? 'blockdiag' : 'diag'
    const [b, bx] = [toText(size), toLatex(size)]
    const d = `\\operatorname{${diagonal}}(P)`
    const [text, latex] = size === size.graph.one ? [`${diagonal}(P)`, d]
      : replacement ? [`(${diagonal}(P)/${b} + (${b} - 1)/(${b}*N)*P)`, `\\left(\\frac{1}{${bx}} ${d} + \\frac{${bx} - 1}{${bx} N} P\\right)`]
      : [`((N - ${b})*${diagonal}(P) + (${b} - 1)*P)/(${b}*(N - 1))`, `\\frac{(N - ${bx}) ${d} + (${bx} - 1) P}{${bx} (N - 1)}`]
    return {
      text: `${h} < smallest ${h} > 0 for which K*P + P*K = ${h}*K*${text}*K has a symmetric solution P != 0 in the range of K`,
      latex: `${hx} < \\min\\{\\,${hx} > 0 : KP + PK = ${hx}\\, K ${latex} K \\text{ for some symmetric } P \\neq 0 \\text{ in the range of } K\\,\\}`,
    }
  },
  'batch norm': ({ rate, size }) => ({
    text: `${toText(rate)} < 2*${toText(size)}/lambda_max(K_SS) for every batch S`,
    latex: `${toLatex(rate)} < \\frac{2 \\cdot ${toLatex(size)}}{\\lambda_{\\max}(K_{SS})}\\quad\\text{for every batch } S`,
  }),
  exponent: ({ rate, size }) => {
    const share = size === size.graph.one ? toLatex(rate) : `\\frac{${toLatex(rate)}}{${toLatex(size)}}`
    const text = size === size.graph.one ? toText(rate) : `(${toText(rate)}/${toText(size)})`
    return {
      text: `lim 1/n*log norm(M_n*...*M_1) < 0, M_k = I - ${text}*K*D_k with D_k the multiplicities of the samples in the batch of step k`,
      latex: `\\lim_{n \\to \\infty} \\frac{1}{n} \\log \\left\\|M_n \\cdots M_1\\right\\| < 0, \\quad M_k = I - ${share} K D_{S_k}`,
    }
  },
} // prettier-ignore

/** Name and value of an entry of K. */
export function writtenEntry(symbol: Expression, value: Expression): WrittenFormula {
  return { text: `${toText(symbol)} = ${toText(value)}`, latex: `${toLatex(symbol)} = ${indexed(toLatex(value))}` }
} // prettier-ignore
