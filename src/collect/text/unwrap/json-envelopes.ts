import { cleanText } from '#src/model/text.ts'
import { isoMilliseconds } from '../stamp/iso.ts'

const longestLine = 65_536

/** Fields in which keepers of logs hold the line: Docker's json-file, Loki, Elasticsearch. */
const lineFields = ['log', 'line', 'message'] as const
const timeFields = ['time', 'timestamp', '@timestamp', 'date'] as const
/** A program's own line in JSON tells more than its message. */
const ownFields = ['level', 'severity', 'msg', 'error', 'err', 'exception'] as const

/** The text that one JSON string holds, or each line that an object of a log's keeper holds. */
export function withoutEnvelopes(text: string): string {
  const inner = text.trimStart().startsWith('"') ? stringIn(text) : undefined
  if (inner !== undefined) return inner
  if (!/^\s*\{"/m.test(text)) return text
  return text
    .split('\n')
    .map((line) => lineIn(line) ?? line)
    .join('\n')
}

function stringIn(text: string): string | undefined {
  const value = parsed(text)
  return typeof value === 'string' ? cleanText(value) : undefined
}

function lineIn(line: string): string | undefined {
  if (line.length > longestLine || !/^\s*\{".*\}\s*$/.test(line)) return undefined
  const value = parsed(line)
  if (value === null || typeof value !== 'object') return undefined
  const fields = new Map(Object.entries(value))
  if (ownFields.some((name) => fields.has(name))) return undefined
  const kept = firstText(fields, lineFields)
  const time = firstText(fields, timeFields)
  if (kept === undefined || time === undefined || isoMilliseconds(time) === undefined)
    return undefined
  return cleanText(`${time} ${kept.trimEnd()}`)
}

function firstText(fields: Map<string, unknown>, names: readonly string[]): string | undefined {
  return names.map((name) => fields.get(name)).find((value) => typeof value === 'string')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
