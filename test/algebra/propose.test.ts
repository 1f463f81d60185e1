import nerdamer from 'nerdamer'
import 'nerdamer/Algebra.js'
import 'nerdamer/Calculus.js'
import 'nerdamer/Solve.js'
import { afterAll, describe, expect, it } from 'vitest'
import { createProposer } from '../../src/algebra/index.js'
import { answer } from '../../src/algebra/nerdamer-task.js'
import { polynomialText } from '../../src/algebra/polynomial-text.js'
import { certifiedFactor, certifiedSolutions } from '../../src/algebra/propose.js'
import { readProposal } from '../../src/algebra/read-proposal.js'
import { unlimited, within } from '../../src/base/budget.js'
import type { Host, WorkerLike } from '../../src/base/host.js'
import { isZero } from '../../src/calculus/index.js'
import { type Expression, subtract, toText } from '../../src/expression/index.js'
import { nodeHost } from '../../src/node/host.js'
import { graph, read } from './exact.js'

const printed = (text: string): string => nerdamer(text).toString()
const generators = ['x', 'y', 'z'].map((name) => graph.symbol(name))
// nerdamer's own names for x, y, z in what it prints
const renamed = (text: string): string =>
  text.replaceAll('x', 'x1').replaceAll('y', 'x2').replaceAll('z', 'x3')
const reread = (text: string): Expression | undefined => readProposal(renamed(text), graph, generators)
const provedEqual = (a: Expression, b: Expression): boolean => isZero(subtract(a, b)).outcome === 'proved'

/** What the worker would answer, certified, without a worker. */
function factor(text: string): Expression | undefined {
  const e = read(text)
  const written = polynomialText(e)!
  const [proposal] = answer({ id: 1, task: 'factor', polynomial: written.text }).proposals
  return certifiedFactor(e, proposal!, written.generators)
}

function solve(text: string, unknown: string): Expression[] {
  const e = read(text)
  const s = read(unknown)
  const written = polynomialText(e)!
  const index = written.generators.indexOf(s) + 1
  const { proposals } = answer({ id: 1, task: 'solve', polynomial: written.text, unknown: `x${index}` })
  return certifiedSolutions(e, s, proposals, written.generators)
}

describe('nerdamer, called directly, has the defects this room fences', () => {
  // input, what it prints, and the truth
  it.each([
    ['factor(x^2*y-y^3)', '-y^2+x*y', 'x^2*y - y^3'],
    ['factor((2*x^2*y+x)^2)', '(1+2*x*y)^2*x', '(2*x^2*y + x)^2'],
    ['((x*y)^3)^2', 'x^2*y^2', '((x*y)^3)^2'],
    ['simplify(8*(2-y))', '8*(-2+y)', '8*(2 - y)'],
    ['5*((2-3)*(y-3))', '5*(-3+y)', '5*((2 - 3)*(y - 3))'],
    ['factor(4*x^2-y^2)', '(-2*x+y)*(2*x+y)', '4*x^2 - y^2'],
    [
      'factor(100000000000000000000000001*x^2-1)',
      '-1+100000000000000000000000000*x^2',
      '100000000000000000000000001*x^2 - 1',
    ],
  ])('%s -> %s', (input, wrong, truth) => {
    expect(printed(input)).toBe(wrong)
    expect(reread(wrong)).toBeDefined()
    expect(isZero(subtract(reread(wrong)!, read(truth))).outcome).toBe('refuted')
    const kept = certifiedFactor(read(truth), renamed(wrong), generators)
    if (kept !== undefined) expect(provedEqual(kept, read(truth))).toBe(true) // a lost sign is restored
  })

  it('flips a sign: simplify(5*x-exp(y)) -> -5*x+e^y', () => {
    expect(printed('simplify(5*x-exp(y))')).toBe('-5*x+e^y')
    expect(reread('-5*x+e^y')).toBeUndefined()
  })

  it('gives wrong roots of cubics, of which only proved ones are kept', () => {
    // x³ + x - 2 = (x - 1)(x² + x + 2): the only real root is 1
    const proposals = printed('solve(x^3+x-2, x)').slice(1, -1).split(',')
    expect(proposals).toHaveLength(3)
    expect(proposals).not.toContain('1')
    const kept = certifiedSolutions(read('x^3 + x - 2'), read('x'), proposals.map(renamed), generators)
    expect(kept).toEqual([])
    // x³ - 2x + 1 = (x - 1)(x² + x - 1)
    expect(solve('x^3 - 2*x + 1', 'x').every((root) => root === graph.one)).toBe(true)
  })

  it('solves x² + 1 = 0 by ±i/2 and x² = 2 by a rational, in the function that is not used here', () => {
    const { solve: direct } = nerdamer as unknown as { solve(polynomial: string, unknown: string): object }
    expect(String(direct('x^2+1', 'x'))).toMatch(/^\[\(1\/2\)\*i\+/)
    expect(String(direct('x^2-2', 'x'))).toContain('131836323/93222358')
    expect(certifiedSolutions(read('x^2 - 2'), read('x'), ['131836323/93222358'], generators)).toEqual([])
    expect(solve('x^2 + 1', 'x')).toEqual([])
  })

  it('finds no solution of x + y = 3, xy = 2, so that an empty answer must mean nothing', () => {
    const system = nerdamer as unknown as { solveEquations(equations: string[]): unknown }
    expect(system.solveEquations(['x+y=3', 'x*y=2'])).toEqual([])
  })

  it('takes names for constants: the derivative of E² in E is 0, i² is -1', () => {
    expect(printed('diff(E^2,E)')).toBe('0')
    expect(printed('i^2')).toBe('-1')
  })
})

describe('factor', () => {
  it.each([
    ['x^2 - y^2', '(x - y)*(x + y)'],
    ['x^6 - 1', '(x - 1)*(x + 1)*(x^2 + x + 1)*(x^2 - x + 1)'],
    ['3/4*x^2 - 3/4', '3/4*(x - 1)*(x + 1)'],
    ['x*y + x*z + y^2 + y*z', '(x + y)*(y + z)'],
    // names that nerdamer takes for constants
    ['e1^2 - theta^2', '(e1 - theta)*(e1 + theta)'],
    // calls, roots and reciprocals are generators
    ['tanh(x)^2 - y^2', '(tanh(x) - y)*(tanh(x) + y)'],
    ['sqrt(x)*y + sqrt(x)*z', 'sqrt(x)*(y + z)'],
    ['y/x + y*z', 'y*(1/x + z)'],
  ])('%s', (text, expected) => {
    const found = factor(text)
    expect(found).toBeDefined()
    expect(provedEqual(found!, read(expected))).toBe(true)
    expect(found!.kind === 'sum' && found!.terms.length > 1).toBe(false)
  })

  it('drops what nerdamer gets wrong', () => {
    expect(factor('x^2*y - y^3')).toBeUndefined()
    expect(factor('(2*x^2*y + x)^2')).toBeUndefined()
    expect(factor('2*x^3*y - 2*x*y^3')).toBeUndefined()
  })

  it('does not pass off a sum as a product', () => expect(factor('x^2 + 1')).toBeUndefined())
})

describe('solve', () => {
  it.each([
    ['x*y - 1', 'y', ['1/x']],
    ['2*x - 3*y', 'x', ['3/2*y']],
    ['x^3 - 6*x^2 + 11*x - 6', 'x', ['1', '2', '3']],
    ['x^2 - 2*x - 1', 'x', ['1 + sqrt(2)', '1 - sqrt(2)']],
    ['x^2*y - 3', 'x', ['sqrt(3)/sqrt(y)', '-sqrt(3)/sqrt(y)']],
    ['x^4 - 5*x^2 + 6', 'x', ['sqrt(2)', '-sqrt(2)', 'sqrt(3)', '-sqrt(3)']],
    ['a*x^2 + b*x + c', 'x', ['(-b + sqrt(b^2 - 4*a*c))/(2*a)', '(-b - sqrt(b^2 - 4*a*c))/(2*a)']],
  ])('%s for %s', (text, unknown, expected) => {
    const found = solve(text, unknown)
    expect(found).toHaveLength(expected.length)
    for (const solution of expected) expect(found.some((f) => provedEqual(f, read(solution)))).toBe(true)
  })

  it('refuses solutions that are defined nowhere', () => {
    const e = read('x^2 + y^2 + 1')
    const proposals = printed('solve(x^2+y^2+1, x)').slice(1, -1).split(',').map(renamed)
    expect(reread(printed('solve(x^2+y^2+1, x)').slice(1, -1).split(',')[0]!)).toBeDefined()
    expect(certifiedSolutions(e, read('x'), proposals, generators)).toEqual([])
  })

  it('refuses solutions in terms of the unknown', () => {
    expect(certifiedSolutions(read('x - x*y'), read('x'), ['x1*x2', '0'], generators)).toEqual([graph.zero])
  })
})

describe('what goes to nerdamer and comes back', () => {
  it('is never a name or a text of the user', () => {
    const written = polynomialText(read('e1*theta - 2/3*tanh(e1)'))!
    expect(written.text).toMatch(/^[x\d+\-*/^()]+$/)
    expect(written.generators.map(toText).sort()).toEqual(['e1', 'tanh(e1)', 'theta'])
  })

  it('is kept small', () => {
    expect(polynomialText(read('100000000000000000000000001*x'))).toBeUndefined()
    expect(polynomialText(read('x^25'))).toBeUndefined()
    let doubling = read('x')
    for (let i = 0; i < 30; i++) doubling = graph.sum([graph.product([doubling, doubling]), graph.one])
    const start = performance.now()
    expect(polynomialText(doubling)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(500)
  })

  it('is refused by the worker when it is anything else', () => {
    for (const polynomial of ['x1;x2', 'constructor', 'x1+e', 'x1,x2', '']) {
      expect(answer({ id: 3, task: 'factor', polynomial })).toEqual({ id: 3, proposals: [] })
    }
    expect(answer({ id: 4, task: 'solve', polynomial: 'x1', unknown: 'y' }).proposals).toEqual([])
  })

  it.each([
    'x1+',
    'x1 x2',
    'x4',
    'i',
    'e^x1',
    'sin(x1)',
    '0.5',
    '1e+26',
    'x1^x2',
    'x1^1000',
    'x0',
    '',
    ')',
    '1/0',
  ])('is not read when it is %j', (text) => expect(readProposal(text, graph, generators)).toBeUndefined())

  it('is not read when it is nested without end', () => {
    expect(readProposal('('.repeat(90) + 'x1' + ')'.repeat(90), graph, generators)).toBe(read('x'))
    expect(readProposal('('.repeat(500) + 'x1' + ')'.repeat(500), graph, generators)).toBeUndefined()
  })

  it('is read with the usual precedence', () => {
    expect(readProposal('-x1^2*x2/2-(3/4)*x3+x1^(-1)', graph, generators)).toBe(
      read('-x^2*y/2 - 3/4*z + 1/x'),
    )
    expect(readProposal('sqrt(2)*x1^(1/2)*abs(x2)', graph, generators)).toBe(read('sqrt(2)*sqrt(x)*abs(y)'))
  })
})

describe('a proposer with a real worker', () => {
  const proposer = createProposer(nodeHost())
  afterAll(() => proposer.close())

  it('factors and solves, several questions at once', async () => {
    const [factored, solved, dropped, nothing] = await Promise.all([
      proposer.factor(read('x^2 - y^2')),
      proposer.solve(read('x*y - 1'), read('y')),
      proposer.factor(read('x^2*y - y^3')),
      proposer.solve(read('x*tanh(y) - 1'), read('y')),
    ])
    expect(provedEqual(factored!, read('(x - y)*(x + y)'))).toBe(true)
    expect(solved).toEqual([read('1/x')])
    expect(dropped).toBeUndefined()
    expect(nothing).toEqual([])
  })

  it('goes on after it was closed', async () => {
    await proposer.close()
    expect(await proposer.solve(read('2*x - 3*y'), read('x'))).toEqual([read('3/2*y')])
  })
})

describe('a proposer whose worker misbehaves', () => {
  function hostOf(
    post: (message: { id: number }, send: (message: unknown) => void, fail: () => void) => void,
  ) {
    const log = { spawned: 0, terminated: 0 }
    const host: Host = {
      cores: 1,
      spawn(): WorkerLike {
        log.spawned++
        let send: (message: unknown) => void = () => {}
        let fail: (error: Error) => void = () => {}
        return {
          post: (message) =>
            post(
              message as { id: number },
              (m) => send(m),
              () => fail(new Error('died')),
            ),
          onMessage: (listener) => (send = listener),
          onError: (listener) => (fail = listener),
          keepsAlive: () => {},
          terminate: () => Promise.resolve(void log.terminated++),
        }
      },
    }
    return { host, log }
  }
  const question = (host: Host, milliseconds = 60) =>
    createProposer(host, within(unlimited, milliseconds)).factor(read('x^2 - y^2'))

  it('kills a worker that never answers, when time is up', async () => {
    const { host, log } = hostOf(() => {})
    const start = performance.now()
    expect(await question(host)).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(1000)
    expect(log).toEqual({ spawned: 1, terminated: 1 })
  })

  it('survives one that dies, sends nonsense or lies, and starts another', async () => {
    const dying = hostOf((_, __, fail) => fail())
    expect(await question(dying.host)).toBeUndefined()
    expect(dying.log.terminated).toBe(1)
    const babbling = hostOf((_, send) =>
      ['?', null, { id: 1 }, { id: 99, proposals: ['(x1-x2)*(x1+x2)'] }].forEach(send),
    )
    expect(await question(babbling.host)).toBeUndefined()
    const lying = hostOf(({ id }, send) => send({ id, proposals: ['(x1-x2)*(x1-x2)'] }))
    expect(await question(lying.host)).toBeUndefined()

    let first = true
    const recovering = hostOf(({ id }, send, fail) => {
      if (first) fail()
      else send({ id, proposals: ['(x1-x2)*(x1+x2)'] })
      first = false
    })
    const proposer = createProposer(recovering.host)
    expect(await proposer.factor(read('x^2 - y^2'))).toBeUndefined()
    expect(await proposer.factor(read('x^2 - y^2'))).toBeDefined()
    expect(recovering.log.spawned).toBe(2)
  })

  it('asks nothing when the budget is spent or the work cancelled', async () => {
    const { host, log } = hostOf(() => {})
    expect(await question(host, -1)).toBeUndefined()
    expect(log.spawned).toBe(0)
    const controller = new AbortController()
    const pending = createProposer(host, { ...unlimited, signal: controller.signal }).factor(
      read('x^2 - y^2'),
    )
    setTimeout(() => controller.abort(), 10)
    expect(await pending).toBeUndefined()
  })
})
