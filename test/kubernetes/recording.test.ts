import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPracticeApi } from '#src/practice/kubernetes/start.ts'
import { nodeCodeOf } from '#src/transport/kubernetes/failure.ts'
import { getNode, patchNode } from '#src/transport/kubernetes/nodes-and-pods.ts'
import { openRecordedDoor } from '#src/transport/kubernetes/open-door.ts'
import {
  accessTo,
  budget,
  doorTo,
  doorWith,
  failureOf,
  folder,
  node,
  pod,
  practice,
} from './support.ts'

test('a recorded run replays: the same question gets its first, then its second answer', async () => {
  const recordingFile = join(await folder(), 'recording.ndjson')
  const api = await practice({ objects: [node('pi01'), pod('a', 'pi01'), budget('web', 1)] })
  const live = await doorTo(api, {}, { recordingFile })
  await getNode(live, 'pi01')
  await patchNode(live, 'pi01', { spec: { unschedulable: true } })
  await getNode(live, 'pi01')
  await live.evict({ namespace: 'default', name: 'a' })
  const recording = await readFile(recordingFile, 'utf8')
  const door = openRecordedDoor(recording)
  expect(door.addresses).toEqual([api.url])
  expect((await getNode(door, 'pi01')).unschedulable).toBe(false)
  expect((await patchNode(door, 'pi01', { spec: { unschedulable: true } })).unschedulable).toBe(
    true,
  )
  expect((await getNode(door, 'pi01')).unschedulable).toBe(true)
  expect(await door.evict({ namespace: 'default', name: 'a' })).toMatchObject({
    outcome: 'refused',
    budgets: ['The disruption budget web needs 1 healthy pods and has 1 currently'],
  })
  expect(door.certificateOf(api.url)).toEqual(live.certificateOf(api.url))
  const error = await failureOf(getNode(door, 'pi01'))
  expect(error).toMatchObject({ code: 'recording-ended', kind: 'usage' })
  // Another patch is another question: a recording never says yes to what was not asked then.
  const other = await failureOf(patchNode(door, 'pi01', { spec: { unschedulable: false } }))
  expect(other.code).toBe('recording-ended')
})

test('failures replay with their codes', async () => {
  const recordingFile = join(await folder(), 'recording.ndjson')
  const api = await startPracticeApi()
  const live = doorWith(await accessTo(api), { recordingFile })
  await failureOf(getNode(live, 'pi01'))
  await api.close()
  await failureOf(getNode(live, 'pi02'))
  const door = openRecordedDoor(await readFile(recordingFile, 'utf8'))
  expect((await failureOf(getNode(door, 'pi01'))).code).toBe('api-not-found')
  const refused = await failureOf(getNode(door, 'pi02'))
  expect(['api-unreachable', 'api-cut-off']).toContain(refused.code)
  expect(nodeCodeOf(refused)).toBeTruthy()
})

test('a recording holds nothing that proves who asked', async () => {
  const recordingFile = join(await folder(), 'recording.ndjson')
  const api = await practice({
    intercept: (request, response) => {
      response.end(JSON.stringify({ metadata: { name: request.headers.authorization } }))
      return true
    },
  })
  const user = { name: 'alice', token: 'very-secret-token' }
  await getNode(await doorTo(api, { user }, { recordingFile }), 'pi01')
  const recording = await readFile(recordingFile, 'utf8')
  expect(recording).toContain('/api/v1/nodes/pi01')
  expect(recording).not.toContain('very-secret-token')
})

test('what is no recording is refused with its line', () => {
  expect(() => openRecordedDoor('{}\n')).toThrow(
    /does not begin with bramble\/kubernetes-recording/,
  )
  const head = '{"schema":"bramble/kubernetes-recording/1","addresses":["https://a"]}'
  expect(() => openRecordedDoor(`${head}\n{"cut`)).toThrow('Line 2 of the recording is no JSON.')
})
