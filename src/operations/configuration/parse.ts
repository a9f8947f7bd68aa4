import { isUtf8 } from 'node:buffer'
import { isAbsolute, join } from 'node:path'
import { type Document, LineCounter, parseDocument, visit } from 'yaml'
import { Configuration } from '#src/model/config.ts'
import { type BrambleError, usageError } from '#src/model/error.ts'
import { contradictions } from './contradictions.ts'
import { type Flaw, flawsOf } from './flaws.ts'
import { placeOf } from './place.ts'

export interface ConfigurationFile {
  /** As messages show it. */
  readonly name: string
  /** What relative paths in it are relative to. */
  readonly folder: string
  readonly home: string
}

/** Flaws that one message names; the rest is counted. */
const mostFlaws = 5

/**
 * Reads the bytes of `bramble.yaml`.
 *
 * @throws usage errors `configuration-malformed`, `configuration-invalid`
 */
export function parseConfiguration(bytes: Buffer, file: ConfigurationFile): Configuration {
  const lines = new LineCounter()
  const document = parseYaml(textOf(bytes, file.name), lines, file.name)
  const value = valueOf(document, file.name)
  const parsed = Configuration.safeParse(value)
  const flaws = parsed.success
    ? contradictions(parsed.data)
    : flawsOf(parsed.error.issues, value, Configuration)
  if (flaws.length > 0) throw invalid(flaws, document, { lines, name: file.name })
  return withPaths(parsed.success ? parsed.data : Configuration.parse(value), file)
}

function textOf(bytes: Buffer, name: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const before = bytes.toString('utf8').split('\ufffd', 1)[0] ?? ''
  const line = before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')
  throw usageError('configuration-malformed', `${name}:${line}:${column}  the file is not UTF-8.`, {
    next: `Convert it: \`iconv -f LATIN1 -t UTF-8 ${name}\``,
  })
}

/** Words for the parser's codes: its own messages quote the line, and with it a password. */
const yamlFlaws: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias (*) without its anchor (&)',
  BAD_INDENT: 'indentation that fits no level above',
  TAB_AS_INDENT: 'a tab; expected blanks',
  DUPLICATE_KEY: 'a key that stands twice',
  MISSING_CHAR: 'something that is not closed: a quote or a bracket',
  MULTILINE_IMPLICIT_KEY: 'a line without ":", or one that is indented wrongly',
  BLOCK_AS_IMPLICIT_KEY: 'a second ":"; expected quotes around a text that holds ": "',
  MULTIPLE_DOCS: 'a second document; expected one',
  UNEXPECTED_TOKEN: 'something that does not belong here',
}

function parseYaml(text: string, lineCounter: LineCounter, name: string): Document {
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' })
  const [error] = document.errors
  const alias = error ? undefined : danglingAlias(document)
  if (!error && alias === undefined) return document
  const { line, col } = lineCounter.linePos(error?.pos[0] ?? alias ?? 0)
  const code = error?.code ?? 'BAD_ALIAS'
  const what = yamlFlaws[code] ?? `something that is not YAML (${code})`
  throw usageError('configuration-malformed', `${name}:${line}:${col}  there is ${what}.`, {
    next: 'Compare with the annotated example: examples/bramble.yaml',
  })
}

/** Where the first alias stands that names no anchor before it. */
function danglingAlias(document: Document): number | undefined {
  const anchors = new Set<string>()
  let found: number | undefined
  visit(document, {
    Node(_, node) {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor)
    },
    Alias(_, node) {
      if (anchors.has(node.source)) return undefined
      found = node.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

function valueOf(document: Document, name: string): unknown {
  try {
    // Each alias counts as often as it is expanded: a few lines cannot become gigabytes.
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (cause) {
    throw usageError('configuration-malformed', `${name}:1:1  aliases (*) expand too often.`, {
      next: 'Write the values out.',
      cause,
    })
  }
}

function invalid(
  flaws: readonly Flaw[],
  document: Document,
  { lines, name }: { lines: LineCounter; name: string },
): BrambleError {
  const placed = flaws
    .map((flaw) => ({ flaw, ...placeOf(document, lines, flaw) }))
    .sort((one, other) => one.line - other.line || one.column - other.column)
  const said = placed.slice(0, mostFlaws).map(({ flaw, line, column }) => {
    const example = flaw.example === undefined ? '' : `, for example\n  ${flaw.example}`
    return `${name}:${line}:${column}  ${flaw.message}${example}`
  })
  const more = placed.length - said.length
  if (more > 0) said.push(`and ${more} more`)
  return usageError('configuration-invalid', said.join('\n'), {
    next: 'The annotated example shows every field: examples/bramble.yaml',
  })
}

function withPaths(configuration: Configuration, file: ConfigurationFile): Configuration {
  const absolute = (path: string): string => {
    if (path === '~') return file.home
    if (path.startsWith('~/')) return join(file.home, path.slice(2))
    return isAbsolute(path) ? path : join(file.folder, path)
  }
  const { kubeconfig, ssh, nodes, switches, k3s, artifacts, backup } = configuration
  return {
    ...configuration,
    ...(kubeconfig !== undefined && { kubeconfig: absolute(kubeconfig) }),
    ssh: sshWithPaths(ssh, absolute),
    nodes: mapValues(nodes, (node) => ({
      ...node,
      ...(node.ssh && { ssh: sshWithPaths(node.ssh, absolute) }),
    })),
    switches: mapValues(switches, (one) => secretsWithPaths(one, absolute)),
    k3s: secretsWithPaths(k3s, absolute),
    ...(artifacts && { artifacts: { ...artifacts, folder: absolute(artifacts.folder) } }),
    ...(backup && { backup: { ...backup, folder: absolute(backup.folder) } }),
  }
}

type Ssh = Configuration['ssh']

function sshWithPaths(ssh: Ssh, absolute: (path: string) => string): Ssh {
  const { identityFile, knownHostsFile } = ssh
  return {
    ...ssh,
    ...(identityFile !== undefined && { identityFile: absolute(identityFile) }),
    ...(knownHostsFile !== undefined && { knownHostsFile: absolute(knownHostsFile) }),
  }
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}

/** Only secret references hold a field `file`, at whatever depth they stand. */
function secretsWithPaths<T>(value: T, absolute: (path: string) => string): T {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, inner]) =>
    key === 'file' && typeof inner === 'string'
      ? [key, absolute(inner)]
      : [key, secretsWithPaths(inner, absolute)],
  )
  return Object.fromEntries(entries) as T
}
