/**
 * Characters beyond ASCII in LaTeX: one table, used in text and in formulas. What is not in it is shown by its code
 * point, so that every text can be printed with any TeX.
 */

const greekNames: Record<string, string> = {
  α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'varepsilon', ϵ: 'epsilon', ζ: 'zeta', η: 'eta', θ: 'theta', ϑ: 'vartheta',
  ι: 'iota', κ: 'kappa', λ: 'lambda', μ: 'mu', µ: 'mu', ν: 'nu', ξ: 'xi', π: 'pi', ρ: 'rho', σ: 'sigma', ς: 'varsigma', τ: 'tau',
  υ: 'upsilon', φ: 'varphi', ϕ: 'phi', χ: 'chi', ψ: 'psi', ω: 'omega', Γ: 'Gamma', Δ: 'Delta', Θ: 'Theta', Λ: 'Lambda', Ξ: 'Xi',
  Π: 'Pi', Σ: 'Sigma', Υ: 'Upsilon', Φ: 'Phi', Ψ: 'Psi', Ω: 'Omega',
} // prettier-ignore

const mathNames: Record<string, string> = {
  '≤': '\\le', '≥': '\\ge', '≠': '\\ne', '≈': '\\approx', '≡': '\\equiv', '∼': '\\sim', '≃': '\\simeq', '≅': '\\cong', '∝': '\\propto',
  '≪': '\\ll', '≫': '\\gg', '±': '\\pm', '∓': '\\mp', '×': '\\times', '÷': '\\div', '·': '\\cdot', '∘': '\\circ', '∗': '\\ast',
  '⊗': '\\otimes', '⊕': '\\oplus', '⊙': '\\odot', '→': '\\to', '←': '\\leftarrow', '↔': '\\leftrightarrow', '↦': '\\mapsto',
  '⇒': '\\Rightarrow', '⇐': '\\Leftarrow', '⇔': '\\Leftrightarrow', '↑': '\\uparrow', '↓': '\\downarrow', '∈': '\\in', '∉': '\\notin',
  '∋': '\\ni', '⊂': '\\subset', '⊆': '\\subseteq', '⊃': '\\supset', '⊇': '\\supseteq', '∪': '\\cup', '∩': '\\cap', '∅': '\\emptyset',
  '∞': '\\infty', '∇': '\\nabla', '∂': '\\partial', '∑': '\\sum', '∏': '\\prod', '∫': '\\int', '√': '\\surd', '∀': '\\forall',
  '∃': '\\exists', '¬': '\\lnot', '∧': '\\wedge', '∨': '\\vee', '⊥': '\\perp', '⊤': '\\top', '∥': '\\parallel', '‖': '\\|', '∣': '\\mid',
  '⟨': '\\langle', '⟩': '\\rangle', '⌊': '\\lfloor', '⌋': '\\rfloor', '⌈': '\\lceil', '⌉': '\\rceil', '−': '-', '⋯': '\\cdots',
  '⋮': '\\vdots', '⋱': '\\ddots', '′': "{}'", '″': "{}''", 'ℓ': '\\ell', 'ℝ': '\\mathbb{R}', 'ℕ': '\\mathbb{N}', 'ℤ': '\\mathbb{Z}',
  'ℚ': '\\mathbb{Q}', 'ℂ': '\\mathbb{C}', '𝔼': '\\mathbb{E}', 'ℙ': '\\mathbb{P}', 'ᵀ': '{}^{\\mathsf{T}}', '⁺': '{}^{+}', '⁻': '{}^{-}',
  '⁰': '{}^{0}', '¹': '{}^{1}', '²': '{}^{2}', '³': '{}^{3}', '⁴': '{}^{4}', '⁵': '{}^{5}', '⁶': '{}^{6}', '⁷': '{}^{7}', '⁸': '{}^{8}',
  '⁹': '{}^{9}', 'ⁿ': '{}^{n}', '₀': '{}_{0}', '₁': '{}_{1}', '₂': '{}_{2}', '₃': '{}_{3}', '₄': '{}_{4}', '₅': '{}_{5}', '₆': '{}_{6}',
  '₇': '{}_{7}', '₈': '{}_{8}', '₉': '{}_{9}', '₊': '{}_{+}', 'ᵢ': '{}_{i}', 'ⱼ': '{}_{j}', 'ₖ': '{}_{k}', 'ₙ': '{}_{n}', '½': '\\tfrac12',
  '¼': '\\tfrac14', '¾': '\\tfrac34', '✓': '\\checkmark', '✔': '\\checkmark', '✗': '\\times', '✘': '\\times', '★': '\\bigstar',
  '•': '\\bullet', '□': '\\square', '■': '\\blacksquare', '△': '\\triangle', '°': '{}^{\\circ}',
} // prettier-ignore

const textOnly: Record<string, string> = {
  '–': '--', '—': '---', '‐': '-', '‑': '-', '‒': '--', '―': '---', '‘': '\\textquoteleft{}', '’': '\\textquoteright{}',
  '“': '\\textquotedblleft{}', '”': '\\textquotedblright{}', '‚': ',', '„': ',,', '«': '$\\ll$', '»': '$\\gg$', '…': '\\dots{}',
  '\u00a0': '~', '\u2009': '\\,', '\u202f': '\\,', '\u2007': '~', '\u200b': '\\allowbreak{}', '\u00ad': '\\-', '\ufeff': '', '§': '$\\mathsection$',
  '¶': '$\\mathparagraph$', '©': '(c)', '®': '(R)', '™': '(TM)', '£': '$\\mathsterling$', '€': 'EUR', 'ß': '\\ss{}', 'æ': '\\ae{}', 'Æ': '\\AE{}',
  'œ': '\\oe{}', 'Œ': '\\OE{}', 'ø': '\\o{}', 'Ø': '\\O{}', 'ł': '\\l{}', 'Ł': '\\L{}', 'ı': '\\i{}', 'đ': 'd', 'Đ': 'D', '¿': '?`',
  '¡': '!`', 'ﬁ': 'fi', 'ﬂ': 'fl', 'ª': '\\textsuperscript{a}', 'º': '\\textsuperscript{o}', '№': 'No.',
} // prettier-ignore

const accents: Record<string, string> = {
  '\u0300': '`', '\u0301': "'", '\u0302': '^', '\u0303': '~', '\u0304': '=', '\u0306': 'u', '\u0307': '.', '\u0308': '"', '\u030a': 'r',
  '\u030b': 'H', '\u030c': 'v', '\u0323': 'd', '\u0327': 'c', '\u0331': 'b', '\u0326': 'c',
} // prettier-ignore

const mathAccents: Record<string, string> = {
  '\u0300': 'grave', '\u0301': 'acute', '\u0302': 'hat', '\u0303': 'tilde', '\u0304': 'bar', '\u0306': 'breve', '\u0307': 'dot',
  '\u0308': 'ddot', '\u030a': 'mathring', '\u030c': 'check',
} // prettier-ignore

/** LaTeX of one character beyond ASCII, in text. */
export function characterInText(character: string): string {
  const literal = textOnly[character]
  if (literal !== undefined) return literal
  const symbol = symbolOf(character)
  if (symbol !== undefined) return `$${symbol}$`
  const [base, accent, ...rest] = [...character.normalize('NFD')]
  const command = accent === undefined ? undefined : accents[accent]
  if (base !== undefined && command !== undefined && rest.length === 0 && /^[A-Za-z]$/.test(base))
    return `\\${command}{${/[ij]/.test(base) && !/[dcb]/.test(command) ? `\\${base}` : base}}`
  return codePoint(character)
}

/** LaTeX of one character beyond ASCII, in a formula. */
export function characterInMath(character: string): string {
  const symbol = symbolOf(character)
  if (symbol !== undefined) return /[A-Za-z]$/.test(symbol) ? `${symbol} ` : symbol
  const [base, accent, ...rest] = [...character.normalize('NFD')]
  const command = accent === undefined ? undefined : mathAccents[accent]
  if (base !== undefined && command !== undefined && rest.length === 0 && /^[A-Za-z]$/.test(base))
    return `\\${command}{${base}}`
  if (/\s/.test(character)) return '\\ '
  return `\\text{${characterInText(character)}}`
}

/** One character as ASCII, for places where LaTeX commands cannot stand, such as the title of a PDF file. */
export function characterInAscii(character: string): string {
  const greek = greekNames[character]
  if (greek !== undefined) return greek.replace(/^var/, '')
  const base = character.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '')
  return base === '' ? (/[‐-―−]/.test(character) ? '-' : '?') : base
}

function symbolOf(character: string): string | undefined {
  const greek = greekNames[character]
  return greek === undefined ? mathNames[character] : `\\${greek}`
}

// A text of many such characters has no spaces to break at.
function codePoint(character: string): string {
  const value = character.codePointAt(0)!
  return `\\texttt{[U+${value.toString(16).toUpperCase().padStart(4, '0')}]}\\allowbreak{}`
}
