import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type PracticeApi,
  type PracticeOptions,
  startPracticeApi,
} from '#src/practice/kubernetes/start.ts'
import type { NewObject } from '#src/practice/kubernetes/store.ts'
import type { KubernetesDoor } from '#src/transport/kubernetes/door.ts'
import { type ClusterAccess, loadKubeconfig } from '#src/transport/kubernetes/kubeconfig.ts'
import { type DoorOptions, openKubernetesDoor } from '#src/transport/kubernetes/open-door.ts'
import { runInProcess } from '#test/support/in-process.ts'

/** A folder that goes away with the test. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bramble-kubernetes-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A practice API that ends with the test. */
export async function practice(options: PracticeOptions = {}): Promise<PracticeApi> {
  const api = await startPracticeApi(options)
  onTestFinished(() => api.close())
  return api
}

/** Runs a command as a person would, against a practice API, and returns what it said. */
export async function brambleOn(argv: readonly string[], options: PracticeOptions) {
  const api = await practice(options)
  const home = await folder()
  const kubeconfig = join(home, 'kubeconfig')
  await writeFile(kubeconfig, api.kubeconfig)
  const ran = await runInProcess([...argv, '--kubeconfig', kubeconfig], home)
  return { ...ran, api }
}

/** What the kubeconfig of a practice API gives, read from a file as a user's would be. */
export async function accessTo(api: PracticeApi): Promise<ClusterAccess> {
  const path = join(await folder(), 'kubeconfig')
  await writeFile(path, api.kubeconfig)
  return await loadKubeconfig({ path })
}

/** The administrator's door; `access` replaces parts of the kubeconfig. */
export async function doorTo(
  api: PracticeApi,
  access: Partial<ClusterAccess> = {},
  options: DoorOptions = {},
): Promise<KubernetesDoor> {
  return doorWith({ ...(await accessTo(api)), ...access }, options)
}

export function doorWith(access: ClusterAccess, options: DoorOptions = {}): KubernetesDoor {
  const door = openKubernetesDoor(access, options)
  onTestFinished(() => door.close())
  return door
}

export function node(name: string, more: Partial<NewObject> = {}): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: {},
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
      nodeInfo: { bootID: `boot-of-${name}`, kubeletVersion: 'v1.36.3+k3s1' },
    },
    ...more,
  }
}

export function pod(name: string, nodeName: string, more: Partial<NewObject> = {}): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      labels: { app: 'web' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'web', controller: true },
      ],
    },
    spec: { nodeName, containers: [{ name: 'app', image: 'lab-app:1' }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    ...more,
  }
}

export function budget(name: string, minAvailable: number): NewObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { minAvailable, selector: { matchLabels: { app: 'web' } } },
  }
}

/** The error that a promise rejects with; a promise that resolves fails the test. */
export async function failureOf(
  promise: Promise<unknown>,
): Promise<Error & { code: string; next?: string }> {
  try {
    await promise
  } catch (error) {
    return error as Error & { code: string; next?: string }
  }
  throw new Error('it did not fail')
}
