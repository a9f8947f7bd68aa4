import type { Difference } from './compare.ts'

/** A way in which the practice cluster is known not to be as the recorded one, and why. */
interface Known {
  /** What was asked; with a `*` at its end only the beginning of it. */
  readonly ask: string
  /** What it is about, in the same form. */
  readonly about: readonly string[]
  readonly reason: string
}

const noLonghorn = 'the recorded cluster has no Longhorn, and so no claims, driver or class of it'
const noBoard =
  'the recorded node is no Raspberry Pi: it has no firmware, sensors, watchdog or disk of its own'
const inMemory = 'the recorded node keeps its journal in memory, a practice board on its disk'

/** Of both a server and an agent. */
const both = (section: string, about: readonly string[], reason: string): readonly Known[] =>
  ['server', 'agent'].map((role) => ({ ask: `${role}: ${section}`, about, reason }))

export const known: readonly Known[] = [
  {
    ask: 'GET /api/v1/pods?limit=500',
    about: ['items[].spec.volumes[].persistentVolumeClaim*'],
    reason: noLonghorn,
  },
  {
    ask: 'GET /api/v1/pods?limit=500',
    about: ['items[].status.containerStatuses[].lastState.terminated*'],
    reason: 'the recorded nodes had started once; those of practice have a boot before',
  },
  {
    ask: 'GET /api/v1/configmaps?limit=500',
    about: ['items[].data.storageclass.yaml'],
    reason: noLonghorn,
  },
  {
    ask: 'GET /apis/storage.k8s.io/v1/csinodes?limit=500',
    about: ['items[].spec.drivers*'],
    reason: noLonghorn,
  },
  {
    ask: 'GET /apis/storage.k8s.io/v1/storageclasses?limit=500',
    about: ['items[].metadata.annotations*'],
    reason: 'the recorded cluster has no default class',
  },
  {
    ask: 'DELETE /api/v1/persistentvolumes/bramble-contract',
    about: ['metadata.deletionGracePeriodSeconds', 'metadata.deletionTimestamp'],
    reason: 'no finalizer protects volumes on practice: they go at once',
  },
  ...both('section node-identity', ['model'], noBoard),
  ...both('section block-devices', ['model', 'parent'], noBoard),
  ...both('section throttling', ['answers'], noBoard),
  ...both('section power-supply', ['answers'], noBoard),
  ...both('section temperatures', ['answers'], noBoard),
  ...both('section kernel-settings', ['watchdogUsec'], noBoard),
  ...both('section journal-storage', ['boots[].firstAt', 'boots[].lastAt'], inMemory),
  ...both('section log/system', ['answers'], inMemory),
  ...both('section log/previous-boot', ['answers'], inMemory),
  ...both('logs {"boot":-9}', ['line the journal of {node} *'], inMemory),
  {
    ask: 'agent: exec systemctl is-active no-such-unit',
    about: ['answers'],
    reason:
      'systemd 252 says inactive of a unit that it does not know, newer ones that there is none',
  },
]

export function isKnown({ ask, about }: Difference, one: Known): boolean {
  return fits(ask, one.ask) && one.about.some((pattern) => fits(about, pattern))
}

function fits(text: string, pattern: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern
}
