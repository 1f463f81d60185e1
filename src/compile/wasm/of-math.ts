/** Functions of the host that modules call where their own formulas end, by the names of the imports. */
export const ofMath: Readonly<Record<string, (x: number) => number>> = {
  'Math.sin': Math.sin,
  'Math.cos': Math.cos,
  'Math.tan': Math.tan,
}
