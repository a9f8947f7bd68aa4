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
    const asked = neighbours.filter(
      ({ target, node, sent, state }) =>
        target === scene.node &&
        node !== scene.node &&
        // Without ping and without an entry nobody has listened.
        (sent !== undefined || state !== undefined),
    )
    if (asked.length === 0 || scene.question === 'end') return []
    const pinged = asked.filter(({ received = 0 }) => received > 0)
    const answering = asked.filter(({ state }) => state === 'REACHABLE')
    const alive = pinged.length > 0 ? pinged : answering
    if (scene.question === 'silence') return ofRunning(asked, alive, scene)
    if (alive.length > 0)
      return [
        {
          for: ['hang'],
          against: ['power', 'cut-off', 'panic'],
          text: `heard on the network by ${namesOf(alive)}: its kernel lives, nothing else answers`,
          evidence: cite(alive.map(wordsOf), scene, 'neighbour'),
        },
      ]
    return [
      {
        for: ['power', 'panic', 'cut-off'],
        against: ['memory'],
        text: `not heard on the network by ${namesOf(asked)}`,
        evidence: cite(asked.map(wordsOf), scene, 'neighbour'),
      },
    ]
  },
})

/** It answers us, and others do not hear it: then the way between them is broken. */
function ofRunning(asked: readonly Heard[], alive: readonly Heard[], scene: Scene): Statement[] {
  const isLost = scene.sightings.some(({ kind }) => kind === 'lost-now')
  if (!isLost) return []
  if (alive.length > 0)
    return [
      {
        against: ['cut-off'],
        text: `reached on the network by ${namesOf(alive)} now`,
        evidence: cite(alive.map(wordsOf), scene, 'neighbour'),
      },
    ]
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
