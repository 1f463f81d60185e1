/** What reports cite. One record per work; keys are `authors-year`. */
import { failure } from '../base/wording.js'

export interface BibliographyRecord {
  readonly type: 'article' | 'inproceedings' | 'book' | 'misc'
  /** `Given Family`. */
  readonly authors: readonly string[]
  readonly title: string
  readonly year: number
  /** Journal, proceedings or publisher. */
  readonly venue?: string
  readonly volume?: string
  readonly number?: string
  readonly pages?: string
  readonly edition?: string
  readonly arxiv?: string
  readonly doi?: string
  readonly url?: string
}

const records: Readonly<Record<string, BibliographyRecord>> = {
  'blanc-2020': {
    type: 'inproceedings',
    authors: ['Guy Blanc', 'Neha Gupta', 'Gregory Valiant', 'Paul Valiant'],
    title: 'Implicit regularization for deep neural networks driven by an Ornstein-Uhlenbeck like process',
    year: 2020,
    venue: 'Proceedings of Thirty Third Conference on Learning Theory (COLT), PMLR 125',
    pages: '483–513',
    arxiv: '1904.09080',
  },
  'chemnitz-engel-2024': {
    type: 'article',
    authors: ['Dennis Chemnitz', 'Maximilian Engel'],
    title: 'Characterizing Dynamical Stability of Stochastic Gradient Descent in Overparameterized Learning',
    year: 2025,
    venue: 'Journal of Machine Learning Research',
    volume: '26',
    arxiv: '2407.20209',
    url: 'https://www.jmlr.org/papers/v26/24-1547.html',
  },
  'cohen-2021': {
    type: 'inproceedings',
    authors: ['Jeremy Cohen', 'Simran Kaur', 'Yuanzhi Li', 'J. Zico Kolter', 'Ameet Talwalkar'],
    title: 'Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability',
    year: 2021,
    venue: 'International Conference on Learning Representations (ICLR)',
    arxiv: '2103.00065',
  },
  'craciun-ghoshdastidar-2024': {
    type: 'misc',
    authors: ['Alexandru Crăciun', 'Debarghya Ghoshdastidar'],
    title: 'On the Convergence of Gradient Descent for Large Learning Rates',
    year: 2024,
    arxiv: '2402.13108',
  },
  'craciun-ghoshdastidar-2025': {
    type: 'misc',
    authors: ['Alexandru Crăciun', 'Debarghya Ghoshdastidar'],
    title:
      'Non-Singularity of the Gradient Descent map for Neural Networks with Piecewise Analytic Activations',
    year: 2025,
    arxiv: '2510.24466',
  },
  'damian-ma-lee-2021': {
    type: 'inproceedings',
    authors: ['Alex Damian', 'Tengyu Ma', 'Jason D. Lee'],
    title: 'Label Noise SGD Provably Prefers Flat Global Minimizers',
    year: 2021,
    venue: 'Advances in Neural Information Processing Systems 34 (NeurIPS)',
    arxiv: '2106.06530',
  },
  'goldie-1991': {
    type: 'article',
    authors: ['Charles M. Goldie'],
    title: 'Implicit Renewal Theory and Tails of Solutions of Random Equations',
    year: 1991,
    venue: 'The Annals of Applied Probability',
    volume: '1',
    number: '1',
    pages: '126–166',
    doi: '10.1214/aoap/1177005985',
  },
  'hairer-norsett-wanner-1993': {
    type: 'book',
    authors: ['Ernst Hairer', 'Syvert P. Nørsett', 'Gerhard Wanner'],
    title: 'Solving Ordinary Differential Equations I: Nonstiff Problems',
    year: 1993,
    venue: 'Springer',
    edition: 'second',
    doi: '10.1007/978-3-540-78862-1',
  },
  'hairer-wanner-1996': {
    type: 'book',
    authors: ['Ernst Hairer', 'Gerhard Wanner'],
    title: 'Solving Ordinary Differential Equations II: Stiff and Differential-Algebraic Problems',
    year: 1996,
    venue: 'Springer',
    edition: 'second',
    doi: '10.1007/978-3-642-05221-7',
  },
  'katzenberger-1991': {
    type: 'article',
    authors: ['Gary Shon Katzenberger'],
    title: 'Solutions of a Stochastic Differential Equation Forced Onto a Manifold by a Large Drift',
    year: 1991,
    venue: 'The Annals of Probability',
    volume: '19',
    number: '4',
    pages: '1587–1628',
    doi: '10.1214/aop/1176990225',
  },
  'kesten-1973': {
    type: 'article',
    authors: ['Harry Kesten'],
    title: 'Random difference equations and Renewal theory for products of random matrices',
    year: 1973,
    venue: 'Acta Mathematica',
    volume: '131',
    pages: '207–248',
    doi: '10.1007/BF02392040',
  },
  'li-wang-arora-2021': {
    type: 'inproceedings',
    authors: ['Zhiyuan Li', 'Tianhao Wang', 'Sanjeev Arora'],
    title: 'What Happens after SGD Reaches Zero Loss? – A Mathematical Framework',
    year: 2022,
    venue: 'International Conference on Learning Representations (ICLR)',
    arxiv: '2110.06914',
  },
  'massart-1990': {
    type: 'article',
    authors: ['Pascal Massart'],
    title: 'The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality',
    year: 1990,
    venue: 'The Annals of Probability',
    volume: '18',
    number: '3',
    pages: '1269–1283',
    doi: '10.1214/aop/1176990746',
  },
  'mulayoff-michaeli-2024': {
    type: 'inproceedings',
    authors: ['Rotem Mulayoff', 'Tomer Michaeli'],
    title: 'Exact Mean Square Linear Stability Analysis for SGD',
    year: 2024,
    venue: 'Proceedings of Thirty Seventh Conference on Learning Theory (COLT), PMLR 247',
    pages: '3915–3969',
    arxiv: '2306.07850',
    url: 'https://proceedings.mlr.press/v247/mulayoff24a.html',
  },
  'rannacher-1984': {
    type: 'article',
    authors: ['Rolf Rannacher'],
    title: 'Finite element solution of diffusion problems with irregular data',
    year: 1984,
    venue: 'Numerische Mathematik',
    volume: '43',
    number: '2',
    pages: '309–327',
    doi: '10.1007/BF01390130',
  },
  'salmon-2011': {
    type: 'inproceedings',
    authors: ['John K. Salmon', 'Mark A. Moraes', 'Ron O. Dror', 'David E. Shaw'],
    title: 'Parallel Random Numbers: As Easy as 1, 2, 3',
    year: 2011,
    venue:
      'Proceedings of the International Conference for High Performance Computing, Networking, Storage and Analysis (SC ’11)',
    doi: '10.1145/2063384.2063405',
  },
  'shalova-schlichting-peletier-2024': {
    type: 'misc',
    authors: ['Anna Shalova', 'André Schlichting', 'Mark Peletier'],
    title: 'Singular-limit analysis of gradient descent with noise injection',
    year: 2024,
    arxiv: '2404.12293',
  },
  'talay-tubaro-1990': {
    type: 'article',
    authors: ['Denis Talay', 'Luciano Tubaro'],
    title: 'Expansion of the global error for numerical schemes solving stochastic differential equations',
    year: 1990,
    venue: 'Stochastic Analysis and Applications',
    volume: '8',
    number: '4',
    pages: '483–509',
    doi: '10.1080/07362999008809220',
  },
}

/** All keys, for tests that every citation exists. */
export const bibliographyKeys: readonly string[] = Object.keys(records)

/** @throws ProblemError `internal` for a key that is not in the bibliography. */
export function bibliographyRecord(key: string): BibliographyRecord {
  const record = Object.hasOwn(records, key) ? records[key] : undefined
  if (record === undefined)
    throw failure('internal', { detail: `The work ${key} is cited but is not in the bibliography.` })
  return record
}
