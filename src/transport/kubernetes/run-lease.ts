import { doingAnnotation } from '#src/model/doing.ts'
import type { CallOptions, KubernetesDoor, KubernetesObject } from './door.ts'
import { defined, numberAt, textAt, textsAt } from './fields.ts'
import { orAbsent } from './or-absent.ts'
import { resources } from './resources.ts'

/** The one Lease by which Brambles on several machines keep out of each other's way. */
const place = { namespace: 'kube-system', name: 'bramble' }

export interface RunLease {
  /** Undefined where nobody holds it. */
  readonly holder?: string
  /** What the holder does with it: `drain pi03`. */
  readonly doing?: string
  /** How often it changed hands. */
  readonly transitions: number
  /** Changes whenever the holder renews it. */
  readonly resourceVersion: string
}

export interface Claim {
  readonly holder: string
  readonly doing: string
  readonly durationSeconds: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The Lease, or undefined where no Bramble ever changed this cluster. */
export async function runLeaseOf(
  door: KubernetesDoor,
  options?: CallOptions,
): Promise<RunLease | undefined> {
  const found = await orAbsent(door.get(resources.leases, place, options), undefined)
  return found && stateOf(found)
}

/**
 * Makes `claim.holder` the holder, or renews it, if the Lease is still as `before` says.
 *
 * @throws BrambleError `api-conflict` where somebody was faster
 */
export async function claimRunLease(
  door: KubernetesDoor,
  before: RunLease | undefined,
  claim: Claim,
  options?: CallOptions,
): Promise<void> {
  const at = microTime(claim.now)
  const changesHands = before?.holder !== claim.holder
  const metadata = { annotations: { [doingAnnotation]: claim.doing } }
  const spec = {
    holderIdentity: claim.holder,
    leaseDurationSeconds: claim.durationSeconds,
    renewTime: at,
    ...(changesHands && { acquireTime: at, leaseTransitions: (before?.transitions ?? 0) + 1 }),
  }
  if (before) {
    const { resourceVersion } = before
    const bound = { ...options, resourceVersion }
    await door.mergePatch(resources.leases, place, { metadata, spec }, bound)
    return
  }
  const object = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...place, ...metadata },
    spec,
  }
  await door.create(resources.leases, object, options)
}

/** @throws BrambleError `api-conflict` where somebody has taken it in the meantime */
export async function giveBackRunLease(
  door: KubernetesDoor,
  { resourceVersion }: RunLease,
  options?: CallOptions,
): Promise<void> {
  const patch = {
    metadata: { annotations: { [doingAnnotation]: null } },
    spec: { holderIdentity: null },
  }
  await door.mergePatch(resources.leases, place, patch, { ...options, resourceVersion })
}

function stateOf(lease: KubernetesObject): RunLease {
  return defined({
    holder: textAt(lease, 'spec.holderIdentity'),
    doing: textsAt(lease, 'metadata.annotations')[doingAnnotation],
    transitions: numberAt(lease, 'spec.leaseTransitions') ?? 0,
    resourceVersion: textAt(lease, 'metadata.resourceVersion') ?? '',
  })
}

/** A MicroTime of the API has exactly six digits after the point. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z')
}
