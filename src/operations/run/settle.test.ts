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
import { asTold } from '#src/steps/up/node-file.ts'
import type { SshDoor } from '#src/transport/ssh/door.ts'
import { bareBoard } from '#test/support/boards.ts'
import { healthyCluster, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { carryOut } from './carry-out.ts'
import { replaceKubeconfig } from './keep-kubeconfig.ts'
import type { RunSite } from './site.ts'

/**
 * Steps whose process died once their verify would pass, and before they were through: nothing that
 * is seen says whether the rest was done.
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

const member = { node: 'pi01', address: '10.0.0.1', role: 'server', unit: 'k3s.service' }

/** What pi01 says of itself. */
function evidence(files: readonly object[] = []) {
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
    piece(nodePreparation.kind, { ...preparation, clusterAuthority: authority, files }),
    piece(datastore.kind, { kind: 'sqlite' }),
    unitEvidence('pi01', { name: 'k3s.service' }),
  ]
}

/** Takes a run up whose one step was begun by a process that is dead. */
async function takeUp(step: string, input: unknown, remembered: object, files?: readonly object[]) {
  const journal = openJournal({ folder, who: 'test', clock: fixedClock(takenAt) })
  try {
    const goal = { name: 'restore', target: '', options: {} }
    const parsed = stepOf(step).parse(input)
    const plan: Plan = {
      schema: 'bramble/plan/1',
      cluster: 'test',
      goal,
      accepted: [],
      restsOn: [],
      steps: [
        {
          step,
          input: parsed,
          title: step,
          reason: 'it is asked for',
          preview: [],
          risk: 'destructive',
          undo: 'impossible',
        },
      ],
    }
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
    journal.append({ kind: 'step-started', place: 0, step, remembered }, run)
    const signal = new AbortController().signal
    const seen = observationOf(healthyCluster())
    const site = {
      journal,
      clock: fixedClock(takenAt),
      ssh: door,
      nodeNames: ['pi01', 'pi02'],
      observe: async () => ({ ...seen, evidence: [...seen.evidence, ...evidence(files)] }),
      replaceKubeconfig: (text: string, before?: string) => replaceKubeconfig(text, before, path()),
      events: () => {},
      signal,
      stop: signal,
    } as unknown as RunSite
    return await carryOut({ run, plan, site })
  } finally {
    journal.close()
  }
}

const path = () => join(folder, 'kubeconfig')
const restoreOn = (members: readonly object[]) => ({
  members,
  backup: 'home.age',
  path: '/nowhere/home.age',
  identity: '/nowhere/key.txt',
  authority,
  datastore: 'sqlite',
})

test('a restore makes new boards welcome, and its kubeconfig leads here', async () => {
  writeFileSync(path(), kubeconfigOf(was))
  const input = restoreOn([
    { ...member, isForeign: true },
    { ...member, node: 'pi02', role: 'agent', unit: 'k3s-agent.service', isForeign: true },
  ])
  const remembered = { authority: createHash('sha256').update(was).digest('hex') }
  expect(await takeUp('restore-datastore', input, remembered)).toMatchObject({ outcome: 'done' })
  expect(readFileSync(path(), 'utf8')).toBe(kubeconfigOf('bmV3').replace('127.0.0.1', '10.0.0.1'))
  const welcome = programs.find((program) => program.includes('node-password.k3s'))
  expect(welcome).toMatch(/\bpi01\b.*\bpi02\b/)
  // The datastore that is there by now is not put in its place a second time.
  expect(programs.join('\n')).not.toMatch(/systemctl stop|install-k3s/)
})

test('a kubeconfig that leads elsewhere stays', async () => {
  writeFileSync(path(), kubeconfigOf('ZWxzZXdoZXJl'))
  const input = restoreOn([{ ...member, isForeign: false }])
  const remembered = { authority: createHash('sha256').update(was).digest('hex') }
  expect(await takeUp('restore-datastore', input, remembered)).toMatchObject({ outcome: 'done' })
  expect(readFileSync(path(), 'utf8')).toBe(kubeconfigOf('ZWxzZXdoZXJl'))
})

test('K3s reads files that were written for it: that it runs does not say that it did', async () => {
  const file = { path: '/etc/rancher/k3s/config.yaml', mode: '0644', text: 'a: b\n' } as const
  const [at = '', sha256 = '', mode = '', owner = ''] = asTold(file).split(' ')
  const input = { boards: [{ node: 'pi01', files: [file], tells: ['k3s'] }] }
  const end = await takeUp('write-node-files', input, { had: [] }, [
    { path: at, sha256, mode, owner, ours: true },
  ])
  expect(end).toMatchObject({ outcome: 'done' })
  expect(programs.filter((program) => program.includes('systemctl restart k3s'))).toHaveLength(1)
  // The file is there as planned: it is not written again.
  expect(programs).toHaveLength(1)
})
