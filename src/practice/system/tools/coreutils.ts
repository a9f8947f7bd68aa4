import { randomBytes } from 'node:crypto'
import { mountsOf } from '../files/disks.ts'
import { type Call, optionsIn, type Said, type Tool } from '../tool.ts'

/**
 * Programs that the interpreter brings, but not as Debian's coreutils and awk take their words.
 * Where it is only a flag more, its own program does the work.
 */
const blockBytes = 4096

/** stat(1) with -c, and with -f for file systems. */
export const stat: Tool = {
  name: 'stat',
  async run(call) {
    const { flags, values, operands } = optionsIn(call.words, new Set(['c', 'format']))
    const format = values.get('c')?.at(-1) ?? values.get('format')?.at(-1)
    if (format === undefined) return original(call, call.words)
    let out = ''
    for (const path of operands) {
      const at = call.context.fs.resolvePath(call.context.cwd, path)
      const fields = flags.has('f') ? await systemFields(call, at) : await fileFields(call, at)
      if (!fields)
        return { out, error: `stat: cannot statx '${path}': No such file or directory\n`, code: 1 }
      out += `${format.replaceAll(/%([A-Za-z])/g, (_, letter: string) => `${letter === 'n' ? path : (fields[letter] ?? '?')}`)}\n`
    }
    return { out }
  },
}

type Fields = Readonly<Record<string, string | number>>

async function fileFields({ board, context }: Call, path: string): Promise<Fields | undefined> {
  try {
    const { size, mode, mtime, isDirectory } = await context.fs.stat(path)
    const seconds = Math.floor(mtime.getTime() / 1000)
    const kind = isDirectory ? 'directory' : 'regular file'
    const isUsers = board.files.get(path)?.owner === 'user' || path.startsWith('/home/pi')
    const owner = isUsers ? 'pi' : 'root'
    return {
      U: owner,
      G: owner,
      s: isDirectory ? blockBytes : size,
      a: (mode & 0o7777).toString(8),
      Y: seconds,
      F: kind,
    }
  } catch {
    return undefined
  }
}

/** The figures of the file system that a path lies on. The kernel has them in memory. */
async function systemFields({ board, context }: Call, path: string): Promise<Fields | undefined> {
  if (!(await context.fs.exists(path))) return undefined
  const mount = mountsOf(board)
    .filter(({ target }) => target === '/' || path === target || path.startsWith(`${target}/`))
    .sort((a, b) => b.target.length - a.target.length)[0]
  if (!mount) return undefined
  const { bytes = 0, usedBytes = 0, inodes = 0, usedInodes = 0 } = mount.size ?? {}
  const free = Math.max(0, bytes - usedBytes)
  // ext4 keeps 5 % for root.
  const available = mount.type === 'ext4' ? Math.max(0, free - bytes * 0.05) : free
  const blocks = (count: number) => Math.floor(count / blockBytes)
  return {
    S: blockBytes,
    b: blocks(bytes),
    f: blocks(free),
    a: blocks(available),
    c: inodes,
    d: inodes - usedInodes,
    T: mount.type,
  }
}

/** od(1) as `od -An -tu1`: bytes as numbers. */
export const od: Tool = {
  name: 'od',
  async run(call) {
    if (!/-An? ?n? ?-t ?u1/.test(call.words.join(' '))) return original(call, call.words)
    const [path] = optionsIn(call.words, new Set(['A', 't', 'N', 'j'])).operands
    const { fs, cwd } = call.context
    const bytes =
      path === undefined
        ? Buffer.from(call.input, 'latin1')
        : await fs.readFileBuffer(fs.resolvePath(cwd, path))
    const rows: string[] = []
    for (let at = 0; at < bytes.length; at += 16)
      rows.push(
        [...bytes.subarray(at, at + 16)].map((byte) => ` ${`${byte}`.padStart(3)}`).join(''),
      )
    return { out: rows.map((row) => `${row}\n`).join('') }
  },
}

/** du(1) counts in KiB by itself, but does not know -k. */
export const du: Tool = {
  name: 'du',
  run: (call) =>
    original(
      call,
      call.words.map((word) => word.replace(/^(-[a-z]*)k/, '$1')).filter((word) => word !== '-'),
    ),
}

/** tr(1) takes a backslash and three digits for the byte of that octal number. */
export const tr: Tool = {
  name: 'tr',
  run: (call) =>
    original(
      call,
      call.words.map((word) =>
        word.replaceAll(/\\([0-7]{1,3})/g, (_, octal: string) =>
          String.fromCodePoint(Number.parseInt(octal, 8)),
        ),
      ),
    ),
}

/** date(1) by the board's clock. */
export const date: Tool = {
  name: 'date',
  run(call) {
    const at = call.board.now()
    const nanoseconds = `${Math.floor(at % 1000)}`.padStart(3, '0').padEnd(9, '0')
    const words = call.words.map((word) => word.replaceAll('%N', nanoseconds))
    const isOther = words.some((word) => /^(?:-d|--date|-r|-s|--set)/.test(word))
    return original(call, isOther ? words : ['-d', `@${Math.floor(at / 1000)}`, ...words])
  },
}

/** awk(1): what stands among the files as NAME=VALUE is an assignment. */
export const awk: Tool = {
  name: 'awk',
  run(call) {
    const start = call.words.findIndex(
      (word, place) => !word.startsWith('-') && !/^-[vF]$/.test(call.words[place - 1] ?? ''),
    )
    const operands = call.words.slice(start + 1)
    const isAssignment = (word: string) => /^[A-Za-z_]\w*=/.test(word)
    const assigned = operands.filter(isAssignment).flatMap((word) => ['-v', word])
    return original(call, [
      ...call.words.slice(0, start),
      ...assigned,
      ...call.words.slice(start, start + 1),
      ...operands.filter((word) => !isAssignment(word)),
    ])
  },
}

/** df(1): sizes of what is mounted, in KiB, with -h in larger ones, with -i inodes. */
export const df: Tool = {
  name: 'df',
  run({ board, words }) {
    const { flags, operands } = optionsIn(words, new Set(['x', 't', 'B']))
    const sized = mountsOf(board).filter(
      ({ size, target }) => size && (operands.length === 0 || operands.includes(target)),
    )
    const rows = sized.map(({ source, target, type, size }) => {
      const { bytes = 0, usedBytes = 0, inodes = 0, usedInodes = 0 } = size ?? {}
      const [whole, used, kept] = flags.has('i')
        ? [inodes, usedInodes, 0]
        : [bytes / 1024, usedBytes / 1024, type === 'ext4' ? (bytes / 1024) * 0.05 : 0]
      const free = Math.max(0, whole - used - kept)
      const percent = used + free > 0 ? `${Math.ceil((used * 100) / (used + free))}%` : '-'
      const figures = [whole, used, free].map((value) => figure(value, flags)).join(' ')
      return `${source} ${figures} ${percent} ${target}\n`
    })
    const head = flags.has('i')
      ? 'Filesystem Inodes IUsed IFree IUse% Mounted on\n'
      : `Filesystem ${flags.has('h') ? 'Size' : '1K-blocks'} Used ${flags.has('h') ? 'Avail' : 'Available'} Use% Mounted on\n`
    return { out: head + rows.join('') }
  },
}

function figure(value: number, flags: ReadonlySet<string>): string {
  if (flags.has('i') || !flags.has('h')) return `${Math.round(value)}`
  return value >= 1024 ** 2 ? `${(value / 1024 ** 2).toFixed(0)}G` : `${(value / 1024).toFixed(0)}M`
}

/** sha256sum(1): what is as it should be is not told with --quiet, which the interpreter's does not know. */
export const sha256sum: Tool = {
  name: 'sha256sum',
  async run(call) {
    const isQuiet = call.words.includes('--quiet')
    const said = await original(
      call,
      call.words.filter((word) => word !== '--quiet'),
    )
    return isQuiet ? { ...said, out: (said.out ?? '').replaceAll(/^.*: OK\n/gm, '') } : said
  },
}

/** mktemp(1) with a template: its X's are replaced. */
export const mktemp: Tool = {
  name: 'mktemp',
  async run({ context, words }) {
    const template = words.find((word) => !word.startsWith('-')) ?? '/tmp/tmp.XXXXXXXXXX'
    const path = template.replace(/X{3,}$/, (those) =>
      randomBytes(8).toString('hex').slice(0, those.length),
    )
    await context.fs.writeFile(context.fs.resolvePath(context.cwd, path), '')
    return { out: `${path}\n` }
  },
}

/** chown(1): what root takes over is root's; nobody here gives anything away. */
export const chown: Tool = {
  name: 'chown',
  async run({ board, user, context, words }) {
    const [owner = '', ...paths] = words.filter((word) => !word.startsWith('-'))
    if (user !== 'root')
      return {
        error: `chown: changing ownership of '${paths[0]}': Operation not permitted\n`,
        code: 1,
      }
    for (const path of paths) {
      const at = context.fs.resolvePath(context.cwd, path)
      const kept = board.files.get(at)
      if (kept)
        board.files.set(at, { ...kept, owner: /^(?:0|root)\b/.test(owner) ? 'root' : 'user' })
    }
    return {}
  },
}

/** The interpreter's own program of that name. */
async function original({ context }: Call, words: readonly string[]): Promise<Said> {
  const said = await context.origCommand?.([...words])
  if (!said) return { error: 'not there\n', code: 127 }
  const isBytes = said.stdoutKind === 'bytes' || said.stdoutEncoding === 'binary'
  const out = isBytes ? said.stdout : Buffer.from(said.stdout).toString('latin1')
  return { out, error: said.stderr, code: said.exitCode }
}
