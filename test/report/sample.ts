import {
  cite,
  code,
  type Document,
  emphasis,
  formula,
  link,
  list,
  math,
  outcome,
  paragraph,
  type PlotDescription,
  prose,
  reference,
  section,
  status,
  strong,
  text,
} from '../../src/report/index.js'

const rates = Array.from({ length: 60 }, (_, index) => 0.002 * 1.12 ** index)
const exponent = (rate: number): number => Math.log(Math.abs(1 - 5 * rate) + 0.05)

/** A figure with every kind of mark. */
export const plot: PlotDescription = {
  x: { label: 'learning rate $\\eta$', scale: 'log' },
  y: { label: 'Lyapunov exponent $\\lambda$ per step', scale: 'linear' },
  marks: [
    { kind: 'region', y: [-5, 0], role: 'alternative', label: 'stable' },
    { kind: 'band', points: rates.map((x) => ({ x, lo: exponent(x) - 0.2, hi: exponent(x) + 0.2 })), role: 'prediction', label: '95 % band' },
    { kind: 'line', points: rates.map((x) => [x, exponent(x)]), role: 'prediction', label: 'prediction $\\lambda(\\eta)$' },
    { kind: 'line', points: rates.map((x) => [x, 1.3 * exponent(x)]), role: 'control', label: 'negative control, 1.3 times' },
    { kind: 'points', points: [0.01, 0.05, 0.1, 0.3, 1].map((x) => ({ x, y: exponent(x) + 0.05, lo: exponent(x) - 0.1, hi: exponent(x) + 0.15 })), role: 'measurement', label: 'measured, 64 replicas' },
    { kind: 'rule', x: 0.4, role: 'reference', label: 'threshold $\\eta = 2/5$' },
  ],
} // prettier-ignore

const awkward =
  '100 % of #1 & _x_ costs $5 {a} \\b ~c ^d <e> |f| "g" `h` [i] -- é ö ß Ø λ ≤ η – — “q” ‘r’ … ½ ² ℝ ∇ 中 🙂'

const longSum = Array.from(
  { length: 14 },
  (_, i) => `w_{${i + 1}}^2 \\tanh\\left(u_{${i + 1}} x + c_{${i + 1}}\\right)`,
)

/** A document with every kind of block and inline, and with contents that are hard to print. */
export const sample: Document = {
  title: [text('Stability of '), math('L(a,b) = \\tfrac14\\sum_i (abx_i - y_i)^2'), text(' at “skewed”')],
  subtitle: awkward,
  date: '21 November 2026',
  citations: ['li-wang-arora-2021', 'salmon-2011'],
  blocks: [
    section('summary', 'Summary: 100 % & more_or_less', [
      paragraph(
        'Label noise makes gradient descent drift along the zero-loss set ',
        math('M = \\{ab = 2\\}'), ' towards ', emphasis('balanced'), ' points, see ', reference('drift'), ' in ',
        reference('derivation'), ', ', reference('exponents'), ' and ', reference('values'),
        '. The theory is that of ', cite('shalova-schlichting-peletier-2024'), ' and ', cite('chemnitz-engel-2024'),
        '. The run used ', code('thalweg report models/two-layer-scalar.yaml --seed 7'), ' and the model hash is ',
        code('sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'), '.',
      ),
      { kind: 'callout', outcome: 'supported', title: [text('The drift towards '), math('|a|=|b|'), text(' agrees')], blocks: [
        paragraph(...[prose('Predicted $-\\tfrac{3}{8}\\sigma^2$, measured $-0.3742 \\pm 0.0031$ (99 %, 64 replicas).')]),
        formula('\\dot{W} = -P_{T_W\\Gamma}\\,\\nabla \\mathrm{Reg}(W)'),
      ] },
      { kind: 'callout', outcome: 'refuted', title: 'The control with a wrong sign', blocks: [paragraph('It is off by 41 standard errors, as it should be.')] },
      { kind: 'callout', outcome: 'inconclusive', title: 'Almost sure stability', blocks: [paragraph('The interval contains zero.')] },
      { kind: 'callout', outcome: 'not applicable', title: 'Depth two', blocks: [paragraph('The loss is not interpolating: ', math('L \\ge 1/8'), '.')] },
      { kind: 'callout', outcome: 'failed', title: 'The flow', blocks: [paragraph('The integration stopped.')] },
      { kind: 'callout', outcome: 'info', title: 'What the words mean', blocks: [paragraph('See the guide.')] },
    ]),
    section('derivation', [text('Derivation with '), math('\\nabla^2 L'), text(' and a long title that needs more than a single line to be printed')], [
      section('noise', 'The noise', [
        paragraph('Write ', math('\\hat L(w,\\eta)'), ' for the perturbed loss. Then'),
        formula(['\\mathrm{Reg}(w) &= \\tfrac12 \\Delta_\\eta \\hat L(w, 0)', '&= \\frac{\\sigma^2}{2n}\\sum_{i=1}^n \\lVert \\nabla f_i(w) \\rVert^2'], 'drift'),
        section('deeper', 'Deeper still', [
          formula([`f(x) = ${longSum.join(' + ')}`]),
          formula([`g = \\frac{${longSum.slice(0, 7).join(' + ')}}{1 + ${longSum.slice(0, 5).join(' - ')}}`]),
          formula(['p = w_1w_2w_3w_4w_5w_6w_7w_8w_9'.repeat(1) + 'v_1v_2v_3v_4v_5v_6v_7v_8v_9u_1u_2u_3u_4u_5u_6u_7u_8u_9t_1t_2t_3t_4t_5t_6t_7t_8t_9s_1s_2s_3s_4s_5s_6s_7s_8s_9']),
          formula(['H = \\begin{pmatrix}' + Array.from({ length: 5 }, (_, i) => Array.from({ length: 12 }, (_, j) => `\\theta_{${i + 1}}\\theta_{${j + 1}}`).join(' & ')).join(' \\\\ ') + '\\end{pmatrix}']),
          formula('J = \\begin{bmatrix} 1 & 2 \\\\ \\sqrt{2} & \\frac{2}{17} \\end{bmatrix}', 'jacobian'),
          paragraph('An inline formula that is long: ', math(longSum.slice(0, 5).join(' - ')), ', and ', reference('jacobian'), '.'),
          paragraph('Not a formula: ', math('\\frac{1'), ', ', math('\\undefinedcommand x'), ', ', math('a & b'), '.'),
          formula('50% of \\input{secret}'),
        ]),
      ]),
    ]),
    section('results', 'Results', [
      { kind: 'table', id: 'values', caption: 'Thresholds at the two named points.', columns: [
        { header: 'Notion', align: 'left' }, { header: [math('\\eta'), text(' at skewed')], align: 'right' }, { header: 'Known', align: 'center' }, { header: 'Verdict', align: 'left' },
      ], rows: [
        ['mean square, batch 1', [math('2/17 \\approx 0.117647')], [status('proved')], [outcome('supported')]],
        ['gradient descent', [math('4/25 = 0.16')], [status('checked')], [outcome('refuted')]],
        ['almost surely, batch 1', [math('1/4')], [status('assumed')], [outcome('not applicable')]],
        ['nothing', '–', [status('unknown')], [outcome('inconclusive')]],
        ['wrong', '–', [status('refuted')], [outcome('failed')]],
      ] },
      { kind: 'table', id: 'wide', caption: 'Hypotheses with long evidence, a path and a hash.', columns: [
        { header: 'Hypothesis', align: 'left' }, { header: 'State', align: 'left' }, { header: 'Evidence', align: 'left' },
      ], rows: [
        [[strong('The zero-loss set is a manifold near the point')], [status('proved')], [...prose('The Jacobian of the residuals has rank 1 of 1 with gap $\\infty$; exact elimination over the rationals, then '), code('/home/user/models/very/long/path/to/a/model/two-layer-scalar.yaml'), text(' and more words about it so that the cell needs several lines.')]],
        ['Independent batches, drawn uniformly with replacement from the sample', [status('assumed')], [...prose('By the experiment: '), code('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'), text(' '), math(longSum.slice(0, 3).join(' + '))]],
      ] },
      { kind: 'table', caption: 'More columns than fit.', columns: Array.from({ length: 14 }, (_, i) => ({ header: `column ${i + 1}`, align: 'right' as const })), rows: [
        Array.from({ length: 14 }, (_, i) => [math(`0.12345${i}`)]), Array.from({ length: 14 }, (_, i) => `${i}.000001`),
      ] },
      { kind: 'figure', id: 'exponents', plot, caption: [text('Predicted and measured exponents; the threshold is '), math('\\eta = 2/5'), text('. 100 % of the data.')] },
      { kind: 'table', id: 'long', caption: 'Eigenvalues.', columns: [{ header: 'k', align: 'right' }, { header: 'value', align: 'left' }], rows: Array.from({ length: 30 }, (_, i) => [String(i), [math(`\\lambda_{${i}}`)]]) },
    ]),
    section('reproduce', 'How to reproduce this', [
      list([[text('Version '), code('0.1.0')], 'Seed 7', [text('See '), link('https://example.org/a_b%20c?d=e&f#g')]]),
      list(['first', 'second'], true),
      { kind: 'code', language: 'yaml', text: "title: Two-layer's \"scalar\" network\nparameters: [a, b]\n\ndata: {x: [1, 2], y: [2, 4]}   # comment with a very long tail that does not fit on one line of the page at all, really\n  output: a*b*x\n" },
      { kind: 'details', summary: 'All steps', blocks: [paragraph('Nothing more.'), formula('a^2 - b^2 = \\text{const}')] },
      paragraph(awkward),
    ]),
  ],
} // prettier-ignore
