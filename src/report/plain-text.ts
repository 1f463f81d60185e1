import { plainMath } from '../base/prose.js'
import { type Inline, inlinesOf, type RichText } from './document.js'
import { outcomeMark, statusMark } from './marks.js'

/** Rich text as words and unicode, without citations. */
export function plainText(content: RichText): string {
  return inlinesOf(content).map(plainInline).join('')
}

function plainInline(inline: Inline): string {
  switch (inline.kind) {
    case 'text':
    case 'code':
    case 'link':
      return inline.text
    case 'math':
      return plainMath(inline.latex)
    case 'strong':
    case 'emphasis':
      return plainText(inline.inlines)
    case 'status':
      return statusMark(inline.state).word
    case 'outcome':
      return outcomeMark(inline.outcome).word
    case 'cite':
    case 'reference':
      return ''
  }
}

/** An address a report may link to, percent-encoded; nothing for any other scheme than the web's and mail's. */
export function webAddress(href: string): string | undefined {
  if (!URL.canParse(href)) return undefined
  const url = new URL(href)
  const allowed = url.protocol === 'https:' || url.protocol === 'http:' || url.protocol === 'mailto:'
  return allowed ? url.href.replaceAll(/[{}\\^`|<>"\s]/g, encodeURIComponent) : undefined
}
