import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collectBackups } from '#src/collect/files/backups.ts'
import { type BackupLabel, labelPath } from '#src/model/backup.ts'
import { fixedClock } from '#src/model/clock.ts'
import { Configuration } from '#src/model/config.ts'
import { datastore, nodePreparation } from '#src/model/facts/node.ts'
import { pruneBackups } from '#src/steps/backup/prune-backups.ts'
import { healthyCluster, observationOf, takenAt } from '#test/support/drain-cluster.ts'
import { unitEvidence } from '#test/support/unit-evidence.ts'
import { askGates, lookAt } from './ask-gates.ts'
import { planOn } from './make-plan.ts'

/** Real files in a real folder; pi01 is a server with etcd, pi02 an agent. */
let folder = ''
const recipient = await identityToRecipient(await generateX25519Identity())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bramble-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const preparation = { root: true, files: [], programs: [], modules: [] }

function backup(day: number, cluster = 'home'): string {
  const name = `${cluster}-202603${`${day}`.padStart(2, '0')}T120000Z.age`
  const path = join(folder, name)
  const bytes = `age-encryption.org/v1\n${name}`
  writeFileSync(path, bytes)
  const label: BackupLabel = {
    manifest: {
      schema: 'bramble/backup/1',
      cluster,
      takenAt: `2026-03-${`${day}`.padStart(2, '0')}T12:00:00.000Z`,
      datastore: 'etcd',
      node: 'pi01',
      k3sVersion: 'v1.36.3+k3s1',
      authority: 'a'.repeat(64),
      parts: [{ name: 'snapshot', sizeBytes: 1, sha256: 'b'.repeat(64) }],
      files: [],
    },
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    recipients: [recipient],
  }
  writeFileSync(labelPath(path), JSON.stringify(label))
  return name
}

interface Wanted {
  readonly keep?: number
  readonly unit?: object
  readonly kind?: string
  readonly configured?: object
}

async function look({ unit = {}, kind = 'etcd' }: Wanted = {}) {
  const observation = observationOf(healthyCluster())
  const own = (id: string, fact: string, record: object) => ({
    ...unitEvidence('pi01'),
    id,
    kind: fact,
    records: [record],
  })
  return lookAt({
    ...observation,
    evidence: [
      ...observation.evidence,
      unitEvidence('pi01', { name: 'k3s.service', ...unit }),
      own('d', datastore.kind, { kind }),
      own('p', nodePreparation.kind, preparation),
      await collectBackups(folder, takenAt),
    ],
  })
}

async function plan(wanted: Wanted = {}) {
  const { keep = 2, configured = { recipients: [recipient], folder, keep } } = wanted
  const configuration = Configuration.parse({
    cluster: 'home',
    nodes: {
      pi01: { address: '10.0.0.1', role: 'server' },
      pi02: { address: '10.0.0.2', role: 'agent' },
    },
    ...('recipients' in configured && { backup: configured }),
  })
  const site = {
    cluster: 'home',
    clock: fixedClock(takenAt),
    around: { configuration, ownNode: undefined },
  }
  const goal = { name: 'backup', target: '', options: {} }
  return planOn(await look(wanted), { goal, accept: [] }, site)
}

const namesOf = ({ plan: { steps } }: Awaited<ReturnType<typeof plan>>) =>
  steps.find(({ step }) => step === 'prune-backups')?.input['names']

test('a first backup deletes nothing; later ones keep as many as wanted, the new one counted', async () => {
  expect((await plan()).plan.steps.map(({ step }) => step)).toEqual(['save-backup'])
  const [first, second] = [
    backup(1),
    backup(2),
    backup(3),
    backup(4, 'other'),
    backup(5, 'home-two'),
  ]
  expect(namesOf(await plan())).toEqual([first, second])
  expect(namesOf(await plan({ keep: 3 }))).toEqual([first])
  expect(namesOf(await plan({ keep: 4 }))).toBeUndefined()
})

test('a damaged backup counts for none, and is not deleted', async () => {
  const [first] = [backup(1), backup(2)]
  const damaged = backup(3)
  writeFileSync(join(folder, damaged), 'age-encryption.org/v1\nother')
  writeFileSync(join(folder, 'home-20260304T120000Z.age'), 'age-encryption.org/v1\n')
  const made = await plan({ keep: 2 })
  expect(namesOf(made)).toEqual([first])
  expect(made.plan.steps[0]?.input['had']).not.toContain(damaged)
})

test('the gate alone refuses to delete the last whole one', async () => {
  const asked = async (names: readonly string[]) => {
    const input = { folder, names: [...names] }
    const options = {
      accepted: [{ subject: `backup/${names[0]}`, reason: 'no' }],
      now: Date.parse(takenAt),
    }
    return askGates(pruneBackups.gatesOf(input), pruneBackups.about(input), await look(), options)
  }
  const [first, second] = [backup(1), backup(2), backup(9, 'other')]
  expect(await asked([first ?? ''])).toMatchObject([{ kind: 'data', verdict: 'pass' }])
  // Not the newest, not both, not where only another cluster's is newer; nobody can accept it.
  for (const names of [[second ?? ''], [first ?? '', second ?? '']]) {
    const answers = await asked(names)
    expect(answers.at(-1)).toMatchObject({ kind: 'data', verdict: 'fail' })
    expect(answers.at(-1)?.accepted).toBeUndefined()
  }
  writeFileSync(join(folder, second ?? ''), 'other bytes')
  expect(await asked([first ?? ''])).toMatchObject([{ verdict: 'fail' }])
})

test('refused with the next step: no folder, a mistyped key, no server that runs, an own database', async () => {
  await expect(plan({ configured: {} })).rejects.toMatchObject({ code: 'backup-not-configured' })
  const typo = `${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`
  await expect(plan({ configured: { recipients: [typo], folder } })).rejects.toMatchObject({
    code: 'backup-recipient',
  })
  await expect(plan({ unit: { activeState: 'failed' } })).rejects.toMatchObject({
    code: 'backup-no-server',
  })
  await expect(plan({ kind: 'external' })).rejects.toMatchObject({ code: 'backup-external' })
  expect((await plan({ kind: 'sqlite' })).plan.steps[0]?.input['datastore']).toBe('sqlite')
})
