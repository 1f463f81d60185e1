import {
  divide,
  type Expression,
  multiply,
  power,
  rational,
  subtract,
  toLatex,
  toText,
} from '../../../expression/index.js'
import type { WrittenFormula } from '../../../geometry/index.js'
import type { Claim, Notion, ProductFactor } from './contract.js'
import { pairWeights } from './batch-law.js'
import { withMomentum } from './momentum.js'
import { rateSetOf } from './rate-sets.js'
import { indexed } from './sums.js'
import { grouped, writtenWindows, writtenSet } from './write-sets.js'

/** What the words of an equation depend on. */
export interface Wording {
  readonly rate: Expression
  readonly notion: Notion
  readonly count: Expression
  readonly size: Expression
  readonly replacement: boolean
  /** Whether samples are drawn with probabilities of their own. */
  readonly isWeighted: boolean
  /** Of a sample more than one residual. */
  readonly isBlocked: boolean
  readonly momentum: Expression | undefined
}

/** One formula per claim; a choice between windows is in parentheses where other claims must hold as well. */
export function writtenClaims(claims: readonly Claim[], words: Wording): WrittenFormula[] {
  const formulas = claims.map((claim) => writtenClaim(claim, words))
  return formulas.length === 1 ? formulas : formulas.map(grouped)
}

/** All claims in one formula: where they are about numbers, the set of learning rates for which all hold. */
export function conjunction(claims: readonly Claim[], words: Wording): WrittenFormula {
  const set = rateSetOf(claims, words.rate)
  if (set !== undefined) return writtenSet(set, words.rate)
  const formulas = writtenClaims(claims, words)
  return {
    text: formulas.map(({ text }) => text).join(' and '),
    latex: formulas.map(({ latex }) => latex).join('\\quad\\text{and}\\quad '),
  }
}

/** A claim as a formula. */
function writtenClaim(claim: Claim, words: Wording): WrittenFormula {
  const { rate } = words
  switch (claim.form) {
    case 'below':
    case 'above': {
      const sign = claim.form === 'below' ? '<' : '>'
      const bound = claim.shown ?? claim.bound
      const who = claim.perSample !== true ? '' : claim.form === 'below' ? ' for every i' : ' for some i'
      return {
        text: `${toText(rate)} ${sign} ${toText(bound)}${who}`,
        latex: `${toLatex(rate)} ${sign} ${indexed(toLatex(bound))}${who === '' ? '' : `\\quad\\text{${who.trim().slice(0, -1)}} i`}`,
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
      return writtenWindows(claim, rate)
    case 'matrix':
      return matrixEquations[claim.equation](words)
  }
}

function productOf(factors: readonly ProductFactor[]): Expression {
  const { graph } = factors[0]!.value
  return graph.product(
    factors.map(({ value, times }) => power(graph.call('abs', [value]), rational.of(times))),
  )
}

function batches({ relation, curvature, shown }: Extract<Claim, { form: 'batches' }>, { rate, size, replacement, isWeighted }: Wording): WrittenFormula {
  const isSingle = size === size.graph.one
  const own = 'kind' in curvature ? (shown ?? curvature) : undefined
  const [text, latex] = own === undefined ? ['K_ii', 'K_{ii}'] : [toText(own), indexed(toLatex(own))]
  if (isSingle && own !== undefined) {
    const factor = rate.graph.call('abs', [subtract(1, multiply(rate, own))])
    return { text: `prod_i ${toText(factor)} ${relation} 1`, latex: `\\prod_{i=1}^{N} ${indexed(toLatex(factor))} ${relation} 1` }
  }
  if (isSingle) {
    const [power, exponent] = isWeighted ? ['^p_i', '^{p_i}'] : ['', '']
    return { text: `prod_i abs(1 - ${toText(rate)}*${text})${power} ${relation} 1`, latex: `\\prod_i \\left|1 - ${toLatex(rate)}\\, ${latex}\\right|${exponent} ${relation} 1` }
  }
  const share = divide(rate, size)
  const { over, how, power, powerLatex, meaning, meaningLatex } = batchesWords(size, replacement, isWeighted)
  return {
    text: `prod over all batches S${how} of abs(1 - ${toText(share)}*sum_(i in S) ${text})${power} ${relation} 1${meaning}`,
    latex: `\\prod_{${over}} \\left|1 - ${toLatex(share)} \\sum_{i \\in S} ${latex}\\right|${powerLatex} ${relation} 1${meaningLatex}`,
  }
} // prettier-ignore

/** How a product over all batches is written: those with replacement are ordered, repetitions and all. */
function batchesWords(size: Expression, replacement: boolean, isWeighted: boolean) {
  return {
    over: replacement ? 'S = (i_1, \\ldots, i_B)' : `|S| = ${toLatex(size)}`,
    how: replacement ? ', drawn with replacement,' : '',
    power: isWeighted ? '^P(S)' : '',
    powerLatex: isWeighted ? '^{P(S)}' : '',
    meaning: isWeighted ? ', P(S) the product of the p_i in S' : '',
    meaningLatex: isWeighted ? ', \\quad P(S) = p_{i_1} \\cdots p_{i_B}' : '',
  }
}

const matrixEquations: Record<Extract<Claim, { form: 'matrix' }>['equation'], (words: Wording) => WrittenFormula> = {
  'largest eigenvalue': ({ rate, notion, momentum, count: samples, isWeighted }) => {
    const factor = withMomentum(momentum).find((each) => each.notion === notion)
    const largest = rate.graph.symbol('lambda_max')
    const count = isWeighted ? rate.graph.one : samples
    const [name, latex] = isWeighted ? ['K*diag(p)', 'K \\operatorname{diag}(p)'] : ['K', 'K']
    const bound = divide(multiply(multiply(2, count), factor?.above ?? 1), multiply(largest, factor?.below ?? 1))
    return {
      text: `${toText(rate)} < ${toText(bound).replace('lambda_max', `lambda_max(${name})`)}`,
      latex: `${toLatex(rate)} < ${toLatex(bound).replace('\\mathrm{max}', '\\max')}, \\quad \\lambda_{\\max} \\text{ the largest eigenvalue of } ${latex}`,
    }
  },
  'second moment': (words) => {
    const { rate, size, count, replacement, isBlocked } = words
    const name = isBlocked ? 'blockdiag' : 'diag'
    if (words.isWeighted) return weightedSecondMoment(words, name)
    const { same, different, below } = pairWeights({ count, size, replacement })
    const own = subtract(same, different)
    const [d, dx] = [`${name}(P)`, `\\operatorname{${name}}(P)`]
    const term = (factor: Expression, text: string, latex: string): WrittenFormula =>
      factor === factor.graph.one ? { text, latex } : { text: `${inProduct(factor).text}*${text}`, latex: `${inProduct(factor).latex}\\, ${latex}` }
    const parts = [term(divide(own, below), d, dx), ...(different === different.graph.zero ? [] : [term(divide(different, below), 'P', 'P')])]
    const sum = { text: parts.map(({ text }) => text).join(' + '), latex: parts.map(({ latex }) => latex).join(' + ') }
    const inner = parts.length === 1 ? sum : { text: `(${sum.text})`, latex: `\\left(${sum.latex}\\right)` }
    const [h, hx] = [toText(rate), toLatex(rate)]
    return {
      text: `${h} < smallest ${h} > 0 for which K*P + P*K = ${h}*K*${inner.text}*K has a symmetric solution P != 0 in the range of K`,
      latex: `${hx} < \\min\\{\\,${hx} > 0 : KP + PK = ${hx}\\, K ${inner.latex} K \\text{ for some symmetric } P \\neq 0 \\text{ in the range of } K\\,\\}`,
    }
  },
  'batch norm': ({ rate, size }) => ({
    text: `${toText(rate)} < ${toText(multiply(2, size))}/lambda_max(K_SS) for every batch S`,
    latex: `${toLatex(rate)} < \\frac{${toLatex(multiply(2, size))}}{\\lambda_{\\max}(K_{SS})}\\quad\\text{for every batch } S`,
  }),
  determinant: ({ rate, size, replacement, isWeighted }) => {
    const isSingle = size === size.graph.one
    const [share, shareLatex] = [isSingle ? toText(rate) : toText(divide(rate, size)), toLatex(divide(rate, size))]
    if (isSingle) {
      const [power, powerLatex] = isWeighted ? ['^p_i', '^{p_i}'] : ['', '']
      return {
        text: `prod_i abs(det(I - ${share}*K_ii))${power} > 1`,
        latex: `\\prod_i \\left|\\det\\left(I - ${shareLatex}\\, K_{ii}\\right)\\right|${powerLatex} > 1`,
      }
    }
    const batch = batchesWords(size, replacement, isWeighted)
    return {
      text: `prod over all batches S${batch.how} of abs(det(I - ${share}*K_SS))${batch.power} > 1${batch.meaning}`,
      latex: `\\prod_{${batch.over}} \\left|\\det\\left(I - ${shareLatex}\\, K_{SS}\\right)\\right|${batch.powerLatex} > 1${batch.meaningLatex}`,
    }
  },
  exponent: ({ rate, size }) => {
    const share = divide(rate, size)
    const factor = size === size.graph.one ? toText(rate) : `${toText(rate)}/${toText(size)}`
    return {
      text: `lim 1/n*log norm(M_n*...*M_1) < 0, M_k = I - ${factor}*K*D_k with D_k the multiplicities of the samples in the batch of step k`,
      latex: `\\lim_{n \\to \\infty} \\frac{1}{n} \\log \\left\\|M_n \\cdots M_1\\right\\| < 0, \\quad M_k = I - ${toLatex(share)} K D_{S_k}`,
    }
  },
} // prettier-ignore

/** K D P + P D K = ηK(D diag(P)/B + (B−1)/B·D P D)K, D the diagonal matrix of the probabilities. */
function weightedSecondMoment({ rate, size }: Wording, name: string): WrittenFormula {
  const [own, ownLatex] = [`D*${name}(P)`, `D \\operatorname{${name}}(P)`]
  const isSingle = size === size.graph.one
  const [b, others] = [toText(size), toText(subtract(size, 1))]
  const inner = isSingle ? own : `(1/${b}*${own} + ${others}/${b}*D*P*D)`
  const innerLatex = isSingle ? ownLatex : `\\left(\\tfrac{1}{${b}} ${ownLatex} + \\tfrac{${others}}{${b}} D P D\\right)`
  const [h, hx] = [toText(rate), toLatex(rate)]
  return {
    text: `${h} < smallest ${h} > 0 for which K*D*P + P*D*K = ${h}*K*${inner}*K has a symmetric solution P != 0 in the range of K, D = diag(p)`,
    latex: `${hx} < \\min\\{\\,${hx} > 0 : KDP + PDK = ${hx}\\, K ${innerLatex} K \\text{ for some symmetric } P \\neq 0 \\text{ in the range of } K\\,\\}, \\quad D = \\operatorname{diag}(p)`,
  }
} // prettier-ignore

/** As a factor, in parentheses where it is a sum or a quotient. */
function inProduct(e: Expression): WrittenFormula {
  const [text, latex] = [toText(e), toLatex(e)]
  const isSum = e.kind === 'sum' && e.terms.length + (rational.isZero(e.constant) ? 0 : 1) > 1
  return {
    text: /[+\-/ ]/.test(text) ? `(${text})` : text,
    latex: isSum ? `\\left(${latex}\\right)` : latex,
  }
}

/** Name and value of an entry of K. */
export function writtenEntry(symbol: Expression, value: Expression): WrittenFormula {
  return { text: `${toText(symbol)} = ${toText(value)}`, latex: `${toLatex(symbol)} = ${indexed(toLatex(value))}` }
} // prettier-ignore
