/**
 * The part of odex 2.0.4 that `ode.ts` uses. The package ships TypeScript source instead of a declaration, and that source
 * does not compile under strict settings; `paths` in tsconfig.json leads here instead.
 */
export enum Outcome {
  Converged = 0,
  MaxStepsExceeded = 1,
  EarlyReturn = 2,
}

export class Solver {
  constructor(dimension: number)
  maxSteps: number
  /** Raised to 10⁻⁴ when smaller, then cut to `maxStepSize` and half the interval. */
  initialStepSize: number
  /** 0 for no bound other than the interval. */
  maxStepSize: number
  denseOutput: boolean
  /** How many of a step's first evaluations are compared with the one at its start (default 1); 0 for none. */
  stabilityCheckCount: number
  relativeTolerance: number
  absoluteTolerance: number
  solve(
    derivative: (x: number, y: number[]) => ArrayLike<number>,
    x: number,
    y0: number[],
    xEnd: number,
    /** Called first with `step` 1 at the start, without `dense`. Returning `false` ends the integration. */
    observe?: (
      step: number,
      xOld: number,
      x: number,
      y: number[],
      dense?: (component: number, x: number) => number,
    ) => boolean | void,
  ): { y: number[]; outcome: Outcome; nStep: number; nAccept: number; nReject: number; nEval: number }
}
