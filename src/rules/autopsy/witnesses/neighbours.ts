import type * as z from 'zod'
import type { Origin } from '#src/model/facts/define.ts'
import { neighbours } from '#src/model/facts/restarts.ts'
import { because } from '#src/model/verdict.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import type { Scene } from '../scene.ts'

type Heard = z.infer<typeof neighbours.schema> & Origin

/** Whether other nodes still hear it: a kernel that lives answers pings, or at least for its address. */
export default defineWitness({
  id: 'neighbours',
  scope: 'cluster',
  reads: { neighbours },

  look({ neighbours }, scene): Statement[] {
    if (scene.question === 'end') return []
    const known = neighbours.filter(
      ({ target, node }) => target === scene.node && node !== scene.node,
    )
    if (scene.question === 'silence') return ofRunning(known, scene)
    const asked = known.filter(hasListened)
    if (asked.length === 0) return []
    const pinged = asked.filter(({ received = 0 }) => received > 0)
    const alive = pinged.length > 0 ? pinged : asked.filter(isConfirmed)
    if (alive.length > 0)
      return [
        {
          for: ['hang'],
          against: ['power', 'cut-off', 'panic'],
          text: `heard on the network by ${namesOf(alive)}: its kernel lives`,
          evidence: cite(alive.map(wordsOf), scene, 'neighbour'),
        },
      ]
    return [
      {
        for: ['power', 'panic', 'cut-off'],
        against: ['memory', 'ran-on'],
        text: `not heard on the network by ${namesOf(asked)}`,
        evidence: cite(asked.map(wordsOf), scene, 'neighbour'),
      },
    ]
  },
})

/** The neighbour was asked while we looked. */
const freshSeconds = 1

function isConfirmed({ state, confirmedAgeSeconds }: Heard): boolean {
  return state === 'REACHABLE' && (confirmedAgeSeconds ?? Infinity) <= freshSeconds
}

/**
 * Without ping and without an entry nobody has listened. An entry that is still REACHABLE from
 * before tells neither: a node that lost its power a moment ago has one, too.
 */
function hasListened(heard: Heard): boolean {
  const { sent, received = 0, state } = heard
  if (received > 0 || isConfirmed(heard)) return true
  return state === 'REACHABLE' ? false : sent !== undefined || state !== undefined
}

/**
 * It answers us, and others do not hear it: then the way between them is broken. That its address
 * is resolved says nothing of that: a packet filter lets it be.
 */
function ofRunning(known: readonly Heard[], scene: Scene): Statement[] {
  const isLost = scene.sightings.some(({ kind }) => kind === 'lost-now')
  if (!isLost) return []
  const alive = known.filter(({ received = 0 }) => received > 0)
  if (alive.length > 0)
    return [
      {
        against: ['cut-off'],
        text: `reached on the network by ${namesOf(alive)} now`,
        evidence: cite(alive.map(wordsOf), scene, 'neighbour'),
      },
    ]
  const asked = known.filter(hasListened)
  if (asked.length === 0 || asked.some(isConfirmed)) return []
  return [
    {
      for: ['cut-off'],
      text: `not reached on the network by ${namesOf(asked)}, although it runs`,
      evidence: cite(asked.map(wordsOf), scene, 'neighbour'),
    },
  ]
}

function wordsOf(heard: Heard) {
  const { target, sent, received = 0, state } = heard
  const parts = [
    ...(sent === undefined ? [] : [`${received} of ${sent} pings to ${target} answered`]),
    ...(state === undefined ? [] : [`neighbour table: ${state}`]),
  ]
  return because(heard, parts.join(', ') || `heard nothing of ${target}`)
}

function namesOf(records: readonly Heard[]): string {
  return [...new Set(records.flatMap(({ node }) => node ?? []))].sort().join(' ')
}
