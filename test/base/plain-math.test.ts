import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainMath } from '../../src/base/plain-math.js'

describe('a formula on one line of a terminal', () => {
  it.each([
    ['\\lambda_{\\max} < 2', 'λ_max < 2'],
    ['\\frac{1}{2n}\\sum_i r_i^2', '1/(2n) Σᵢ rᵢ²'],
    ['L(w^*) = 0', 'L(w*) = 0'],
    ['e^{2x} + e^{x} + e^{x^2}', 'e^(2x) + e^x + e^(x²)'],
    ['\\nabla^2 L', '∇²L'],
    ['-\\frac{3}{4}', '-3/4'],
    ['-\\frac12\\nabla_\\Gamma\\operatorname{tr}H', '-1/2 ∇_Γ tr H'],
    ['1.5 \\cdot 10^{-13}', '1.5 · 10⁻¹³'],
    ['\\sqrt{2}', '√2'],
    ['\\sqrt{x + 1}', '√(x + 1)'],
    ['\\dot w = \\frac{1}{2n\\alpha}\\nabla_\\Gamma\\log\\det\\bigl(I - \\tfrac{\\alpha}{2}\\nabla^2 L\\bigr)',
      'ẇ = 1/(2nα) ∇_Γ log det(I - α/2 ∇²L)'],
    ['w_{k+1} = w_k - \\sigma\\eta_{k,i}', 'wₖ₊₁ = wₖ - σηₖᵢ'],
    ['\\log\\max_j|1-\\eta\\lambda_j|', 'log maxⱼ|1 - ηλⱼ|'],
    ['\\nabla^2 L = J^\\top J/n', '∇²L = JᵀJ/n'],
    ['-\\frac{\\sigma}{n} J^\\top\\eta', '-σ/n Jᵀη'],
    ['\\det(I - \\eta\\nabla^2 L)', 'det(I - η∇²L)'],
    ['2/\\operatorname{tr}\\nabla^2 L', '2/tr ∇²L'],
    ['w \\mapsto w - \\eta\\nabla L(w)', 'w ↦ w - η∇L(w)'],
    ['(-1, 1)', '(-1, 1)'],
    ['b_0 = (-\\frac{3}{4},\\; \\frac{3}{8})', 'b₀ = (-3/4, 3/8)'],
    ['d - \\dim\\Gamma', 'd - dim Γ'],
    ['\\frac{1}{1 - \\alpha\\lambda/2}\\left(-a b\\right)', '1/(1 - αλ/2) (-ab)'],
    ['\\frac{\\frac{a}{b}}{c}', '(a/b)/c'],
    ['\\eta_{\\mathrm{GD}} = 2', 'η_GD = 2'],
    ['x^{1/2} e^{-\\eta t}', 'x^(1/2) e^(-ηt)'],
    ['\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}', '(a, b; c, d)'],
    ['a } b', 'ab'],
    ['P\\nabla R \\not\\equiv 0', 'P∇R ≢ 0'],
    ['a \\not', 'a'],
    ['\\widehat{u}_{1,2}', 'û₁₂'],
  ])('%s is %s', (latex, text) => {
    expect(plainMath(latex)).toBe(text)
  })

  it('reads whatever it is given', () => {
    const piece = fc.constantFrom('\\frac', '{', '}', '^', '_', '\\sqrt', 'a', '12', '\\dot', '\\left', '(', '\\', '&', '\\x')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(plainMath(pieces.join(''))).not.toMatch(/undefined|\n/)
      }),
    )
  })
}) // prettier-ignore
