// The single-file build of mathjs has no types of its own. We use one function of it; `syntax.ts` says why this build.
declare module 'mathjs/lib/browser/math.js' {
  const mathjs: { parse(text: string): unknown }
  export default mathjs
}
