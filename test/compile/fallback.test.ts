import { afterEach, describe, expect, it, vi } from 'vitest'
import { gradient } from '../../src/calculus/index.js'
import { compile, compileIteration, compileTape, compileWasm } from '../../src/compile/index.js'
import { tanhNetwork } from '../calculus/tanh-network.js'

const { loss, symbols } = tanhNetwork(2, 2)
const outputs = gradient(loss, symbols)
const point = Float64Array.from(symbols, (_, i) => Math.cos(i))

afterEach(() => vi.unstubAllGlobals())

function outputOf(kernel: ReturnType<typeof compile>): Float64Array {
  const output = new Float64Array(outputs.length)
  kernel.run(point, output)
  return output
}

describe('compile falls back on the interpreter', () => {
  const expected = outputOf(compileTape(outputs, symbols))

  it('where there is no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined)
    expect(outputOf(compile(outputs, symbols))).toEqual(expected)
  })

  it('where a content policy forbids it', () => {
    const { CompileError } = WebAssembly
    class Module {
      constructor() {
        throw new CompileError('Wasm code generation disallowed by embedder')
      }
    }
    vi.stubGlobal('WebAssembly', { CompileError, Module })
    expect(() => compileWasm(outputs, symbols)).toThrow(/disallowed/)
    expect(outputOf(compile(outputs, symbols))).toEqual(expected)
    const state = point.slice()
    compileIteration(outputs, symbols, [], []).run(state, new Float64Array(), new Float64Array(), 1)
    expect(state).toEqual(expected)
  })

  it('but does not hide what is wrong with the call', () => {
    expect(() => compile(outputs, symbols.slice(1))).toThrow(/unknown symbol/)
    expect(() => compileIteration(outputs, symbols.slice(1), [], [])).toThrow(/shapes do not fit/)
  })

  it('and WebAssembly is what is used otherwise', () => {
    const { Module, CompileError } = WebAssembly
    let made = 0
    class Instance extends WebAssembly.Instance {
      constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
        super(module, imports)
        made++
      }
    }
    vi.stubGlobal('WebAssembly', { Module, CompileError, Instance })
    compile(outputs, symbols)
    expect(made).toBe(1)
  })
})
