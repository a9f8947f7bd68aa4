import { open } from 'node:fs/promises'
import { type BrambleError, usageError } from '../../model/error.ts'
import { cleanLine } from '../../model/text.ts'

/** Bytes of one input, from its beginning; read once. Closed even where nobody read to its end. */
export interface OpenInput extends AsyncDisposable {
  /** As a message names it: cleaned path, or `standard input`. */
  readonly name: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface OpenOptions {
  readonly signal: AbortSignal
  /** True where standard input is a terminal, on which nobody has typed anything yet. */
  readonly inIsTerminal?: boolean
  /** Read for `-`; the process's own standard input if absent. */
  readonly standardInput?: AsyncIterable<Uint8Array>
}

const chunkBytes = 1024 * 1024

/**
 * Opens a path, or standard input for `-`.
 *
 * @throws usage errors `input-missing`, `input-folder`, `input-unreadable`, `input-terminal`
 */
export async function openInput(input: string, options: OpenOptions): Promise<OpenInput> {
  if (input === '-') return openStandardInput(options)
  const name = cleanLine(input)
  const file = await open(input, 'r').catch((cause: unknown) => {
    throw unreadable(name, cause)
  })
  if ((await file.stat()).isDirectory()) {
    await file.close()
    throw folder(name)
  }
  const stream = file.createReadStream({ highWaterMark: chunkBytes, signal: options.signal })
  return {
    name,
    bytes: named(stream, name, options.signal),
    async [Symbol.asyncDispose]() {
      stream.destroy()
      await file.close()
    },
  }
}

function openStandardInput(options: OpenOptions): OpenInput {
  const name = 'standard input'
  if (options.inIsTerminal)
    throw usageError('input-terminal', 'Standard input is a terminal: there is nothing to read.', {
      next: 'Pipe a log into it: `journalctl -b -1 | bramble diagnose -`. To paste: `cat | bramble diagnose -`, paste, then Ctrl-D.',
    })
  const stream = options.standardInput ?? process.stdin
  // It was open before, and is not ours to close.
  return { name, bytes: named(stream, name, options.signal), async [Symbol.asyncDispose]() {} }
}

/** Names the input in whatever goes wrong while it is read. */
async function* named(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted()
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    }
  } catch (cause) {
    signal.throwIfAborted()
    throw unreadable(name, cause)
  }
}

function folder(name: string): BrambleError {
  return usageError('input-folder', `${name} is a folder; expected a file.`, {
    next: `Name the files in it: \`bramble diagnose ${name.replace(/\/+$/, '')}/*\``,
  })
}

function unreadable(name: string, cause: unknown): BrambleError {
  const code = String((cause as NodeJS.ErrnoException).code ?? 'unknown error')
  if (code === 'EISDIR') return folder(name)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return usageError('input-missing', `There is no file ${name}.`, {
      next: 'Check the name; `-` reads standard input.',
      cause,
    })
  if (code === 'EACCES' || code === 'EPERM')
    return usageError('input-unreadable', `${name} cannot be read: permission denied.`, {
      next: `Read it as root: \`sudo cat ${name} | bramble diagnose -\``,
      cause,
    })
  return usageError('input-unreadable', `${name} cannot be read: ${code}.`, {
    next: 'Copy the file to another disk and try again.',
    cause,
  })
}
