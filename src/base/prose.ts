/**
 * Sentences with formulas in them: plain text in which `$…$` encloses LaTeX. Theorems, hypotheses and evidence are
 * written in it once; the report typesets it, and the terminal shows `plain(…)`.
 */
export type Prose = string

export type ProsePiece = { readonly kind: 'text' | 'math'; readonly content: string }

/** Splits prose into text and formulas. A dollar that has no partner is text. */
export function pieces(prose: Prose): ProsePiece[] {
  const parts = prose.split('$')
  const found: ProsePiece[] = []
  parts.forEach((content, index) => {
    const isMath = index % 2 === 1 && index < parts.length - 1
    if (content === '') return
    if (index % 2 === 1 && !isMath) found.push({ kind: 'text', content: `$${content}` })
    else found.push({ kind: isMath ? 'math' : 'text', content })
  })
  return found
}

/** Prose for a terminal: formulas become readable unicode. */
export function plain(prose: Prose): string {
  return pieces(prose)
    .map(({ kind, content }) => (kind === 'math' ? plainMath(content) : content))
    .join('')
}

const words: Record<string, string> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', varepsilon: 'ε', eta: 'η', theta: 'θ', kappa: 'κ',
  lambda: 'λ', mu: 'μ', nu: 'ν', xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', phi: 'φ', chi: 'χ', psi: 'ψ',
  omega: 'ω', Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ', Sigma: 'Σ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω', nabla: '∇',
  partial: '∂', cdot: ' · ', times: '×', le: ' ≤ ', leq: ' ≤ ', ge: ' ≥ ', geq: ' ≥ ', ne: ' ≠ ', neq: ' ≠ ', approx: ' ≈ ', to: ' → ',
  infty: '∞', in: '∈', notin: '∉', subset: '⊂', sum: 'Σ', prod: 'Π', sqrt: '√', ell: 'ℓ', top: 'ᵀ', ldots: '…', pm: '±',
  cdots: '⋯', dots: '…', mapsto: ' ↦ ', longrightarrow: ' → ', Rightarrow: '⇒', iff: '⇔', quad: '  ', qquad: '    ', equiv: '≡', perp: '⊥', det: 'det',
  log: 'log', max: 'max', min: 'min', operatorname: '', mathrm: '', mathbb: '', mathcal: '', mathbf: '', text: '', left: '', right: '',
  bigl: '', bigr: '', Bigl: '', Bigr: '', tfrac: '', frac: '', ',': ' ', ';': ' ', ':': ' ', '!': '', ' ': ' ', '{': '{', '}': '}', '|': '‖',
  dot: '', hat: '', widehat: '', bar: '', tilde: '', limits: '', circ: '∘', sim: '~', ll: '≪', gg: '≫', '\\': ' ',
} // prettier-ignore

const superscripts: Record<string, string> = {
  '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹', '-': '⁻', '+': '⁺', T: 'ᵀ', n: 'ⁿ', 'ᵀ': 'ᵀ', '*': '*',
} // prettier-ignore
const subscripts: Record<string, string> = {
  '0': '₀', '1': '₁', '2': '₂', '3': '₃', '4': '₄', '5': '₅', '6': '₆', '7': '₇', '8': '₈', '9': '₉', i: 'ᵢ', j: 'ⱼ', k: 'ₖ', n: 'ₙ', '+': '₊',
} // prettier-ignore

/** LaTeX as one line of unicode: an approximation for reading, not for copying. */
export function plainMath(latex: string): string {
  const operators = latex.replaceAll(/\\operatorname\{(\w+)\}\s*/g, '$1 ')
  const fractions = operators.replaceAll(
    /\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}|\\[td]?frac(\d)(\d)/g,
    (_, a, b, c, d) => (a === undefined ? `${c}/${d}` : `${grouped(a)}/${grouped(b)}`),
  )
  const accents = fractions
    .replaceAll(/\\dot\{?([A-Za-z])\}?/g, 'd$1/dt')
    .replaceAll(/\\(?:hat|widehat)\{?([A-Za-z])\}?/g, '$1\u0302')
  const roots = accents.replaceAll(/\\sqrt\{([^{}]*)\}/g, (_, inside) => `√${grouped(inside)}`)
  const named = roots.replaceAll(
    /\\([A-Za-z]+|.)(?:\s(?=[A-Za-z0-9]))?/g,
    (whole, word) => words[word] ?? whole.slice(1),
  )
  return named
    .replaceAll(/\^\{([^{}]*)\}|\^(\S)/g, (_, group, single) => raised(group ?? single, superscripts, '^'))
    .replaceAll(/_\{([^{}]*)\}|_(\S)/g, (_, group, single) => raised(group ?? single, subscripts, '_'))
    .replaceAll(/[{}]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function grouped(text: string): string {
  return /^(\d+|\\?[A-Za-z]+|.)$/.test(text) ? text : `(${text})`
}

function raised(text: string, table: Record<string, string>, mark: string): string {
  const letters = [...text]
  if (letters.every((letter) => table[letter] !== undefined))
    return letters.map((letter) => table[letter]).join('')
  return /^\w+$|^.$/u.test(text) ? `${mark}${text}` : `${mark}(${text})`
}
