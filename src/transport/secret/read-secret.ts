import { open } from 'node:fs/promises'
import type { Secret } from '#src/model/config/secret.ts'
import { type BrambleError, clusterError, usageError } from '#src/model/error.ts'
import { runForText } from '../child.ts'

export interface SecretOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly timeoutMilliseconds?: number
}

const usualTimeoutMilliseconds = 20_000
/** A token of any kind is shorter; beyond it somebody named the wrong file. */
const mostBytes = 16 * 1024

/**
 * What a secret reference of `bramble.yaml` stands for. No message holds any part of it, nor what
 * a program printed: only where it was looked for.
 *
 * @throws usage error `secret-missing`, `secret-unfit`; cluster error `secret-failed` where a
 *   program that should print it did not end well, `interrupted`
 */
export async function readSecret(secret: Secret, options: SecretOptions): Promise<string> {
  const text = await textOf(secret, options)
  // One line end closes a file or an `echo`; a second one would end a header of a request.
  const value = text.replace(/\r?\n$/, '')
  const where = placeOf(secret)
  if (value === '') throw missing(where, 'is empty')
  if (/\p{Cc}/u.test(value))
    throw usageError('secret-unfit', `The secret in ${where} is more than one line of text.`, {
      next: 'A secret is one line.',
    })
  return value
}

async function textOf(secret: Secret, options: SecretOptions): Promise<string> {
  if ('file' in secret) return textOfFile(secret.file)
  if ('command' in secret) return printedBy(secret.command, options)
  const value = options.env[secret.env]
  if (value === undefined) throw missing(placeOf(secret), 'is not set')
  return value
}

async function textOfFile(file: string): Promise<string> {
  const where = `the file ${file}`
  try {
    await using opened = await open(file, 'r')
    const { bytesRead, buffer } = await opened.read(Buffer.alloc(mostBytes + 1), 0, mostBytes + 1)
    if (bytesRead > mostBytes)
      throw usageError('secret-unfit', `The secret in ${where} is longer than ${mostBytes} bytes.`)
    return buffer.toString('utf8', 0, bytesRead)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') throw missing(where, 'is not there')
    if (/^E[A-Z]+$/.test(code)) throw missing(where, `cannot be read (${code})`)
    throw error
  }
}

async function printedBy(
  [file = '', ...args]: readonly string[],
  { env, signal, timeoutMilliseconds = usualTimeoutMilliseconds }: SecretOptions,
): Promise<string> {
  const end = await runForText({
    file,
    args,
    env: { ...env },
    input: '',
    timeoutMilliseconds,
    maxBytes: mostBytes,
    ...(signal && { signal }),
  })
  if (end.ended === 'aborted') throw clusterError('interrupted', 'stopped on request')
  if (end.startError) throw missing(`the program ${file}`, 'cannot be started')
  if (end.ended === 'timeout')
    throw failed(file, `did not end within ${Math.round(timeoutMilliseconds / 1000)} s`)
  if (end.ended !== 'exit') throw failed(file, `printed more than ${mostBytes} bytes`)
  if (end.exitCode !== 0) throw failed(file, `ended with ${end.exitCode ?? 'a signal'}`)
  return end.output
}

function placeOf(secret: Secret): string {
  if ('env' in secret) return `the environment variable ${secret.env}`
  if ('file' in secret) return `the file ${secret.file}`
  return `the output of ${secret.command[0]}`
}

function missing(where: string, why: string): BrambleError {
  return usageError('secret-missing', `A secret is wanted, and ${where} ${why}.`, {
    next: 'bramble.yaml says where it is looked for.',
  })
}

function failed(program: string, how: string): BrambleError {
  return clusterError('secret-failed', `${program}, which should print a secret, ${how}.`, {
    next: 'Run it by hand: it may want you to unlock something.',
  })
}
