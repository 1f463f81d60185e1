import { failure } from '../../base/wording.js'
import { checkFolder } from '../../node/folder.js'
import { defaultMapFormats, type MapFormat, mapFormats, writeMap } from '../../node/write-map.js'
import { mapJson } from '../../report/json/map.js'
import { stabilityMap } from '../../study/index.js'
import { exitCodeOfMap } from '../exit-codes.js'
import { loadModel } from '../load-model.js'
import { effortOf, hostOf, type SharedOptions } from '../options.js'
import { shortPath } from '../paths.js'
import { moveRemark } from '../remarks.js'
import { screenOf } from '../screen.js'
import type { Surroundings } from '../surroundings.js'
import { mapText } from '../view/map.js'
import { withProgress } from '../with-progress.js'

export interface MapCommandOptions extends SharedOptions {
  readonly to?: string
  readonly along?: string
  readonly length?: string
  readonly out?: string
  readonly format?: string
}

/** `thalweg map`: boundaries of stability along the zero-loss set over where runs settle. */
export async function map(name: string, options: MapCommandOptions, surroundings: Surroundings): Promise<number> {
  const formats = formatsOf(options.format)
  const length = lengthOf(options.length)
  const { out, to, along, json = false } = options
  if (out?.trim() === '') throw failure('bad-option', { option: '--out', expected: 'a folder', got: 'nothing' })
  const effort = effortOf(options)
  const host = hostOf(options)
  const model = await loadModel(name, surroundings)
  if (out !== undefined) await checkFolder(out)
  if (out !== undefined && formats.includes('pdf')) await (await import('../../node/latex.js')).requireTex()
  const screen = screenOf(surroundings, options.quiet)
  const found = await withProgress(options, surroundings, (question) =>
    stabilityMap(model, { ...question, to, along, length, effort, host }),
  )
  moveRemark(screen, found.situation)
  if (json) screen.printJson(mapJson(found))
  else screen.print(mapText(found, screen))
  if (out !== undefined) {
    const paths = await writeMap(found, { to: out, formats })
    const where = `The map is in:\n${paths.map((path) => `  ${shortPath(path)}`).join('\n')}`
    if (json) screen.remark(where)
    else screen.print(`\n${where}`)
  }
  return exitCodeOfMap(found)
} // prettier-ignore

function formatsOf(text: string | undefined): readonly MapFormat[] {
  if (text === undefined) return defaultMapFormats
  const formats = text.split(',').map((format) => format.trim().toLowerCase())
  const unknown = formats.find((format) => !mapFormats.includes(format as MapFormat))
  if (unknown !== undefined)
    throw failure('bad-option', {
      option: '--format',
      expected: `some of ${mapFormats.join(', ')}`,
      got: unknown === '' ? 'nothing' : unknown,
    })
  return formats as MapFormat[]
}

function lengthOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const length = text.trim() === '' ? NaN : Number(text)
  if (length > 0 && length < Infinity) return length
  throw failure('bad-option', { option: '--length', expected: 'a positive number', got: text === '' ? 'nothing' : text })
} // prettier-ignore
