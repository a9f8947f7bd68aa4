import type { Can, MovingPod } from '#src/model/can.ts'
import type { GateAnswer } from '#src/model/plan.ts'
import { refuses } from '#src/model/plan-reading.ts'
import { cleanText } from '#src/model/text.ts'
import { labelled, reflow, spread } from './layout.ts'
import { acceptingLines, refusalHeadline, refusalLines } from './refusals.ts'
import { count, shortNames } from './text.ts'
import { clockTime, duration } from './time.ts'
import type { View } from './view.ts'

/** Yes, no or unknown; then why; then what it would mean. */
export function renderCan(can: Can, view: View): string {
  const took = view.seconds === undefined ? '' : ` · ${duration(view.seconds)}`
  const stamp = `${can.cluster} · ${clockTime(can.takenAt, can.takenAt, view)}${took}`
  const refusals = can.gates.filter(refuses)
  const blocks = [
    [...spread(view.paint.strong(headline(can, refusals)), view.paint.faint(stamp), view.columns)],
    whyLines(can, refusals, view),
    meaningLines(can, view),
    view.all ? everyLine(can, view) : [],
    can.next.startsWith('bramble ') ? [reflow(`next: ${can.next}`, view.columns)] : [],
  ]
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'))
  return cleanText(`${text.join('\n\n')}\n`)
}

function headline({ answer, gates, obstacle, isSo }: Can, refusals: readonly GateAnswer[]): string {
  if (isSo === true) return 'Yes: there is nothing to do, it is so already.'
  if (obstacle && refusals.length === 0)
    return answer === 'unknown' ? 'Not known: too little could be seen.' : 'No, not so.'
  return refusals.length === 0
    ? `Yes. ${gates.length} checked, nothing is against it.`
    : refusalHeadline(gates, refusals)
}

/** What keeps any plan from being made, then what each gate says. */
function whyLines(
  { obstacle, accepting }: Can,
  refusals: readonly GateAnswer[],
  view: View,
): string[] {
  const label = obstacle?.unseen === true ? 'unknown' : 'no plan'
  return [
    ...(obstacle ? labelled(label, obstacle.reason, view.columns) : []),
    ...(obstacle?.next === undefined ? [] : labelled('', obstacle.next, view.columns)),
    ...refusalLines(refusals, '--all', view),
    ...acceptingLines(refusals, accepting, view),
  ]
}

const mostWaiting = 4

/** What is well, and what moves: one screen. */
function meaningLines({ gates, outlook, question }: Can, view: View): string[] {
  const passes = (gate: string) =>
    gates.some((answer) => answer.gate === gate) &&
    gates.every((answer) => answer.gate !== gate || answer.verdict === 'pass')
  const safe = outlook.volumes.filter(({ elsewhere }) => elsewhere.some(({ healthy }) => healthy))
  const { quorum } = outlook
  const fine = [
    ...(safe.length > 0
      ? [`${count(safe.length, 'volume')} with a healthy replica elsewhere`]
      : []),
    ...(passes('quorum-survives-without-node') && quorum
      ? [`etcd keeps quorum (${quorum.othersReady} others, ${quorum.needed} needed)`]
      : []),
    ...(passes('another-server-answers') ? ['another server answers'] : []),
    ...(passes('budgets-allow-eviction') ? ['no budget blocks'] : []),
    ...(passes('memory-suffices-elsewhere') ? memoryWords(outlook.memory) : []),
  ]
  const notices = gates.filter(({ kind, verdict }) => kind === 'notice' && verdict === 'fail')
  return [
    ...(fine.length > 0 ? labelled('fine', fine.join(' · '), view.columns) : []),
    ...movesLines(outlook.pods, question.node, view),
    ...outlook.addresses.flatMap(({ address, of, hosts, becomes, explanation }) =>
      labelled(
        'address',
        `${address} (${[of, ...hosts].join(', ')}) ${addressWords[becomes]}: ${explanation}`,
        view.columns,
      ),
    ),
    ...outlook.budgets
      .filter(({ explanation }) => explanation.startsWith('Longhorn'))
      .flatMap(({ budget, explanation }) =>
        labelled('budget', shortNames(`${budget}: ${explanation}`), view.columns),
      ),
    ...[...notices.map(({ reason }) => reason), ...outlook.notes].flatMap((note) =>
      labelled('note', note, view.columns),
    ),
  ]
}

const addressWords = {
  silent: 'stops answering',
  moves: 'moves',
  'perhaps-moves': 'may move',
  interrupted: 'is interrupted',
} as const

function memoryWords({ askedBytes, freeElsewhereBytes }: Can['outlook']['memory']): string[] {
  if (freeElsewhereBytes === undefined || askedBytes === 0) return []
  return [`${gigabytes(freeElsewhereBytes)} free elsewhere for ${gigabytes(askedBytes)}`]
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** `9 pods: 5 to pi02, 4 to pi04`, and by name those that find no place. */
function movesLines(pods: readonly MovingPod[], node: string, view: View): string[] {
  if (pods.length === 0) return []
  const targets = new Map<string, number>()
  for (const { goesTo } of pods)
    if (goesTo !== undefined) targets.set(goesTo, (targets.get(goesTo) ?? 0) + 1)
  const to = [...targets]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, amount]) => `${amount} to ${name}`)
  const waiting = pods.filter(({ waitsFor }) => waitsFor !== undefined)
  const names = waiting.slice(0, mostWaiting).map((pod) => `${pod.pod} ${waitWords(pod, node)}`)
  const more = waiting.length > names.length ? [`${waiting.length - names.length} more wait`] : []
  return [
    ...labelled(
      'moves',
      `${count(pods.length, 'pod')}: ${[...to, ...(waiting.length > 0 ? [`${waiting.length} wait`] : [])].join(', ')} (by memory; the scheduler decides)`,
      view.columns,
    ),
    ...(names.length > 0 ? labelled('waits', [...names, ...more].join(' · '), view.columns) : []),
  ]
}

function waitWords({ waitsFor }: MovingPod, node: string): string {
  const words = {
    'no-node': 'finds no node that takes pods',
    label: 'asks for a label that no other node has',
    memory: 'finds too little memory',
    'local-volume': `has its volume on ${node}`,
    'not-known': 'may or may not find a place',
  }
  return words[waitsFor ?? 'not-known']
}

/** With --all: every volume and its copies, every pod and its place, every budget. */
function everyLine({ outlook }: Can, view: View): string[] {
  return [
    ...outlook.volumes.flatMap(({ name, claim, kind, elsewhere }) => {
      const copies = elsewhere.map(({ node, healthy, reason }) =>
        healthy ? `healthy on ${node}` : (reason ?? `not healthy on ${node}`),
      )
      const where = kind === 'local' ? 'a folder of this node' : copies.join('; ')
      return labelled(
        'volume',
        `${claim ?? name}${claim === undefined ? '' : ` (${name})`}: ${where || 'no other replica'}`,
        view.columns,
      )
    }),
    ...outlook.pods.flatMap(({ pod, goesTo, loses }) =>
      labelled(
        'pod',
        `${pod}: ${goesTo === undefined ? 'waits' : `to ${goesTo}`}${loses.length > 0 ? `; loses ${loses.join(', ')}` : ''}`,
        view.columns,
      ),
    ),
    ...outlook.budgets.flatMap(({ budget, pods, explanation }) =>
      labelled('budget', `${budget} over ${count(pods, 'pod')}: ${explanation}`, view.columns),
    ),
  ]
}
