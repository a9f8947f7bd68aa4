import { expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { nodes } from '#src/model/facts/kubernetes.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { observers } from '#src/model/facts/observer.ts'
import { ownNodeOf } from './own-node.ts'

const takenAt = '2026-03-01T12:00:00.000Z'

function index(own: object, told: object, said?: object) {
  const piece = (kind: string, record: object, node?: string) => ({
    id: `${kind}/${node}`,
    kind,
    ...(node !== undefined && { node }),
    source: 'test',
    takenAt,
    outcome: 'answered' as const,
    records: [record],
    truncated: false,
    redacted: 0,
  })
  const evidence = [
    piece(observers.kind, { hostname: 'pi01', ...own }),
    piece(nodes.kind, {
      ...{ name: 'pi01', conditions: [], unschedulable: false, taints: [], roles: [] },
      addresses: [],
      ...told,
    }),
    ...(said ? [piece(nodeIdentity.kind, { hostname: 'pi01', ...said }, 'pi01')] : []),
  ]
  return indexEvidence(evidence, [], Date.parse(takenAt))
}

test('the node whose kubelet reported the boot that Bramble runs in is its own', () => {
  expect(ownNodeOf(index({ bootId: 'a' }, { bootId: 'a' }))).toBe('pi01')
})

test('what the board itself says counts where its kubelet has not reported yet', () => {
  expect(ownNodeOf(index({ bootId: 'b' }, { bootId: 'a' }, { bootId: 'b' }))).toBe('pi01')
})

test('a name alone makes no machine a node, and neither do two that tell no boot id', () => {
  expect(ownNodeOf(index({ bootId: 'b' }, { bootId: 'a' }, { bootId: 'a' }))).toBeUndefined()
  expect(ownNodeOf(index({}, {}, {}))).toBeUndefined()
})
