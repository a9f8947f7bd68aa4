import { readFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { type Document, isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml'
import { type BrambleError, usageError } from '#src/model/error.ts'

type Path = readonly (string | number)[]

/** Kubeconfigs of thousands of clusters stay below; beyond it is some other file. */
const mostBytes = 16 * 1024 * 1024

const sections = ['clusters', 'contexts', 'users'] as const
export type Section = (typeof sections)[number]

/** One kubeconfig file: its named entries, and where in the file each field stands. */
export class KubeconfigFile {
  readonly path: string
  readonly currentContext: string | undefined
  readonly #document: Document
  readonly #lines: LineCounter

  private constructor(path: string, document: Document, lines: LineCounter) {
    this.path = path
    this.#document = document
    this.#lines = lines
    this.currentContext = this.text(['current-context'])
  }

  /**
   * Reads one file; undefined where there is none.
   *
   * @throws BrambleError `kubeconfig-unreadable` or `kubeconfig-malformed`
   */
  static async read(path: string): Promise<KubeconfigFile | undefined> {
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      if (code === 'ENOENT') return undefined
      throw usageError('kubeconfig-unreadable', `The kubeconfig ${path} cannot be read: ${code}.`, {
        next:
          code === 'EACCES'
            ? `Let your user read it, or copy it: sudo cat ${path} > ~/.kube/config`
            : 'Name another file with --kubeconfig.',
        cause,
      })
    }
    return KubeconfigFile.parse(path, text)
  }

  static parse(path: string, text: string): KubeconfigFile {
    const lines = new LineCounter()
    if (text.length > mostBytes) throw malformed(path, `is larger than ${mostBytes} bytes`)
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const [error] = document.errors
    if (error) {
      // The parser's own message would quote the line, and with it a token or a key.
      const { line, col } = lines.linePos(error.pos[0])
      throw malformed(`${path}:${line}:${col}`, `is not valid YAML (${error.code})`)
    }
    if (document.contents !== null && !isMap(document.contents))
      throw malformed(path, 'holds no map of clusters, contexts and users')
    const file = new KubeconfigFile(path, document, lines)
    for (const section of sections) file.#refuseDuplicates(section)
    return file
  }

  /** Names of a section's entries, in the file's order. */
  names(section: Section): readonly string[] {
    const list = this.#document.get(section)
    if (list === undefined || list === null) return []
    if (!isSeq(list)) throw this.wrong([section], 'is not a list')
    return list.items.map((_, index) => {
      const name = this.text([section, index, 'name'])
      if (name === undefined) throw this.wrong([section, index], 'has no name')
      return name
    })
  }

  #refuseDuplicates(section: Section): void {
    const names = this.names(section)
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index)
    if (twice !== -1)
      throw this.wrong([section, twice], `is a second entry with the name "${names[twice]}"`)
  }

  has(path: Path): boolean {
    const value = this.#document.getIn(path)
    return value !== undefined && value !== null
  }

  /** A text field; undefined where it is absent or empty, as kubectl sees it. */
  text(path: Path): string | undefined {
    const value = this.#document.getIn(path)
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    // A name or password of digits is a number to YAML and a text to its writer.
    if (typeof value === 'number') return String(this.#source(path) ?? value)
    throw this.wrong(path, 'is not a text')
  }

  truth(path: Path): boolean {
    const value = this.#document.getIn(path)
    if (value === undefined || value === null) return false
    if (typeof value !== 'boolean') throw this.wrong(path, 'is not true or false')
    return value
  }

  /** A field as plain JSON; undefined where it is absent. */
  json(path: Path): unknown {
    const value = this.#document.getIn(path)
    return isNode(value) ? value.toJSON() : value
  }

  /** Paths of files are relative to the kubeconfig that names them. */
  resolve(path: string): string {
    return isAbsolute(path) ? path : join(dirname(this.path), path)
  }

  /** `~/.kube/config:12: users[0].user.token`, for messages. */
  where(path: Path): string {
    const written = path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
      .join('')
      .replace(/^\./, '')
    const line = this.#lineOf(path)
    return `${this.path}${line === undefined ? '' : `:${line}`}: ${written}`
  }

  wrong(path: Path, what: string, next?: string, cause?: unknown): BrambleError {
    return usageError('kubeconfig-malformed', `${this.where(path)} ${what}.`, {
      next: next ?? 'Correct the file, or name another one with --kubeconfig.',
      cause,
    })
  }

  #lineOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return this.#lines.linePos(node.range[0]).line
    }
    return undefined
  }

  #source(path: Path): string | undefined {
    const node = this.#document.getIn(path, true)
    return isNode(node) && 'source' in node ? (node.source as string | undefined) : undefined
  }
}

function malformed(where: string, what: string): BrambleError {
  return usageError('kubeconfig-malformed', `The kubeconfig ${where} ${what}.`, {
    next: 'Correct the file, or name another one with --kubeconfig.',
  })
}
