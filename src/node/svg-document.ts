import { JSDOM } from 'jsdom'
import type { SvgDocument } from '../report/index.js'

/** An empty document to draw figures in. It runs no scripts and loads nothing. */
export function svgDocument(): SvgDocument {
  return new JSDOM('').window.document as unknown as SvgDocument
}
