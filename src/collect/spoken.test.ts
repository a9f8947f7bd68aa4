import { expect, test } from 'vitest'
import { events, pods } from '#src/model/facts/kubernetes.ts'
import { lines } from '#src/model/line.ts'
import { facts } from '#test/support/pattern.ts'
import { indexEvidence } from './index-evidence.ts'

const at = Date.parse('2026-03-01T12:00:00Z')

test("an event of a living cluster is found by a line query, dated and with its node's name", () => {
  const query = lines('The node had condition')
  const event = {
    type: 'Warning',
    reason: 'Evicted',
    message: 'The node had condition: [DiskPressure].',
    objectKind: 'Node',
    objectName: 'pi03',
    lastAt: '2026-03-01T11:58:00Z',
    node: 'pi03',
  }
  const [line] =
    indexEvidence([{ ...facts(events, [event]), records: [event] }], [query], at).lines.get(
      query,
    ) ?? []
  expect(line).toMatchObject({
    node: 'pi03',
    origin: 'events',
    firstAt: Date.parse('2026-03-01T11:58:00Z'),
  })
  expect(line?.text).toContain('Evicted node/pi03')
})

test("a container's message is found, a pod without one adds nothing", () => {
  const query = lines('no matching manifest')
  const pod = (message?: string) => ({
    namespace: 'a',
    name: 'b',
    containers: [
      { name: 'c', state: 'waiting' as const, reason: 'ErrImagePull', ...(message && { message }) },
    ],
  })
  const index = indexEvidence(
    [facts(pods, [pod('no matching manifest for linux/arm64'), pod()])],
    [query],
    at,
  )
  expect(index.lines.get(query)?.map(({ text }) => text)).toEqual([
    'ErrImagePull no matching manifest for linux/arm64',
  ])
})
