import { usageError } from '#src/model/error.ts'
import type { RunOptions, SshAnswer, SshDoor } from './door.ts'
import type { SshTarget } from './target.ts'

/** What one node answered once. */
export interface RecordedAnswer {
  readonly node: string
  readonly answer: SshAnswer
}

/**
 * A door that repeats what nodes once answered: each node's answers in the order they were
 * recorded, each once, and nothing is asked of anybody.
 */
export function recordedSsh(
  targets: readonly SshTarget[],
  recording: readonly RecordedAnswer[],
): SshDoor {
  const left = [...recording]
  const next = (target: SshTarget): SshAnswer => {
    const at = left.findIndex(({ node }) => node === target.node)
    const found = at < 0 ? undefined : left.splice(at, 1)[0]
    if (found === undefined)
      throw usageError(
        'ssh-recording-ended',
        `The recording holds no more answers of ${target.node}`,
      )
    return found.answer
  }
  return {
    targets,
    async run(target, _program, options) {
      return bounded(next(target), options)
    },
    async stream(target, _program, options) {
      const answer = bounded(next(target), options)
      options.onOutput(answer.output)
      return { ...answer, output: new Uint8Array() }
    },
    async send(target, _file, options) {
      return bounded(next(target), options)
    },
    async close() {},
  }
}

function bounded(answer: SshAnswer, { maxBytes }: RunOptions): SshAnswer {
  if (answer.output.length <= maxBytes) return answer
  return { ...answer, output: answer.output.subarray(0, maxBytes), truncated: true }
}

/** Passes everything on to `door` and keeps what it answered. */
export function recordSsh(door: SshDoor, keep: (record: RecordedAnswer) => void): SshDoor {
  return {
    targets: door.targets,
    async run(target, program, options) {
      const answer = await door.run(target, program, options)
      keep({ node: target.node, answer })
      return answer
    },
    async stream(target, program, options) {
      const chunks: Uint8Array[] = []
      const answer = await door.stream(target, program, {
        ...options,
        onOutput(chunk) {
          chunks.push(chunk)
          options.onOutput(chunk)
        },
      })
      keep({ node: target.node, answer: { ...answer, output: Buffer.concat(chunks) } })
      return answer
    },
    async send(target, file, options) {
      const answer = await door.send(target, file, options)
      keep({ node: target.node, answer })
      return answer
    },
    close: () => door.close(),
  }
}
