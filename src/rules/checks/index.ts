// Written by `npm run generate`; do not edit.
import type { Check } from '../define-check.ts'
import { apiIsReady } from './api-is-ready.ts'
import { certificatesAreValid } from './certificates-are-valid.ts'
import { clockIsRight } from './clock-is-right.ts'
import { datastoreIsFast } from './datastore-is-fast.ts'
import { disksHaveRoom } from './disks-have-room.ts'
import { journalIsPersistent } from './journal-is-persistent.ts'
import { k3sUnitIsStable } from './k3s-unit-is-stable.ts'
import { memoryIsFree } from './memory-is-free.ts'
import { nodeIsNotOverloaded } from './node-is-not-overloaded.ts'
import { nodeIsReady } from './node-is-ready.ts'
import { podsAreWell } from './pods-are-well.ts'
import { powerIsGood } from './power-is-good.ts'
import { volumesAreRobust } from './volumes-are-robust.ts'

export const checks: readonly Check[] = [
  apiIsReady,
  certificatesAreValid,
  clockIsRight,
  datastoreIsFast,
  disksHaveRoom,
  journalIsPersistent,
  k3sUnitIsStable,
  memoryIsFree,
  nodeIsNotOverloaded,
  nodeIsReady,
  podsAreWell,
  powerIsGood,
  volumesAreRobust,
]
