export type Point = readonly [x: number, y: number]

/**
 * The corners of the convex hull of points of the plane, counter-clockwise, by the monotone chain (Andrew 1979). Corners
 * that stick out by less than 10⁻¹⁴ of the size of the hull are left out.
 */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([a, b], [c, d]) => a - c || b - d)
  const size = Math.max(...points.map(([x, y]) => Math.hypot(x - sorted[0]![0], y - sorted[0]![1])))
  const chain = (ordered: readonly Point[]) => {
    const kept: Point[] = []
    for (const point of ordered) {
      while (kept.length >= 2 && !isLeftTurn(kept.at(-2)!, kept.at(-1)!, point, 1e-14 * size)) kept.pop()
      kept.push(point)
    }
    return kept.slice(0, -1)
  }
  return [...chain(sorted), ...chain(sorted.reverse())]
}

/** How far the farthest of some points is beyond an edge of a convex polygon, relative to the size of the polygon. */
export function outside(polygon: readonly Point[], points: readonly Point[]): number {
  let [farthest, size] = [0, 0]
  polygon.forEach(([a, b], i) => {
    const [c, d] = polygon[(i + 1) % polygon.length]!
    const length = Math.hypot(c - a, d - b)
    size = Math.max(size, length)
    if (length > 0)
      for (const [x, y] of points)
        farthest = Math.max(farthest, ((x - a) * (d - b) - (y - b) * (c - a)) / length)
  })
  return farthest / size
}

/** Whether b lies by more than that to the right of the line from a to c. */
function isLeftTurn([a, b]: Point, [c, d]: Point, [x, y]: Point, by: number): boolean {
  return (c - a) * (y - b) - (d - b) * (x - a) > by * Math.hypot(x - a, y - b)
}
