import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal } from '#src/journal/journal.ts'
import { digestOf } from '#src/model/canonical-json.ts'
import { fixedClock } from '#src/model/clock.ts'
import { datastore, nodePreparation } from '#src/model/facts/node.ts'
import type { Plan } from '#src/model/plan.ts'
import { stepOf } from '#src/steps/index.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import { bareBoard } from '#test/support/boards.ts'
import { healthyCluster, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { carryOut } from './carry-out.ts'
import { replaceKubeconfig } from './keep-kubeconfig.ts'
import type { RunSite } from './site.ts'

/**
 * A restore whose process died once K3s ran on the server again: nothing that is seen there says
 * whether new boards were made welcome, and whether the kubeconfig leads here.
 */
const authority = 'a'.repeat(64)
const was = 'd2FzIGhlcmU='
let folder = ''
let programs: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-settle-'))
  programs = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const kubeconfigOf = (data: string) =>
  `    certificate-authority-data: ${data}\n    server: https://127.0.0.1:6443\n`

const door: SshDoor = {
  targets: [{ node: 'pi01', address: '10.0.0.1' }],
  async run(_, program) {
    programs.push(program)
    const output = program.includes('cat /etc/rancher/k3s/k3s.yaml') ? kubeconfigOf('bmV3') : ''
    const times = { startedAt: 0, endedAt: 0 }
    return { output: Buffer.from(output), errorText: '', exitStatus: 0, truncated: false, times }
  },
  send: () => Promise.reject(new Error('nothing is sent')),
  stream: () => Promise.reject(new Error('nothing is streamed')),
  close: async () => {},
}

function evidence() {
  const piece = (kind: string, record: object) => ({
    id: `pi01/${kind}`,
    kind,
    source: 'pi01',
    node: 'pi01',
    takenAt,
    outcome: 'answered' as const,
    records: [record],
    truncated: false,
    redacted: 0,
  })
  const { preparation } = bareBoard('pi01')
  return [
    piece(nodePreparation.kind, { ...preparation, clusterAuthority: authority }),
    piece(datastore.kind, { kind: 'sqlite' }),
    unitEvidence('pi01', { name: 'k3s.service' }),
  ]
}

function planOf(step: string, input: Record<string, unknown>): Plan {
  const goal = { name: 'restore', target: '', options: {} }
  return {
    schema: 'bramble/plan/1',
    cluster: 'test',
    goal,
    accepted: [],
    restsOn: [],
    steps: [{ step, input, title: step, reason: 'it is asked for', preview: [] }],
  } as unknown as Plan
}

test('what no verify asks about is done where a run that was cut off finds that it passes', async () => {
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, kubeconfigOf(was))
  const journal = openJournal({ folder, who: 'test', clock: fixedClock(takenAt) })
  const member = { node: 'pi01', address: '10.0.0.1', role: 'server', unit: 'k3s.service' }
  const input = {
    members: [
      { ...member, isForeign: true },
      { ...member, node: 'pi02', role: 'agent', unit: 'k3s-agent.service', isForeign: true },
    ],
    backup: 'home.age',
    path: '/nowhere/home.age',
    identity: '/nowhere/key.txt',
    authority,
    datastore: 'sqlite',
  }
  const plan = planOf('restore-datastore', stepOf('restore-datastore').parse(input))
  const { goal } = plan
  const digest = digestOf(plan)
  journal.storePlan(digest, plan)
  const { id: approval } = journal.append({
    kind: 'plan-approved',
    digest,
    goal,
    approvedBy: 'test',
  })
  const run = journal.startRun({
    kind: 'run-started',
    digest,
    goal,
    approvedBy: 'test',
    approval,
    accepted: [],
  })
  const remembered = { authority: createHash('sha256').update(was).digest('hex') }
  journal.append({ kind: 'step-started', place: 0, step: 'restore-datastore', remembered }, run)
  const signal = new AbortController().signal
  const seen = observationOf(healthyCluster())
  const site = {
    journal,
    clock: fixedClock(takenAt),
    ssh: door,
    nodeNames: ['pi01', 'pi02'],
    observe: async () => ({ ...seen, evidence: [...seen.evidence, ...evidence()] }),
    replaceKubeconfig: (text: string, before?: string) => replaceKubeconfig(text, before, path),
    events: () => {},
    signal,
    stop: signal,
  } as unknown as RunSite
  expect(await carryOut({ run, plan, site })).toMatchObject({ outcome: 'done' })
  journal.close()
  expect(readFileSync(path, 'utf8')).toBe(kubeconfigOf('bmV3').replace('127.0.0.1', '10.0.0.1'))
  const welcome = programs.find((program) => program.includes('node-password.k3s'))
  expect(welcome).toMatch(/\bpi01\b.*\bpi02\b/)
  // The datastore that is there by now is not put in its place a second time.
  expect(programs.join('\n')).not.toMatch(/systemctl stop|install-k3s/)
})
