import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { clusterError } from '#src/model/error.ts'
import { cleanLine } from '#src/model/text.ts'
import type { SshAnswer, SshDoor } from '#src/transport/ssh/door.ts'
import { sudoMark } from '#src/transport/ssh/own-sudo.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import type { RootAccess } from './root-access.ts'

interface RunWish {
  /** How long it may take; a minute where nothing is said. */
  readonly timeoutMilliseconds?: number
  /** What the program reads on its stdin, as whole lines: nothing secret ever stands in an argument. */
  readonly input?: string
}

/** A node as a step acts on it: as root, over SSH. */
export interface NodeShell {
  /**
   * Runs a program of constant text; `args` are its $1, $2… and become no shell text.
   *
   * @throws cluster error `node-unreachable`, `node-no-root` or `node-program-failed`
   */
  run(program: string, args?: readonly string[], wish?: RunWish): Promise<string>
  /** Writes a whole file: beside it, synced, renamed, read back. `mode` as in `0644`. */
  writeFile(path: string, text: string, mode: string): Promise<void>
  removeFile(path: string): Promise<void>
  /** Sends a local file, or bytes, to `path`, where they only arrive whole and with this SHA-256. */
  sendFile(local: string | Readable, wish: SentFile): Promise<void>
  /** Reads a file that nobody writes any more, piece by piece: no more than one is in memory. */
  readFile(path: string): AsyncIterable<Uint8Array>
}

interface SentFile {
  readonly path: string
  readonly mode: string
  readonly sha256: string
}

const usualMilliseconds = 60_000
const sendMilliseconds = 20 * 60_000
const maxBytes = 1_000_000
const maxSaid = 400
const pieceBytes = 4 * 1024 * 1024
/** Of one file: 16 GB. */
const mostPieces = 4096
/** What tells a program's own failure from that of sudo before it. */
const noRoot = 'bramble: no root'

/** @param root how to become root where sudo wants a password; without it such a node is left alone */
export function nodeShell(
  door: SshDoor,
  node: string,
  signal: AbortSignal,
  root?: RootAccess,
): NodeShell {
  const target = door.targets.find((one) => one.node === node)
  if (!target)
    throw clusterError('node-not-configured', `bramble.yaml names no ${node}.`, {
      next: `Add it with its address: bramble init ${node}=ADDRESS`,
    })
  return new OpenSshShell(door, target, { signal, root })
}

class OpenSshShell implements NodeShell {
  private readonly door: SshDoor
  private readonly target: SshTarget
  private readonly signal: AbortSignal
  private readonly root: RootAccess | undefined

  constructor(
    door: SshDoor,
    target: SshTarget,
    { signal, root }: { signal: AbortSignal; root: RootAccess | undefined },
  ) {
    this.door = door
    this.target = target
    this.signal = signal
    this.root = root
  }

  async run(program: string, args: readonly string[] = [], wish: RunWish = {}): Promise<string> {
    const answer = await this.door.run(this.target, this.asRoot(program, args, wish.input), {
      timeoutMilliseconds: wish.timeoutMilliseconds ?? usualMilliseconds,
      maxBytes,
      signal: this.signal,
    })
    return this.outputOf(answer)
  }

  async writeFile(path: string, text: string, mode: string): Promise<void> {
    await this.run(writeProgram, [path, mode], { input: text })
  }

  async removeFile(path: string): Promise<void> {
    await this.run('rm -f -- "$1"', [path])
  }

  async *readFile(path: string): AsyncGenerator<Uint8Array> {
    for (let piece = 0; piece < mostPieces; piece += 1) {
      const args = [path, `${pieceBytes}`, `${piece}`]
      const answer = await this.door.run(this.target, this.asRoot(readProgram, args), {
        timeoutMilliseconds: sendMilliseconds,
        maxBytes: pieceBytes,
        signal: this.signal,
      })
      this.outputOf(answer)
      if (answer.output.length > 0) yield answer.output
      if (answer.output.length < pieceBytes) return
    }
  }

  async sendFile(local: string | Readable, { path, mode, sha256 }: SentFile): Promise<void> {
    const answer = await this.door.send(this.target, local, {
      timeoutMilliseconds: sendMilliseconds,
      maxBytes: 4096,
      signal: this.signal,
    })
    const sent = this.outputOf(answer).trim()
    if (!/^\/var\/tmp\/bramble-\w+$/.test(sent))
      throw clusterError(
        'node-program-failed',
        `${this.target.node} took no file: ${answer.errorText}`,
      )
    await this.run(placeProgram, [sent, path, mode, sha256], {
      timeoutMilliseconds: sendMilliseconds,
    })
  }

  private asRoot(program: string, args: readonly string[], input = ''): string {
    return asRoot(program, args, { input, password: this.root?.passwordFor(this.target.node) })
  }

  private outputOf(answer: SshAnswer): string {
    const { failure, exitStatus, errorText } = answer
    const { node } = this.target
    if (failure && exitStatus === undefined)
      throw clusterError('node-unreachable', `${node}: ${failure.reason}`, { next: failure.next })
    const output = Buffer.from(answer.output).toString('utf8')
    if (exitStatus === 0) return output
    if (errorText.includes(noRoot))
      throw clusterError(
        'node-no-root',
        `${node}: sudo wants a password, so nothing can be changed.`,
        {
          next: `At a terminal Bramble asks for it; else allow ${this.target.user ?? 'the user'} sudo without one on ${node}.`,
        },
      )
    const said =
      linesOf(errorText) || linesOf(output.slice(-maxSaid)) || `exit status ${exitStatus}`
    throw clusterError('node-program-failed', `${node}: ${cleanLine(said).slice(0, maxSaid)}`)
  }
}

/** What a program said before it ended, in one line. */
function linesOf(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ')
}

interface Fed {
  readonly input: string
  /** Undefined where sudo asks for none. */
  readonly password: string | undefined
}

/**
 * One program for `sh -s` that becomes root and runs the step's. A function whose call is the last
 * line, so that a cut connection runs nothing; its stdin is a here-document, so that the session's
 * own, which holds the program, is not read by it.
 *
 * A password is the first line of that stdin: it is in no argument and in no environment. `-k` makes
 * sudo read it even where it remembers an earlier one, and what sudo did not read ends at the mark.
 */
function asRoot(program: string, args: readonly string[], { input, password }: Fed): string {
  const mark = `BRAMBLE_${randomBytes(12).toString('hex')}`
  const words = ['sh', ...args].map(quoteWord).join(' ')
  // A here-document's last line has an end, so what is read has one too.
  const text = input === '' || input.endsWith('\n') ? input : `${input}\n`
  const [start, begin, fed] =
    password === undefined
      ? [silentSudo, '', text]
      : [
          sudoWith(password, mark),
          `while IFS= read -r line; do [ "$line" = ${mark}_BEGIN ] && break; done\n`,
          `${password}\n${mark}_BEGIN\n${text}`,
        ]
  return `{ bramble() {
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
set -- env LC_ALL=C PATH="$PATH" sh -c ${quoteWord(`${begin}set -eu\n${program}`)} ${words}
if [ "$(id -u)" != 0 ]; then
${start}
fi
command "$@" <<'${mark}'
${fed}${mark}
}
bramble; }
`
}

/** A look's program for `sh -s`, as root. It is input, since sudo writes arguments to the journal. */
export function lookAsRoot(program: string, password: string): string {
  return asRoot('exec sh -s', [], { input: program, password })
}

const silentSudo = `sudo -p ${sudoMark} -n true 2>/dev/null || { echo '${noRoot}' >&2; exit 1; }
set -- sudo -p ${sudoMark} -n "$@"`

/** A disk that is full, or a board that loses power, leaves the old file or the new one. */
const writeProgram = `mkdir -p -- "$(dirname -- "$1")"
umask 077
fresh="$1.bramble-new"
trap 'rm -f -- "$fresh"' EXIT
cat > "$fresh"
chmod "$2" "$fresh"
sync "$fresh" 2>/dev/null || sync
sum=$(sha256sum < "$fresh")
mv -- "$fresh" "$1"
sync "$(dirname -- "$1")" 2>/dev/null || sync
[ "$(sha256sum < "$1")" = "$sum" ] || { echo "$1 reads back differently" >&2; exit 1; }`

const readProgram = 'dd if="$1" bs="$2" skip="$3" count=1 2>/dev/null'

const placeProgram = `trap 'rm -f -- "$1"' EXIT
echo "$4  $1" | sha256sum -c --quiet - >&2 || { echo "what arrived of $2 has another checksum" >&2; exit 1; }
mkdir -p -- "$(dirname -- "$2")"
fresh="$2.bramble-new"
# It may lie on another file system: moved beside its place first, so that the rename is whole.
chown 0:0 "$1"
chmod "$3" "$1"
mv -- "$1" "$fresh" || { rm -f -- "$fresh"; echo "no room for $2" >&2; exit 1; }
sync "$fresh" 2>/dev/null || sync
mv -- "$fresh" "$2"`

/**
 * Tried alone first: sudo takes what follows a wrong password for the next try, and three of those
 * lock some accounts. Only that try bears the mark, since sudo prints its prompt where it reads.
 */
function sudoWith(password: string, mark: string): string {
  return `sudo -p ${sudoMark} -k -S true <<'${mark}' >/dev/null 2>&1 || { echo '${noRoot}' >&2; exit 1; }
${password}
${mark}
set -- sudo -k -S -p '' "$@"`
}
