import { randomUUID } from 'node:crypto'
import { type Clock, systemClock } from '#src/model/clock.ts'
import { withDefaults } from './defaults.ts'
import { apiVersionOf, type Kind, kindOf } from './kinds.ts'
import { alreadyExists, conflict, notFound } from './refusal.ts'
import { isSame } from './same.ts'

/** An object as the API shows it. It is never changed in place: each change is a new one. */
export interface PracticeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly creationTimestamp: string
    readonly deletionTimestamp?: string
    readonly deletionGracePeriodSeconds?: number
    readonly labels?: Readonly<Record<string, string>>
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

/** What somebody puts in: the store fills in uid, version and time of creation. */
export interface NewObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

export interface Change {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly kind: Kind
  readonly object: PracticeObject
  /** The object before, for watches whose selector it just left or entered. */
  readonly before?: PracticeObject | undefined
}

interface Key {
  readonly kind: Kind
  readonly namespace?: string | undefined
  readonly name: string
}

const mostChanges = 10_000

/** All objects, with one version that counts every change, as etcd's revision does. */
export class PracticeStore {
  readonly #objects = new Map<Kind, Map<string, PracticeObject>>()
  /** Lists that were asked for, until an object of their kind changes. */
  readonly #lists = new Map<Kind, Map<string, readonly PracticeObject[]>>()
  readonly #listeners = new Set<(change: Change) => void>()
  #changes: Change[] = []
  /** Watches from before this version are too old. */
  #oldest = 1
  #version = 1
  readonly #versions = new Map<Kind, number>()
  readonly #clock: Clock
  /** Half of what controllers do is to ask for the time again. */
  #written = { second: Number.NaN, text: '' }

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** The API server's own time as Kubernetes writes it: whole seconds, UTC. */
  stamp(addSeconds = 0): string {
    const second = Math.floor(this.#clock.now() / 1000 + addSeconds)
    if (second !== this.#written.second)
      this.#written = { second, text: `${new Date(second * 1000).toISOString().slice(0, 19)}Z` }
    return this.#written.text
  }

  get version(): number {
    return this.#version
  }

  /** The version of the last change to an object of any other kind. */
  versionBesides(kind: Kind): number {
    let last = 0
    for (const [other, version] of this.#versions)
      if (other !== kind && version > last) last = version
    return last
  }

  /** Adds an object, or replaces the one of its name. */
  put(object: NewObject): PracticeObject {
    const kind = kindOf(object.apiVersion, object.kind)
    if (!kind) throw new Error(`The practice API has no ${object.apiVersion} ${object.kind}`)
    const key = { kind, namespace: object.metadata.namespace, name: object.metadata.name }
    const before = this.get(key)
    return this.#write(key, object, before)
  }

  create(kind: Kind, object: NewObject): PracticeObject {
    const { name, namespace } = object.metadata
    if (this.get({ kind, namespace, name })) throw alreadyExists(kind, name)
    return this.#write({ kind, namespace, name }, withDefaults(kind, object), undefined)
  }

  get({ kind, namespace, name }: Key): PracticeObject | undefined {
    return this.#objects.get(kind)?.get(pathOf(namespace, name))
  }

  /** @throws Refusal 404 */
  mustGet(key: Key): PracticeObject {
    const object = this.get(key)
    if (!object) throw notFound(key.kind, key.name)
    return object
  }

  /** In the order of namespace and name, as etcd's keys are. */
  list(kind: Kind, namespace?: string): readonly PracticeObject[] {
    const prefix = pathOf(namespace, '')
    const lists = this.#lists.get(kind) ?? new Map<string, readonly PracticeObject[]>()
    this.#lists.set(kind, lists)
    const known = lists.get(prefix)
    if (known) return known
    const list = [...(this.#objects.get(kind)?.entries() ?? [])]
      .filter(([path]) => path.startsWith(prefix))
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, object]) => object)
    lists.set(prefix, list)
    return list
  }

  /**
   * Changes an object. `change` gets it as it is and returns it as it shall be; without a
   * difference nothing happens, and the version stays.
   *
   * @throws Refusal 404, or 409 where `resourceVersion` is given and no longer the object's
   */
  update(
    key: Key,
    change: (object: PracticeObject) => NewObject,
    resourceVersion?: string,
  ): PracticeObject {
    const before = this.mustGet(key)
    if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion)
      throw conflict(
        key.kind,
        key.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      )
    const after = change(before)
    return isSame(after, before) ? before : this.#write(key, after, before)
  }

  remove(key: Key): PracticeObject | undefined {
    const object = this.get(key)
    if (!object) return undefined
    this.#objects.get(key.kind)?.delete(pathOf(key.namespace, key.name))
    this.#lists.delete(key.kind)
    const last = this.#stamped(object)
    this.#tell({ version: this.#version, type: 'DELETED', kind: key.kind, object: last })
    return last
  }

  /** Changes after a version, or undefined where they are forgotten. */
  changesSince(version: number): readonly Change[] | undefined {
    if (version < this.#oldest) return undefined
    return this.#changes.filter((change) => change.version > version)
  }

  get oldestVersion(): number {
    return this.#oldest
  }

  /** Forgets all changes so far, as etcd's compaction does: older watches have to list again. */
  compact(): void {
    this.#changes = []
    this.#oldest = this.#version
  }

  /** Returns the way to stop listening. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #write(key: Key, object: NewObject, before: PracticeObject | undefined): PracticeObject {
    const { metadata } = object
    const after = this.#stamped({
      ...object,
      apiVersion: apiVersionOf(key.kind),
      kind: key.kind.kind,
      metadata: {
        ...metadata,
        name: key.name,
        ...(key.namespace !== undefined && { namespace: key.namespace }),
        uid: before?.metadata.uid ?? (metadata.uid as string | undefined) ?? randomUUID(),
        resourceVersion: '',
        creationTimestamp:
          before?.metadata.creationTimestamp ??
          (metadata.creationTimestamp as string | undefined) ??
          this.stamp(),
      },
    })
    const ofKind = this.#objects.get(key.kind) ?? new Map<string, PracticeObject>()
    this.#objects.set(key.kind, ofKind.set(pathOf(key.namespace, key.name), after))
    this.#lists.delete(key.kind)
    const type = before ? 'MODIFIED' : 'ADDED'
    this.#tell({ version: this.#version, type, kind: key.kind, object: after, before })
    return after
  }

  #stamped(object: PracticeObject): PracticeObject {
    this.#version++
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#version) } }
  }

  #tell(change: Change): void {
    this.#versions.set(change.kind, change.version)
    this.#changes.push(change)
    if (this.#changes.length > mostChanges) {
      const dropped = this.#changes.splice(0, mostChanges / 2)
      this.#oldest = dropped.at(-1)?.version ?? this.#oldest
    }
    for (const listener of this.#listeners) listener(change)
  }
}

/** Among those of its kind. Slashes cannot be in names, so that a prefix is a whole namespace. */
function pathOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}
