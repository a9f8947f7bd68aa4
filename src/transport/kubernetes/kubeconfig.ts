import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type BrambleError, usageError } from '#src/model/error.ts'
import { type Authority, readCluster } from './kubeconfig-cluster.ts'
import { KubeconfigFile, type Section } from './kubeconfig-file.ts'
import { readUser, type UserAccess } from './kubeconfig-user.ts'

/** Where an API server is and how to prove who asks: one context of the kubeconfigs. */
export interface ClusterAccess {
  readonly context: string
  /** The context's default namespace. */
  readonly namespace: string
  /** `https://10.0.0.11:6443`, with a path where a gateway stands before the cluster. */
  readonly server: string
  readonly authority: Authority
  /** What the cluster's entry holds for its exec plugin; undefined where nothing. */
  readonly pluginSettings: unknown
  readonly user: UserAccess
}

export interface KubeconfigChoice {
  /** `--kubeconfig`: this file alone counts. */
  readonly path?: string | undefined
  /** `--context`; else the current-context of the first file that names one. */
  readonly context?: string | undefined
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly homeFolder?: string
}

/**
 * Finds, merges and reads kubeconfigs as kubectl does: `--kubeconfig`, else all files of
 * KUBECONFIG (the first to name a thing wins, missing files are skipped), else ~/.kube/config.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 *
 * @throws BrambleError of kind `usage`: `kubeconfig-missing` where there is no file at all,
 *   `kubeconfig-unreadable`, `kubeconfig-malformed`, `kubeconfig-context`, `kubeconfig-unsupported`
 */
export async function loadKubeconfig(choice: KubeconfigChoice = {}): Promise<ClusterAccess> {
  const files = await readFiles(choice)
  const context = chosenContext(files, choice.context)
  const [file, index] = entry(files, 'contexts', context) ?? []
  if (!file || index === undefined) throw unknownContext(files, context, choice.context)
  const within = ['contexts', index, 'context'] as const
  const cluster = referred(files, 'clusters', file, [...within, 'cluster'])
  const { server, authority, pluginSettings } = await readCluster(...cluster)
  const user = file.text([...within, 'user'])
  return {
    context,
    namespace: file.text([...within, 'namespace']) ?? 'default',
    server,
    authority,
    pluginSettings,
    user:
      user === undefined
        ? { name: '' }
        : await readUser(...referred(files, 'users', file, [...within, 'user'])),
  }
}

function entry(
  files: readonly KubeconfigFile[],
  section: Section,
  name: string,
): [KubeconfigFile, number] | undefined {
  for (const file of files) {
    const index = file.names(section).indexOf(name)
    if (index !== -1) return [file, index]
  }
  return undefined
}

/** The cluster or user that a context names. */
function referred(
  files: readonly KubeconfigFile[],
  section: 'clusters' | 'users',
  file: KubeconfigFile,
  path: readonly (string | number)[],
): [KubeconfigFile, number] {
  const name = file.text(path)
  const found = name === undefined ? undefined : entry(files, section, name)
  if (found) return found
  const known = files.flatMap((one) => one.names(section))
  throw file.wrong(
    path,
    name === undefined
      ? `names no ${section.slice(0, -1)}`
      : `is "${name}", but ${section} has no such entry`,
    known.length > 0 ? `There is: ${known.join(', ')}.` : `Add it to ${section}.`,
  )
}

async function readFiles(choice: KubeconfigChoice): Promise<readonly KubeconfigFile[]> {
  const paths = pathsOf(choice)
  const read = await Promise.all(paths.map((path) => KubeconfigFile.read(path)))
  const files = read.filter((file) => file !== undefined)
  if (files.length > 0) return files
  throw usageError('kubeconfig-missing', `There is no kubeconfig at ${paths.join(' or ')}.`, {
    next: 'On a K3s server it is /etc/rancher/k3s/k3s.yaml: copy it, put the server’s address in it, and name it with --kubeconfig or KUBECONFIG.',
  })
}

function pathsOf({ path, environment = process.env, homeFolder }: KubeconfigChoice): string[] {
  if (path !== undefined) return [path]
  const listed = (environment.KUBECONFIG ?? '').split(delimiter).filter((one) => one !== '')
  return listed.length > 0
    ? [...new Set(listed)]
    : [join(homeFolder ?? environment.HOME ?? homedir(), '.kube', 'config')]
}

function chosenContext(files: readonly KubeconfigFile[], asked: string | undefined): string {
  const current = files.find((file) => file.currentContext !== undefined)?.currentContext
  const context = asked ?? current
  if (context !== undefined) return context
  throw usageError(
    'kubeconfig-context',
    `${namesOf(files)} has no current-context, so there is no cluster to ask.`,
    { next: contextsToChoose(files) },
  )
}

function unknownContext(
  files: readonly KubeconfigFile[],
  context: string,
  asked: string | undefined,
): BrambleError {
  const by = asked === undefined ? 'current-context names' : '--context asks for'
  return usageError(
    'kubeconfig-context',
    `${by} "${context}", but ${namesOf(files)} has no such context.`,
    { next: contextsToChoose(files) },
  )
}

function contextsToChoose(files: readonly KubeconfigFile[]): string {
  const contexts = [...new Set(files.flatMap((file) => file.names('contexts')))]
  return contexts.length > 0
    ? `Choose one with --context: ${contexts.join(', ')}.`
    : 'It holds no contexts at all: name another file with --kubeconfig.'
}

function namesOf(files: readonly KubeconfigFile[]): string {
  return files.map((file) => file.path).join(' or ')
}
