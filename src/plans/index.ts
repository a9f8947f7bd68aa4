import { usageError } from '#src/model/error.ts'
import { planBackup } from './backup.ts'
import { planCertificatesRotate } from './certificates.ts'
import { planDestroy } from './destroy.ts'
import type { GoalPlanner } from './draft.ts'
import { planDrain } from './drain.ts'
import { planFetch } from './fetch.ts'
import { planIsolate } from './isolate.ts'
import { planPowerCycle, planPowerOff, planPowerOn } from './power.ts'
import { planReboot } from './reboot.ts'
import { planRejoin } from './rejoin.ts'
import { planRemove } from './remove.ts'
import { planReplace } from './replace.ts'
import { planReplicas } from './replicas.ts'
import { planRestartCsiPlugin } from './restart-csi-plugin.ts'
import { planRestore } from './restore.ts'
import {
  planServiceDisable,
  planServiceEnable,
  planServiceRestart,
  planServiceStart,
  planServiceStop,
} from './service.ts'
import { planStart, planStop } from './stop.ts'
import { planStorageOff, planStorageOn } from './storage.ts'
import { planUncordon } from './uncordon.ts'
import { planUp } from './up.ts'
import { planUpdateK3s } from './update/k3s.ts'
import { planUpdateLonghorn } from './update/longhorn.ts'
import { planUpdateOs } from './update/os.ts'

/** Every goal that a plan can be made for. */
const planners: Readonly<Record<string, GoalPlanner>> = {
  backup: { plan: planBackup, asksNodes: 'all', depth: 'preparation' },
  'certificates rotate': { plan: planCertificatesRotate, asksNodes: 'all' },
  destroy: { plan: planDestroy, asksNodes: 'all', depth: 'losses' },
  drain: { plan: planDrain },
  fetch: { plan: planFetch, asksNodes: 'all', depth: 'release' },
  isolate: { plan: planIsolate, asksNodes: 'target', depth: 'preparation' },
  'power-cycle': { plan: planPowerCycle },
  'power-off': { plan: planPowerOff },
  'power-on': { plan: planPowerOn },
  reboot: { plan: planReboot, asksNodes: 'target' },
  rejoin: { plan: planRejoin, asksNodes: 'target' },
  remove: { plan: planRemove, asksNodes: 'target', depth: 'preparation' },
  replace: { plan: planReplace, asksNodes: 'all', depth: 'boards' },
  replicas: { plan: planReplicas },
  'restart-csi-plugin': { plan: planRestartCsiPlugin },
  restore: { plan: planRestore, asksNodes: 'all', depth: 'preparation' },
  'service disable': { plan: planServiceDisable, asksNodes: 'target' },
  'service enable': { plan: planServiceEnable, asksNodes: 'target' },
  'service restart': { plan: planServiceRestart, asksNodes: 'target' },
  'service start': { plan: planServiceStart, asksNodes: 'target' },
  'service stop': { plan: planServiceStop, asksNodes: 'target' },
  start: { plan: planStart, asksNodes: 'all' },
  stop: { plan: planStop, asksNodes: 'all' },
  'storage off': { plan: planStorageOff },
  'storage on': { plan: planStorageOn },
  uncordon: { plan: planUncordon },
  up: { plan: planUp, asksNodes: 'all', depth: 'boards' },
  'update k3s': { plan: planUpdateK3s, asksNodes: 'all', depth: 'preparation', rolls: true },
  'update longhorn': { plan: planUpdateLonghorn, asksNodes: 'all', depth: 'preparation' },
  'update os': { plan: planUpdateOs, asksNodes: 'all', depth: 'updates', rolls: true },
}

/** Names of all goals. */
export const goals: readonly string[] = Object.keys(planners)

/** @throws usage error `goal-unknown` */
export function plannerOf(goal: string): GoalPlanner {
  const found = Object.hasOwn(planners, goal) ? planners[goal] : undefined
  if (found) return found
  throw usageError('goal-unknown', `There is no goal "${goal.slice(0, 40)}".`, {
    next: `Goals: ${goals.join(', ')}.`,
  })
}
