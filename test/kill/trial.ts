import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isLocked } from '#src/journal/lock.ts'
import type { Happening } from '#src/model/entry.ts'
import { type PracticeApi, startPracticeApi } from '#src/practice/kubernetes/start.ts'
import type { PracticeObject } from '#src/practice/kubernetes/store.ts'
import { textsAt, truthAt } from '#src/transport/kubernetes/fields.ts'
import { undoHere } from '#test/support/apply-here.ts'
import {
  drainObjects,
  isCordoned,
  keepPodsRunning,
  nodeNameOf,
  podsOf,
} from '#test/support/practice-drain.ts'
import { openSite } from '#test/support/run-site.ts'
import { type Ended, linesOf, runToEnd } from './child.ts'

/**
 * One drain by a process of its own against an API server of its own, killed at one place, gone on
 * with by another process, and then undone. What is true afterwards is asked of the API server's
 * own store and of what it received, never of Bramble.
 */
export interface Trial {
  /** Names of the places that the first process reached, in order. */
  readonly places: readonly string[]
  /** Those of the second process, where that one was to be killed. */
  readonly placesOfSecond: readonly string[]
  /** Evictions that the server had received from the first process when it was dead. */
  readonly receivedFromKilled: readonly string[]
  /** Everything that is not as an undisturbed drain leaves it. */
  readonly wrong: readonly string[]
}

interface TrialOptions {
  /** From 1; 0 kills nowhere. */
  readonly killAt: number
  /** Where the second process, which resumes, is killed too; a third one then goes on. */
  readonly thenKillAt?: number
  /** Kind of journal entry that the first process only seems to write. */
  readonly drop?: string
}

/** Far more than a drain takes on a busy machine; a hang is a wrong result, not a test that never ends. */
const longestMilliseconds = 240_000

export async function tryKill({ killAt, thenKillAt, drop }: TrialOptions): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), 'bramble-kill-'))
  const api = await startPracticeApi({ objects: drainObjects(), podEndMilliseconds: 10 })
  keepPodsRunning(api)
  const seen = watchStore(api)
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig)
  try {
    const report = join(folder, 'places')
    const first = await program('drain', folder, {
      BRAMBLE_KILL_AT: String(killAt),
      BRAMBLE_KILL_REPORT: report,
      ...(drop !== undefined && { BRAMBLE_KILL_DROP: drop }),
    })
    // What a dead process had handed to the kernel still arrives.
    await new Promise((resolve) => setTimeout(resolve, 30))
    const receivedFromKilled = evictionsReceived(api)
    const secondReport = join(folder, 'places-of-second')
    if (thenKillAt !== undefined)
      await program('resume', folder, {
        BRAMBLE_KILL_AT: String(thenKillAt),
        BRAMBLE_KILL_REPORT: secondReport,
      })
    const last = killAt === 0 ? first : await program('resume', folder, {})
    const wrong = [
      ...(killAt > 0 && linesOf(report).length !== killAt ? ['it was not killed'] : []),
      ...(/"(died|not-started|ended)"/.test(first.output)
        ? []
        : [`whoever followed it saw no end: ${first.output}`]),
      ...whatIsWrong(api, seen, last),
      ...(await whatJournalGetsWrong(folder, seen)),
    ]
    return {
      places: linesOf(report),
      placesOfSecond: linesOf(secondReport),
      receivedFromKilled,
      wrong: [...wrong, ...(await whatUndoGetsWrong(api, folder))],
    }
  } finally {
    await api.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function program(
  verb: 'drain' | 'resume',
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const args = [verb, join(folder, 'kubeconfig'), folder, 'pi03']
  return runToEnd('kill-program', args, { env, longestMilliseconds, killSignal: 'SIGTERM' })
}

/** What the server's own store went through. */
interface Seen {
  /** `name uid` of pods, once for each time that one began to terminate. */
  readonly terminated: string[]
  /** Each change of the cordon, in order. */
  readonly cordons: boolean[]
  /** What its Node object said of the run, in order. */
  readonly marks: string[]
}

function watchStore({ store }: PracticeApi): Seen {
  const seen: Seen = { terminated: [], cordons: [], marks: [] }
  store.onChange(({ object, before }) => {
    const began = object.metadata.deletionTimestamp && !before?.metadata.deletionTimestamp
    if (object.kind === 'Pod' && before && began)
      seen.terminated.push(`${object.metadata.name} ${object.metadata.uid}`)
    if (object.kind === 'Node' && before) noteNode(seen, object, before)
  })
  return seen
}

function noteNode(seen: Seen, node: PracticeObject, before: PracticeObject): void {
  const cordon = (one: PracticeObject) => truthAt(one, 'spec.unschedulable') ?? false
  if (cordon(node) !== cordon(before)) seen.cordons.push(cordon(node))
  const mark = textsAt(node, 'metadata.annotations')['bramble/doing'] ?? 'absent'
  if (node.metadata.name === 'pi03' && mark !== seen.marks.at(-1)) seen.marks.push(mark)
}

function evictionsReceived({ requests }: PracticeApi): string[] {
  return requests
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/eviction'))
    .map(({ path }) => path.split('/').at(-2) ?? '')
    .sort()
}

/** Where everything is after a drain that nobody disturbed; a test compares it with a real one. */
const podsAfterwards = [
  'db-0 on pi02',
  'etcd-pi03 on pi03',
  'flannel-3 on pi03',
  'web-1-again on pi02',
  'web-2 on pi02',
]

function whatIsWrong(api: PracticeApi, seen: Seen, last: Ended): string[] {
  const wrong: string[] = []
  const same = (what: string, is: unknown, wanted: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(wanted))
      wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`)
  }
  if (last.code !== 0 || !/"(done|nothing-to-do)"/.test(last.output))
    wrong.push(`the last process ended with ${last.code}: ${last.output}`)
  const pods = podsOf(api).map((pod) => `${pod.metadata.name} on ${nodeNameOf(pod)}`)
  same('pods', pods.sort(), podsAfterwards)
  same('evictions received', evictionsReceived(api), ['db-0', 'web-1'])
  same('pods that terminated', seen.terminated.map((pod) => pod.split(' ')[0] ?? '').sort(), [
    'db-0',
    'web-1',
  ])
  same('changes of the cordon', seen.cordons, [true])
  same('marks', [...seen.marks].at(-1), 'absent')
  return wrong
}

/** The journal must tell what the server saw, whoever of the two processes wrote it. */
async function whatJournalGetsWrong(folder: string, seen: Seen): Promise<string[]> {
  const site = await openSite({ kubeconfig: join(folder, 'kubeconfig'), folder })
  const states = site.journal.runs().map(({ state }) => state)
  const entries = site.journal.entries().map(({ happening }) => happening)
  await site.close()
  const first = entries.find((entry) => entry.kind === 'step-started')
  const once = ['run-started', 'step-started', 'step-ended', 'run-ended'] as const
  return [
    ...(states.join() === 'done' ? [] : [`the journal's runs: ${states.join()}`]),
    ...(JSON.stringify(first?.remembered) === '{"wasCordoned":false}'
      ? []
      : [`what was true before: ${JSON.stringify(first)}`]),
    ...once
      .filter((kind) => entries.filter((entry) => entry.kind === kind).length !== 1)
      .map((kind) => `${kind} is not there once`),
    ...seen.terminated
      .filter((pod) => !intends(entries, pod.split(' ')[1]))
      .map((pod) => `no intent was written for ${pod}`),
  ]
}

function intends(entries: readonly Happening[], uid: string | undefined): boolean {
  return entries.some((entry) => entry.kind === 'request-intended' && entry.subject === uid)
}

/** The node took pods before the drain, so that it must do so again, whoever remembered it. */
async function whatUndoGetsWrong(api: PracticeApi, folder: string): Promise<string[]> {
  const site = await openSite({ kubeconfig: join(folder, 'kubeconfig'), folder })
  try {
    // The runner has told its end, and may still be on its way out.
    for (let turn = 0; turn < 200 && isLocked(site.journal.folder); turn += 1) await delay(50)
    await undoHere(undefined, site)
    return isCordoned(api, 'pi03') ? ['undo left the node cordoned'] : []
  } catch (error) {
    return [`undo failed: ${String(error)}`]
  } finally {
    await site.close()
  }
}
