import { exp } from './exp.js'
import { log } from './log.js'
import { abs } from './abs.js'
import { sign } from './sign.js'
import { sin } from './sin.js'
import { cos } from './cos.js'
import { tan } from './tan.js'
import { asin } from './asin.js'
import { acos } from './acos.js'
import { atan } from './atan.js'
import { sinh } from './sinh.js'
import { cosh } from './cosh.js'
import { tanh } from './tanh.js'
import { sigmoid } from './sigmoid.js'
import { softplus } from './softplus.js'
import { relu } from './relu.js'
import { leakyrelu } from './leakyrelu.js'
import { erf } from './erf.js'
import { gelu } from './gelu.js'
import { swish } from './swish.js'
import { max } from './max.js'
import { min } from './min.js'
import { logsumexp } from './logsumexp.js'
import { power } from './power.js'
import { pi } from './pi.js'
import { e } from './e.js'

/** Every elementary function, by the name it has in formulas. A new one is one file and one line here. */
export const functions = {
  exp,
  log,
  abs,
  sign,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  tanh,
  sigmoid,
  softplus,
  relu,
  leakyrelu,
  erf,
  gelu,
  swish,
  max,
  min,
  logsumexp,
  power,
  pi,
  e,
} as const

export type FunctionName = keyof typeof functions
