/** Immutable, shared expressions with exact rational constants: building, canonical form, printing. */
export { type Rational, rational } from './rational.js'
export type {
  Assumptions,
  CallNode,
  ConstantNode,
  ElementaryFunction,
  Expression,
  Factor,
  FunctionDomain,
  Graph,
  ProductNode,
  Smoothness,
  SumNode,
  SymbolNode,
  Term,
} from './nodes.js'
export { argumentCount, createGraph } from './graph.js'
export {
  add,
  divide,
  multiply,
  negate,
  type Operand,
  power,
  reciprocal,
  scale,
  square,
  squareRoot,
  subtract,
} from './arithmetic.js'
export { children, constantValue, freeSymbols, nodeCount, orderNodes, rebuild } from './traverse.js'
export { checkDeclared, substitute, substituteAll } from './substitute.js'
export { evaluate, evaluateAll, rationalPower } from './evaluate.js'
export { constantNames, functionNamed, functionNames, isFunctionName } from './names.js'
export type { FunctionName } from './functions/index.js'
export {
  callableNames,
  define,
  type Definition,
  type Definitions,
  type FormulaText,
  formulaText,
  isScalar,
  normalisedText,
  parseFormula,
  readDefinition,
  reservedWords,
  type Scope,
  scopeWith,
  shapeName,
  unlessTooDeep,
  type Value,
} from './parse/index.js'
export { expand } from './expand.js'
export { alignedSums } from './aligned-sums.js'
export { logCosh, logCoshArgument } from './log-cosh.js'
export { branchesWhere } from './branches.js'
export { isAnalytic, type Kink, kinksAt, kinksOf } from './kinks.js'
export { toText } from './text.js'
export { toLatex } from './latex.js'
export { toLatexLines } from './latex-lines.js'
export { latexWidth } from './latex-width.js'
export { printedWidth, printedWidths } from './printed-width.js'
export { type NamedPart, type NamedParts, namedParts, type NamingOptions } from './named-parts.js'
export { shortened } from './shortened.js'
export { isKnownInteger } from './integers.js'
export { isKnownNonnegative, isKnownNonzero, isKnownPositive } from './signs.js'
export { type DomainProblem, domainProblemsAt } from './domain-problems.js'
