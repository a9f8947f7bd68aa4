import { InMemoryFs } from 'just-bash/browser'
import type { Board } from '../world/board.ts'
import type { BoardFile } from '../world/hardware.ts'
import { treeOf, type User } from './board-tree.ts'
import type { Entry, Tree } from './entry.ts'

/** Made by the kernel or kept in memory: a disk that hangs does not matter to them. */
const inMemory = /^\/(?:proc|sys|dev|run|tmp)(?:\/|$)/

/** The kernel's own: nothing that is written there is a file. */
const kernels = /^\/(?:proc|sys|dev)(?:\/|$)/

/** Read so often that the kernel has it in memory even where the disk hangs. */
const cached = /^\/(?:etc|usr|bin)(?:\/|$)/

/** Where the interpreter lays out its programs, in folders that it makes before. */
const program = /^(?:\/usr)?\/bin\/[^/]+$/

interface Laid {
  readonly content: () => string | Uint8Array
  readonly mode: number
  readonly mtime: Date
}

/** A read that a disk does not answer. */
const never = new Promise<never>(() => {})

/**
 * The files of a board as one user sees them, made anew for each session. What is written is kept by
 * the board: for good on the disk, until the next boot in memory.
 */
export class BoardFiles extends InMemoryFs {
  readonly #board: Board
  readonly #user: User
  readonly #ownRoot: ReadonlySet<string>
  readonly #closed: readonly string[]
  #tree: Tree
  #kept: ReadonlySet<string> = new Set()
  readonly #sizes: ReadonlyMap<string, number>
  readonly #refused = new Set<string>()
  #isFilled = false

  constructor(board: Board, user: User) {
    super()
    const tree = treeOf(board, user)
    this.#board = board
    this.#user = user
    this.#ownRoot = new Set(Object.keys(tree).filter((path) => !path.startsWith('/home/')))
    this.#closed = Object.entries(tree).flatMap(([path, entry]) =>
      'folder' in entry && !((entry.mode ?? 0o755) & 0o001) ? [path] : [],
    )
    this.#sizes = new Map(
      Object.entries(tree).flatMap(([path, entry]) =>
        'bytes' in entry && entry.bytes !== undefined ? [[path, entry.bytes] as const] : [],
      ),
    )
    this.#tree = tree
  }

  /** Called once the interpreter has laid out its own files, which some of a board's replace. */
  fill(): void {
    this.#isFilled = true
    for (const [path, entry] of Object.entries(this.#tree)) this.#put(path, entry)
    for (const path of this.#board.folders) this.mkdirSync(path, { recursive: true })
    for (const [path, target] of this.#board.links) this.#link(path, target)
    for (const [path, { bytes, mode, changedAt }] of this.#board.files)
      this.writeFileSync(path, bytes, undefined, { mode, mtime: new Date(changedAt) })
    this.#kept = new Set(this.#board.files.keys())
  }

  /** Time has gone on, and a program that ran as root may have written or removed files. */
  async renew(): Promise<void> {
    for (const path of this.#kept)
      if (!this.#board.files.has(path)) await super.rm(path, { force: true })
    this.#tree = treeOf(this.#board, this.#user)
    this.fill()
  }

  override async readFile(...args: Parameters<InMemoryFs['readFile']>): Promise<string> {
    await this.#reach(args[0], 'read')
    return super.readFile(...args)
  }

  override async readFileBytes(path: string): ReturnType<InMemoryFs['readFileBytes']> {
    await this.#reach(path, 'read')
    return super.readFileBytes(path)
  }

  override async readFileBuffer(path: string): Promise<Uint8Array> {
    await this.#reach(path, 'read')
    return super.readFileBuffer(path)
  }

  override async readdir(path: string): Promise<string[]> {
    await this.#reach(path, 'read')
    return super.readdir(path)
  }

  /** A pattern such as /sys/class/block/NAME/dev goes through links to folders. */
  override async readdirWithFileTypes(
    path: string,
  ): ReturnType<InMemoryFs['readdirWithFileTypes']> {
    await this.#reach(path, 'read')
    const place = await super.realpath(path).catch(() => path)
    const entries = await super.readdirWithFileTypes(place)
    return Promise.all(
      entries.map(async ({ name }) => {
        const target = await super.stat(`${place}/${name}`).catch(() => undefined)
        const isDirectory = target?.isDirectory ?? false
        return { name, isDirectory, isFile: !isDirectory, isSymbolicLink: false }
      }),
    )
  }

  /** The owner's bits are what this user may do: the interpreter asks for nobody else's. */
  override async stat(path: string): ReturnType<InMemoryFs['stat']> {
    await this.#reach(path, 'find')
    const stat = await super.stat(path)
    const size = this.#sizes.get(path) ?? stat.size
    if (this.#user === 'root' || !this.#isRoots(path)) return { ...stat, size }
    return { ...stat, size, mode: this.#closed.includes(path) ? 0 : asOther(path, stat.mode) }
  }

  override async lstat(path: string): ReturnType<InMemoryFs['lstat']> {
    const stat = await super.lstat(path)
    return { ...stat, size: this.#sizes.get(path) ?? stat.size }
  }

  override async exists(path: string): Promise<boolean> {
    await this.#reach(path, 'find').catch(() => undefined)
    return !this.#isBehindClosed(path) && super.exists(path)
  }

  override async writeFile(...args: Parameters<InMemoryFs['writeFile']>): Promise<void> {
    await this.#reach(args[0], 'write')
    await super.writeFile(...args)
    await this.#keep(args[0])
  }

  override async appendFile(...args: Parameters<InMemoryFs['appendFile']>): Promise<void> {
    await this.#reach(args[0], 'write')
    await super.appendFile(...args)
    await this.#keep(args[0])
  }

  override async mkdir(...args: Parameters<InMemoryFs['mkdir']>): Promise<void> {
    const [path] = args
    const isNew = !(await super.exists(path))
    if (isNew) await this.#reach(path, 'write')
    await super.mkdir(...args)
    if (isNew && !kernels.test(path)) this.#board.folders.add(path)
  }

  override async symlink(target: string, path: string): Promise<void> {
    await this.#reach(path, 'write')
    await super.symlink(target, path)
    this.#board.links.set(path, target)
  }

  override async chmod(path: string, mode: number): Promise<void> {
    await this.#reach(path, 'write')
    await super.chmod(path, mode)
    await this.#keep(path)
  }

  override async mv(from: string, to: string): Promise<void> {
    await this.#reach(from, 'write')
    await this.#reach(to, 'write')
    await super.mv(from, to)
    this.#board.files.delete(from)
    await this.#keep(to)
  }

  override async cp(...args: Parameters<InMemoryFs['cp']>): Promise<void> {
    await this.#reach(args[0], 'read')
    await this.#reach(args[1], 'write')
    await super.cp(...args)
    await this.#keep(args[1])
  }

  override async rm(...args: Parameters<InMemoryFs['rm']>): Promise<void> {
    const [path] = args
    await this.#reach(path, 'write')
    await super.rm(...args)
    for (const kept of [this.#board.files, this.#board.folders, this.#board.links])
      for (const one of kept.keys())
        if (one === path || one.startsWith(`${path}/`)) kept.delete(one)
  }

  /** The interpreter's programs take whatever cannot be read for something that is not there. */
  withRefusals(error: string): string {
    const gone = 'No such file or directory'
    return [...this.#refused].reduce(
      (text, path) => text.replaceAll(`${path}: ${gone}`, `${path}: Permission denied`),
      error,
    )
  }

  #put(path: string, entry: Entry): void {
    if ('link' in entry) return this.#link(path, entry.link)
    if ('folder' in entry) return this.mkdirSync(path, { recursive: true })
    const mode = entry.mode ?? 0o644
    const mtime = new Date(entry.changedAt ?? this.#board.boot.startedAt)
    this.#lay(path, { content: entry.content, mode, mtime })
  }

  /** The interpreter lays out two files for each of its programs, hundreds that hardly anybody reads. */
  override writeFileSync(...args: Parameters<InMemoryFs['writeFileSync']>): void {
    const [path, content] = args
    if (this.#isFilled || typeof content !== 'string' || !program.test(path))
      return super.writeFileSync(...args)
    this.#lay(path, { content: () => content, mode: 0o644, mtime: new Date() })
  }

  /**
   * writeFileLazy for a path that is plain already: to make it so took most of the time in which a
   * shell was opened, and each section of a look opens one.
   */
  #lay(path: string, { content, mode, mtime }: Laid): void {
    const above = path.slice(0, path.lastIndexOf('/'))
    if (above !== '' && !this['data'].has(above)) this.mkdirSync(above, { recursive: true })
    this['setEntry'](path, { type: 'file', lazy: content, mode, mtime })
  }

  /** The library links only asynchronously; a link that is there already stays. */
  #link(path: string, target: string): void {
    if (!this['data'].has(path)) super.symlink(target, path).catch(() => {})
  }

  /** Waits for a disk that hangs, and refuses what this user may not do. */
  async #reach(path: string, want: 'find' | 'read' | 'write'): Promise<void> {
    if (this.#isBehindClosed(path)) throw this.#refuse(path)
    // Names and sizes are in the kernel's memory; it is the contents that have to be fetched.
    if (want === 'find') return
    const isCached = inMemory.test(path) || (want === 'read' && cached.test(path))
    if (!isCached && this.#board.disk.hangs) await never
    if (want === 'write') return this.#mayWrite(path)
    if (this.#user !== 'root' && this.#isRoots(path)) await this.#mayRead(path)
  }

  async #mayRead(path: string): Promise<void> {
    if (!(await super.exists(path))) return
    const { mode, isDirectory } = await super.stat(path)
    const closed = isDirectory ? this.#closed.includes(path) : !(asOther(path, mode) & 0o400)
    if (closed) throw this.#refuse(path)
  }

  #mayWrite(path: string): void {
    const { disk, diskUsedBytes, diskBytes } = this.#board
    const open = /^\/(?:home\/pi|tmp|var\/tmp|dev)(?:\/|$)/.test(path)
    if (this.#user !== 'root' && !open) throw this.#refuse(path)
    if (inMemory.test(path)) return
    if (disk.readOnly) throw new Refusal(path, 'Read-only file system')
    if (diskUsedBytes >= diskBytes) throw new Refusal(path, 'No space left on device')
  }

  #refuse(path: string): Refusal {
    this.#refused.add(path)
    return new Refusal(path, 'Permission denied')
  }

  #isBehindClosed(path: string): boolean {
    return this.#user !== 'root' && this.#closed.some((closed) => path.startsWith(`${closed}/`))
  }

  #isRoots(path: string): boolean {
    return this.#ownRoot.has(path) || this.#board.files.get(path)?.owner === 'root'
  }

  async #keep(path: string): Promise<void> {
    if (kernels.test(path)) return
    const { mode, isFile } = await super.stat(path)
    if (!isFile) return
    const kept: BoardFile = {
      bytes: await super.readFileBuffer(path),
      mode,
      owner: this.#user === 'root' ? 'root' : 'user',
      changedAt: this.#board.now(),
    }
    this.#board.files.set(path, kept)
  }
}

/** Members of the group adm read the journal: the first user is one. */
function asOther(path: string, mode: number): number {
  const bits = path.endsWith('.journal') ? (mode >> 3) & 0o7 : mode & 0o7
  return (mode & 0o077) | (bits << 6)
}

/** What the kernel says of a path that somebody may not touch. */
export class Refusal extends Error {
  constructor(path: string, words: string) {
    super(`${path}: ${words}`)
  }
}
