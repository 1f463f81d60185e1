import type { Hypothesis } from '../contract.js'

/** The loss is a sum of squared residuals, so that there are residuals, and labels to which noise can be added. */
export const squareLoss: Hypothesis = {
  id: 'square-loss',
  statement: 'The loss is $L = \\frac{1}{2n}\\sum_i r_i^2$ with residuals $r_i = f_i(w) - y_i$.',
  check({ model }) {
    return model.loss.kind === 'squares'
      ? { state: 'proved', evidence: 'the model is written with residuals' }
      : {
          state: 'refuted',
          evidence:
            'the model is a plain loss, not half the mean of squared residuals, and has no labels; write it with `residuals` or with `output` and data y',
        }
  },
}
