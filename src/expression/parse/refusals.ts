/** What is refused in a formula, and what to write instead. */
interface Refusal {
  readonly what: string
  readonly instead: string
}

// Words that are operators or constants of mathjs.
const words = new Map<string, string>([
  ...['mod', 'to', 'in', 'and', 'xor', 'or', 'not'].map((word): [string, string] => [
    word,
    'It is an operator elsewhere; a parameter or datum needs another name.',
  ]),
  ...['true', 'false', 'null', 'undefined', 'NaN', 'Infinity'].map((word): [string, string] => [
    word,
    'A formula is made of numbers, parameters and data.',
  ]),
])

/** Names that cannot be given to a parameter or a datum, because a formula cannot use them. */
export const reservedWords: readonly string[] = [...words.keys(), 'end']

export function refusalOfWord(word: string): Refusal | undefined {
  const instead = words.get(word)
  return instead === undefined ? undefined : { what: `the word ${word}`, instead }
}

const greekLetters =
  'α alpha β beta γ gamma δ delta ε epsilon ϵ epsilon ζ zeta η eta θ theta ϑ theta ι iota κ kappa λ lambda μ mu µ mu ν nu ' +
  'ξ xi π pi ρ rho σ sigma τ tau υ upsilon φ phi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi ' +
  'Σ Sigma Φ Phi Ψ Psi Ω Omega'
const lookalikes = "− - – - — - · * × * ⋅ * ∗ * ÷ / ∕ / ² ^2 ³ ^3 √ sqrt(…) ’ ' ′ ' ⊤ ' （ ( ） ) ， ,"
const replacements = pairs(`${greekLetters} ${lookalikes}`)

function pairs(text: string): Map<string, string> {
  const items = text.split(/\s+/)
  return new Map(items.flatMap((item, i) => (i % 2 === 0 ? [[item, items[i + 1]!] as const] : [])))
}

const beginnings: readonly [string, Refusal][] = [
  ['**', { what: 'the operator **', instead: 'A power is written with ^, as in x^2.' }],
  ...['==', '!=', '<', '>', '&', '|', '~', '?'].map((text): [string, Refusal] => [
    text,
    {
      what: `the sign ${text}`,
      instead: 'A formula has no conditions; abs(x), max(x, y) or min(x, y) may serve.',
    },
  ]),
  ['"', { what: 'a text in quotes', instead: 'A formula is made of numbers, parameters and data.' }],
  ['`', { what: 'a text in quotes', instead: 'A formula is made of numbers, parameters and data.' }],
  [
    "'",
    {
      what: 'a text in quotes',
      instead: "After a vector or matrix, ' means transpose; here nothing precedes it.",
    },
  ],
  ['{', { what: 'an object in braces', instead: 'Group with ( ), list entries with [ ].' }],
  ['}', { what: 'an object in braces', instead: 'Group with ( ), list entries with [ ].' }],
  ['#', { what: 'a comment', instead: 'Put it outside the formula.' }],
  ['!', { what: 'the factorial !', instead: 'Write the product itself.' }],
  ['%', { what: 'the sign %', instead: 'Write /100 for per cent.' }],
  ['.', { what: 'a property after a dot', instead: 'Entries are written x[1] or W[1,2].' }],
  ['\\', { what: 'a backslash', instead: 'Names are written without it: alpha, sqrt(2).' }],
]

/** Why the character at an offset is refused, and how many UTF-16 units it has. */
export function refusalOfCharacter(text: string, at: number): { facts: Refusal; length: number } {
  const beginning = beginnings.find(([start]) => text.startsWith(start, at))
  if (beginning !== undefined) return { facts: beginning[1], length: beginning[0].length }
  const character = String.fromCodePoint(text.codePointAt(at)!)
  const replacement = replacements.get(character)
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  const shown = /[\p{C}\p{Z}]/u.test(character) ? `U+${code}` : character
  const instead =
    replacement === undefined
      ? 'Names are made of the letters a to z and A to Z, digits and _.'
      : `Write ${replacement} instead.`
  return { facts: { what: `the character ${shown}`, instead }, length: character.length }
}
