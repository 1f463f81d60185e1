/** What LaTeX's commands look like as Unicode characters. An empty text is left out: spaces and styles. */
export const commands: Readonly<Record<string, string>> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ',
  vartheta: 'ϑ', iota: 'ι', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν', xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ',
  upsilon: 'υ', phi: 'φ', varphi: 'φ', chi: 'χ', psi: 'ψ', omega: 'ω', Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ',
  Xi: 'Ξ', Pi: 'Π', Sigma: 'Σ', Upsilon: 'Υ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω', nabla: '∇', partial: '∂', ell: 'ℓ',
  cdot: '·', odot: '⊙', times: '×', pm: '±', circ: '∘', le: '≤', leq: '≤', ge: '≥', geq: '≥', ne: '≠', neq: '≠', approx: '≈',
  sim: '~', ll: '≪', gg: '≫', equiv: '≡', perp: '⊥', in: '∈', notin: '∉', subset: '⊂', to: '→', rightarrow: '→',
  longrightarrow: '→', mapsto: '↦', Rightarrow: '⇒', iff: '⇔', infty: '∞', sum: 'Σ', prod: 'Π', top: 'ᵀ', prime: '′',
  ldots: '…', dots: '…', cdots: '⋯', langle: '⟨', rangle: '⟩', '|': '‖', lVert: '‖', rVert: '‖', '{': '{', '}': '}',
  '%': '%', '$': '$', '_': '_', '&': '&', '#': '#', quad: ' ', qquad: ' ', ' ': '', ',': '', ';': '', ':': '', '!': '',
  displaystyle: '', limits: '', nolimits: '',
} // prettier-ignore

/** Names that stand apart from what they are applied to. */
export const functions: ReadonlySet<string> = new Set([
  'log', 'exp', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh', 'arcsin', 'arccos', 'arctan', 'max', 'min', 'sup', 'inf',
  'lim', 'det', 'dim', 'ker',
]) // prettier-ignore

export const relations: ReadonlySet<string> = new Set('= < > ≤ ≥ ≠ ≈ ~ ≪ ≫ ≡ ⊥ ∈ ∉ ⊂ → ↦ ⇒ ⇔'.split(' '))
export const operators: ReadonlySet<string> = new Set('+ - · × ± ∘'.split(' '))

/** Combining characters. */
export const accents: Readonly<Record<string, string>> = {
  dot: '\u0307',
  ddot: '\u0308',
  hat: '\u0302',
  widehat: '\u0302',
  tilde: '\u0303',
  widetilde: '\u0303',
  bar: '\u0304',
}

const superscripts: Readonly<Record<string, string>> = {
  '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹', '-': '⁻', '+': '⁺',
  '(': '⁽', ')': '⁾', T: 'ᵀ', n: 'ⁿ', i: 'ⁱ', k: 'ᵏ', d: 'ᵈ', m: 'ᵐ', t: 'ᵗ', 'ᵀ': 'ᵀ', '*': '*', '′': '′',
} // prettier-ignore
const subscripts: Readonly<Record<string, string>> = {
  '0': '₀', '1': '₁', '2': '₂', '3': '₃', '4': '₄', '5': '₅', '6': '₆', '7': '₇', '8': '₈', '9': '₉', '+': '₊', '-': '₋',
  a: 'ₐ', e: 'ₑ', h: 'ₕ', i: 'ᵢ', j: 'ⱼ', k: 'ₖ', l: 'ₗ', m: 'ₘ', n: 'ₙ', o: 'ₒ', p: 'ₚ', r: 'ᵣ', s: 'ₛ', t: 'ₜ',
  u: 'ᵤ', v: 'ᵥ', x: 'ₓ', β: 'ᵦ', γ: 'ᵧ', ρ: 'ᵨ', φ: 'ᵩ', χ: 'ᵪ',
} // prettier-ignore

/** A superscript or subscript in small characters; nothing where there are none for it, or for a whole word. */
export function mappedScript(script: string, mark: '^' | '_'): string | undefined {
  const table = mark === '^' ? superscripts : subscripts
  // Two indices, `1, 2`, stand side by side as in ordinary print.
  const letters = [...script.replaceAll(/(?<=^[\p{L}\p{N}]), (?=[\p{L}\p{N}]$)| /gu, '')]
  if (letters.length === 0 || /\p{L}{2}/u.test(script)) return undefined
  return letters.every((letter) => Object.hasOwn(table, letter))
    ? letters.map((letter) => table[letter]).join('')
    : undefined
}
