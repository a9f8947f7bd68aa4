import { expect, test } from 'vitest'
import { exitCode } from '#src/model/exit-code.ts'
import type { Runbook } from '#src/model/fix.ts'
import { isCordoned, nodeObject } from '#test/support/practice-drain.ts'
import { brambleOn } from './support.ts'

const forgotten = {
  ...nodeObject('pi03'),
  spec: {
    unschedulable: true,
    taints: [
      {
        key: 'node.kubernetes.io/unschedulable',
        effect: 'NoSchedule',
        timeAdded: '2026-01-01T00:00:00Z',
      },
    ],
  },
}
const objects = [nodeObject('pi01'), nodeObject('pi02'), forgotten]

test('diagnose names the command, and the command cures it', async () => {
  const { out } = await brambleOn(['diagnose'], { objects })
  expect(out).toContain('next: bramble fix cordon-left-behind')
  const cured = await brambleOn(['fix', 'cordon-left-behind'], { objects })
  expect(cured.out).toContain('uncordon-node')
  expect(cured.out).toContain('run 1: done')
  expect(cured.code).toBe(exitCode.well)
  expect(isCordoned(cured.api, 'pi03')).toBe(false)
})

test('--dry-run shows the plan and changes nothing', async () => {
  const { code, out, api } = await brambleOn(['fix', 'cordon-left-behind', '--dry-run'], {
    objects,
  })
  expect(code).toBe(exitCode.well)
  expect(out).toMatch(/^A node is still cordoned after its maintenance: pi03 \(confirmed\)/)
  expect(out).toMatch(/next: bramble apply [0-9a-f]{12}/)
  expect(api.requests.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('what a person has to do is shown with 1, and --json holds page and finding', async () => {
  const silent = {
    ...nodeObject('pi02'),
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    },
  }
  const cluster = { objects: [nodeObject('pi01'), silent] }
  const { code, out } = await brambleOn(['fix', 'node-silent'], cluster)
  expect(code).toBe(exitCode.findings)
  expect(out).toContain('A person has to do this: Find out whether the node is off')
  const { out: json } = await brambleOn(['fix', 'node-silent', '--json'], cluster)
  const runbook = JSON.parse(json) as Runbook
  expect(runbook.schema).toBe('bramble/runbook/1')
  expect(runbook.finding.id).toBe('node-silent@node/pi02')
  expect(runbook.page).toContain('## Mitigation')
})

test('a cause that is not seen leaves nothing to do: 0, and says that no look ever noted it', async () => {
  const { code, out } = await brambleOn(['fix', 'slow-datastore-disk'], { objects })
  expect(code).toBe(exitCode.well)
  expect(out).toContain('Nothing to do: it is not seen.')
  expect(out).toMatch(/last seen +never/)
})

test('a word that names nothing is wrong usage: 64, and says what is found', async () => {
  const { code, err } = await brambleOn(['fix', 'slow-disk'], { objects })
  expect(code).toBe(exitCode.usage)
  expect(err).toContain('Found: cordon-left-behind@node/pi03.')
})
