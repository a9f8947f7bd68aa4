import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Exchanged } from './converse.ts'
import type { Heard } from './nodes.ts'

/**
 * What a real cluster answered: `npm run record:lab` writes it. It holds forms and words of
 * refusals only; there is no value of a cluster in it, and so no secret.
 */
export interface Recording {
  /** Of the server that answered. */
  readonly version: string
  readonly api: readonly Exchanged[]
  readonly nodes: readonly Heard[]
}

export const recordingFile = fileURLToPath(new URL('recorded.ndjson', import.meta.url))

export function readRecording(): Recording {
  const [head, ...answers] = readFileSync(recordingFile, 'utf8').trim().split('\n').map(parsed)
  const isOfApi = (answer: object): answer is Exchanged => 'ask' in answer
  const isOfNode = (answer: object): answer is Heard => 'asked' in answer
  const { version } = head as { readonly version: string }
  return { version, api: answers.filter(isOfApi), nodes: answers.filter(isOfNode) }
}

function parsed(line: string): object {
  return JSON.parse(line) as object
}

/** One answer on each line, so that a change of one is a change of one line. */
export function textOf({ version, api, nodes }: Recording): string {
  return [{ version }, ...api, ...nodes].map((one) => `${JSON.stringify(one)}\n`).join('')
}
