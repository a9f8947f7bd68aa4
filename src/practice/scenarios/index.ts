import apiDown from './api-down.ts'
import apiTimeoutSpiral from './api-timeout-spiral.ts'
import budgetBlocksDrain from './budget-blocks-drain.ts'
import certificateExpired from './certificate-expired.ts'
import clockOff from './clock-off.ts'
import cordonLeftBehind from './cordon-left-behind.ts'
import crashOvernight from './crash-overnight.ts'
import diskFull from './disk-full.ts'
import healthy from './healthy.ts'
import healthyButNoisy from './healthy-but-noisy.ts'
import lastReplicaOnTheNode from './last-replica-on-the-node.ts'
import nodeLostPower from './node-lost-power.ts'
import oneOfThreeServers from './one-of-three-servers.ts'
import quorumLost from './quorum-lost.ts'
import replicaCountAboveNodes from './replica-count-above-nodes.ts'
import type { Scenario } from './scenario.ts'
import sshHangs from './ssh-hangs.ts'
import underVoltage from './under-voltage.ts'
import volumesDoNotMount from './volumes-do-not-mount.ts'

/** In the order in which a newcomer should meet them. */
export const scenarios: readonly Scenario[] = [
  healthy,
  healthyButNoisy,
  cordonLeftBehind,
  apiTimeoutSpiral,
  crashOvernight,
  volumesDoNotMount,
  lastReplicaOnTheNode,
  budgetBlocksDrain,
  replicaCountAboveNodes,
  underVoltage,
  diskFull,
  nodeLostPower,
  oneOfThreeServers,
  quorumLost,
  apiDown,
  sshHangs,
  clockOff,
  certificateExpired,
]
