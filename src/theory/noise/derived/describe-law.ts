import type { Prose } from '../../../base/prose.js'
import type { Perturbation } from '../../../dynamics/index.js'
import { add, multiply, rational, toLatex } from '../../../expression/index.js'
import type { ChosenNoise } from '../chosen-noise.js'

const names = {
  gaussian: 'Gaussian',
  rademacher: 'Rademacher',
  uniform: 'uniform',
  bernoulli: 'Bernoulli mask',
} as const

// A larger matrix is not read.
const mostWritten = 4

type Group = Perturbation['shared']

/** The variables of a noise with their law and covariance, a sentence without a full stop. */
export function lawOf({ perturbation, model: { draws, named, fixedStrength } }: ChosenNoise): Prose {
  const { shared, own, model } = perturbation
  const strength = fixedStrength === undefined ? '' : `; its strength is $\\sigma = ${fixedStrength}$`
  const drawn = draws?.(perturbation)
  if (drawn !== undefined) return `${drawn}: ${covariance(own)}${strength}`
  const perSample = model.data === undefined ? 'each step' : 'each sample and step'
  if (named !== undefined)
    return (
      named(model)
        .variables.map(({ name, shape, per, law }) => {
          const size = shape.length === 2 ? ` ($${shape.join(' \\times ')}$)` : ''
          return `$${name}$${size}: ${described(law, per === 'step' ? 'each step' : 'each sample and step')}`
        })
        .join('; ') + strength
    )
  const parts = [
    ...(shared.symbols.length === 0 ? [] : [described(shared, 'each step')]),
    ...(own.symbols.length === 0 ? [] : [described(own, perSample)]),
  ]
  return parts.join('; ') + strength
}

function described(group: Group, every: string): Prose {
  const laws = [...new Set(group.laws)].map((law) => names[law]).join(' and ')
  const count = group.symbols.length
  return `${count} ${laws} ${count === 1 ? 'variable' : 'variables'} for ${every}, of mean 0, ${covariance(group)}`
}

function covariance({ symbols, correlation }: Group): Prose {
  if (correlation.kind === 'exchangeable') {
    const variance = `variance ${times(correlation.variance)}`
    if (!rational.isZero(correlation.covariance))
      return `${variance} and covariance ${times(correlation.covariance)} of any two`
    return symbols.length > 1 ? `independent, of ${variance}` : variance
  }
  const { root } = correlation
  if (root.length > mostWritten) return `covariance $\\sigma^2 C$ as given`
  const { graph } = root[0]![0]!
  const entries = root.map((row) =>
    root.map((other) => row.reduce((sum, x, k) => add(sum, multiply(x, other[k]!)), graph.zero)),
  )
  const isDiagonal = entries.every((row, i) => row.every((x, j) => i === j || x === graph.zero))
  if (isDiagonal)
    return `independent, of variances $\\sigma^2 (${entries.map((row, i) => toLatex(row[i]!)).join(',\\, ')})$`
  const matrix = entries.map((row) => row.map(toLatex).join(' & ')).join(' \\\\ ')
  return `covariance $\\sigma^2 C$, $C = \\begin{pmatrix} ${matrix} \\end{pmatrix}$`
}

function times(value: Parameters<typeof rational.isZero>[0]): Prose {
  const text = rational.toString(value)
  return `$${text === '1' ? '' : text === '-1' ? '-' : `${text}\\, `}\\sigma^2$`
}
