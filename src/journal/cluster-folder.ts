import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { folderName, journalFolder, makeFolder } from './folder.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What one cluster is told from another by, as far as it is known now. */
export interface ClusterMarks {
  /** From bramble.yaml or the kubeconfig's context: two clusters may bear the same one. */
  readonly name: string
  /** Of the namespace kube-system; undefined where the API did not tell. */
  readonly uid?: string | undefined
  /** Fingerprint of the authority that the kubeconfig trusts: known while the API is silent. */
  readonly authority?: string | undefined
}

/** By what marks a folder is one cluster's. Without a uid it waits for a cluster that is being built. */
const Claim = z.object({
  uid: z.string().optional(),
  authority: z.string().optional(),
  /** ISO 8601 UTC. */
  since: z.string(),
})
type Claim = Readonly<z.infer<typeof Claim>>

const Claims = z.object({ schema: z.literal('bramble/cluster/1'), claims: z.array(Claim) })

export interface ClusterFolder {
  readonly folder: string
  /** What else was noted under this name, and that it stays where it is: for whoever misses it. */
  readonly note?: string | undefined
}

interface Found extends ClusterFolder {
  /** What the folder does not say yet of its cluster. */
  readonly news?: Omit<Claim, 'since'>
}

/** Somebody whose kubeconfig leads through ever new authorities fills no disk. */
const mostClaims = 20
/** Others that may be given the same new folder at the same moment, before each has its own. */
const mostRivals = 3

/**
 * The folder of a cluster: the one that knows its uid, under whichever name; while the API is
 * silent, the one that knows its authority. A folder from before, or of a cluster that had no uid
 * yet, becomes the first one's that is seen under its name, and another cluster of that name gets
 * one of its own. Writes nothing.
 */
export function findClusterFolder(marks: ClusterMarks, env: Environment): ClusterFolder {
  return find(marks, env)
}

/** The same, made where there is none, and marked as this cluster's. */
export function openClusterFolder(
  marks: ClusterMarks,
  env: Environment,
  now: number,
): ClusterFolder {
  for (let rivals = 0; rivals < mostRivals; rivals += 1) {
    const { news, ...found } = find(marks, env)
    makeFolder(found.folder)
    if (news === undefined || addClaim(found.folder, news, now)) return found
  }
  return findClusterFolder(marks, env)
}

/**
 * Says that the cluster with this authority is this folder's: a run of its journal has just built
 * or restored it, and nobody has seen its uid.
 */
export function expectCluster(folder: string, authority: string, now: number): void {
  const known = claimsIn(folder) ?? []
  if (known.some((claim) => claim.authority === authority && claim.uid === undefined)) return
  addClaim(folder, { authority }, now)
}

/** Whether nothing but asking the API can tell whose folder it is. */
export function needsUid(marks: ClusterMarks, env: Environment): boolean {
  const known = claimsUnder(dirname(journalFolder(marks.name, env)))
  return known.length > 0 && !known.some(({ claim }) => hasAuthority(claim, marks))
}

function find(marks: ClusterMarks, env: Environment): Found {
  const { name, uid, authority } = marks
  const own = journalFolder(name, env)
  const known = claimsUnder(dirname(own))
  if (uid === undefined) return withoutUid(own, known, marks)
  const news = { uid, ...(authority !== undefined && { authority }) }
  const held = known.find(
    ({ claim }) => claim.uid === uid || (claim.uid === undefined && hasAuthority(claim, marks)),
  )
  const isUnclaimed = !known.some(({ folder }) => folder === own)
  if (!held && isUnclaimed) return { folder: own, news }
  if (!held) return { folder: `${own}@${folderName(uid)}`, news, note: newcomerNote(name, own) }
  const isTold = known.some(
    ({ folder, claim }) =>
      folder === held.folder &&
      claim.uid === uid &&
      (authority ?? claim.authority) === claim.authority,
  )
  const isFromBefore = isUnclaimed && existsSync(join(own, 'journal.db'))
  return {
    folder: held.folder,
    ...(!isTold && { news }),
    ...(isFromBefore && { note: olderNote(name, own, held.folder) }),
  }
}

function newcomerNote(name: string, folder: string): string {
  return `Another cluster was called ${name} here before: what was noted of it stays in ${folder}, and this one is noted apart. \`cluster:\` in bramble.yaml gives each a name of its own.`
}

function guessNote(name: string, folder: string): string {
  return `More than one cluster was called ${name} here, and nothing tells which one this is while its API is silent: it is taken for the last of them, noted in ${folder}.`
}

function olderNote(name: string, folder: string, used: string): string {
  return `This cluster is noted in ${used}. What was noted under the name ${name} before anybody knew whose it is stays in ${folder}.`
}

interface Held {
  readonly folder: string
  readonly claim: Claim
}

/** Of several that bear the name, the one that was a cluster's last. */
function withoutUid(own: string, known: readonly Held[], marks: ClusterMarks): ClusterFolder {
  const byAuthority = known.find(({ claim }) => hasAuthority(claim, marks))
  if (byAuthority) return { folder: byAuthority.folder }
  const byName = known.filter(({ folder }) => folder === own || folder.startsWith(`${own}@`))
  const folder = byName[0]?.folder ?? own
  const others = new Set(byName.map((one) => one.folder)).size - 1
  return { folder, ...(others > 0 && { note: guessNote(marks.name, folder) }) }
}

function hasAuthority(claim: Claim, { authority }: ClusterMarks): boolean {
  return authority !== undefined && claim.authority === authority
}

/** All claims on this machine, the newest first: it wins where two speak of one cluster. */
function claimsUnder(state: string): Held[] {
  return foldersIn(state)
    .flatMap((folder) => (claimsIn(folder) ?? []).map((claim) => ({ folder, claim })))
    .toSorted((one, other) => other.claim.since.localeCompare(one.claim.since))
}

/** The folders of all clusters that are remembered in this environment. */
export function allClusterFolders(env: Environment): readonly string[] {
  return foldersIn(dirname(journalFolder('', env)))
}

function foldersIn(state: string): string[] {
  try {
    const found = readdirSync(state, { withFileTypes: true })
    return found.filter((one) => one.isDirectory()).map(({ name }) => join(state, name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function fileOf(folder: string): string {
  return join(folder, 'cluster.json')
}

/** Undefined where nobody claimed it; what cannot be read claims nothing, and is written anew. */
function claimsIn(folder: string): readonly Claim[] | undefined {
  let text: string
  try {
    text = readFileSync(fileOf(folder), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return Claims.parse(JSON.parse(text)).claims
  } catch {
    return []
  }
}

/** False where somebody else claimed the folder first. */
function addClaim(folder: string, news: Omit<Claim, 'since'>, now: number): boolean {
  const before = claimsIn(folder)
  const since = new Date(now).toISOString()
  const others = (before ?? []).filter(
    (claim) => claim.uid !== undefined || claim.authority !== news.authority,
  )
  const claims = [...others, { ...news, since }].slice(-mostClaims)
  const next = `${fileOf(folder)}.${process.pid}.next`
  writeFileSync(next, JSON.stringify({ schema: 'bramble/cluster/1', claims }), {
    mode: 0o600,
    flush: true,
  })
  if (before !== undefined) {
    renameSync(next, fileOf(folder))
    return true
  }
  try {
    // Unlike a rename, a link never takes the place of what is there.
    linkSync(next, fileOf(folder))
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(next, { force: true })
  }
}
