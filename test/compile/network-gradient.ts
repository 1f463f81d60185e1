import { gradient, hessian } from '../../src/calculus/index.js'
import { compile, compileTape } from '../../src/compile/index.js'
import { createGraph, formulaText, parseFormula } from '../../src/expression/index.js'
import { tanhNetwork } from '../calculus/tanh-network.js'

/**
 * Derives, compiles and evaluates in one go, in whatever this runs: the gradient and Hessian of a network with 24
 * parameters by the best backend, by the interpreter, and the gradient of a formula that was read.
 */
export function networkGradient(): { best: number[]; interpreted: number[]; read: number[] } {
  const { loss, symbols } = tanhNetwork(6, 3)
  const outputs = [loss, ...gradient(loss, symbols), ...hessian(loss, symbols).flat()]
  const point = Float64Array.from(symbols, (_, i) => Math.round(1e3 * Math.sin(i + 1)) / 1e3)
  const evaluated = (make: typeof compile): number[] => {
    const output = new Float64Array(outputs.length)
    make(outputs, symbols).run(point, output)
    return [...output]
  }
  return { best: evaluated(compile), interpreted: evaluated(compileTape), read: gradientOfFormula() }
}

function gradientOfFormula(): number[] {
  const graph = createGraph()
  const symbols = ['a', 'b', 'c'].map((name) => graph.symbol(name))
  const { entries } = parseFormula(formulaText('1/2*(a*tanh(b*0.3 + c) - 2/3)^2 + log(1 + a^2)', 'test'), {
    graph,
    lookup: (name) => (/^[abc]$/.test(name) ? { shape: [], entries: [graph.symbol(name)] } : undefined),
    names: () => ({ parameters: ['a', 'b', 'c'], data: [] }),
  })
  const output = new Float64Array(3)
  compile(gradient(entries[0]!, symbols), symbols).run(Float64Array.of(0.5, -1.25, 2), output)
  return [...output]
}
