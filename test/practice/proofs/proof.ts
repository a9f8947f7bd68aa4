import { expect } from 'vitest'
import { kindOf } from '#src/practice/kubernetes/kinds.ts'
import { amend, eventKind, type NodeObject, nodeNamed } from '#src/practice/kubernetes/shapes.ts'
import type { PracticeObject } from '#src/practice/kubernetes/store.ts'
import type { World } from '#src/practice/world/world.ts'

/** What is true of a cluster that has lived for a while, by the name of the controller behind it. */
export type Proofs = Readonly<Record<string, (world: World) => void>>

export function objectsOf(world: World, apiVersion: string, kind: string) {
  const found = kindOf(apiVersion, kind)
  expect(found, `the practice API has ${kind}`).toBeDefined()
  return found ? world.store.list(found) : []
}

export function named(
  world: World,
  apiVersion: string,
  kind: string,
  name: string,
): PracticeObject | undefined {
  return objectsOf(world, apiVersion, kind).find(({ metadata }) => metadata.name === name)
}

export function messagesOf(world: World, reason: string): readonly string[] {
  return world.store
    .list(eventKind)
    .filter((event) => event['reason'] === reason)
    .map((event) => String(event['message']))
}

/** Changes the spec of the object of that name, where it is there. */
export function changeSpec(
  world: World,
  [apiVersion, kind, name]: readonly [string, string, string],
  change: object,
): void {
  const found = named(world, apiVersion, kind, name)
  if (!found) return
  amend(world.store, found, (one) => ({ ...one, spec: { ...(one['spec'] as object), ...change } }))
}

export function changeNode(world: World, name: string, change: Partial<NodeObject['spec']>): void {
  const node = nodeNamed(world.store, name)
  if (node) amend(world.store, node, (one) => ({ ...one, spec: { ...one.spec, ...change } }))
}
