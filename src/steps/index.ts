import { defect } from '#src/model/error.ts'
import { pruneBackups } from './backup/prune-backups.ts'
import { saveBackup } from './backup/save-backup.ts'
import { cyclePower } from './cycle-power.ts'
import type { Step } from './define-step.ts'
import { deleteNode } from './delete-node.ts'
import { uninstallEverywhere } from './destroy/uninstall-everywhere.ts'
import { drainNode } from './drain-node.ts'
import { endContainers } from './end-containers.ts'
import { endIsolation } from './end-isolation.ts'
import { evictReplicas } from './evict-replicas.ts'
import { fetchRelease } from './fetch/fetch-release.ts'
import { leaveEtcd } from './leave-etcd.ts'
import { liftCordons } from './lift-cordons.ts'
import { powerOffNode } from './power-off-node.ts'
import { powerOnNode } from './power-on-node.ts'
import { quietWorkloads } from './quiet-workloads.ts'
import { rebootNode } from './reboot-node.ts'
import { restartCsiPlugin } from './restart-csi-plugin.ts'
import { restartService } from './restart-service.ts'
import { endCluster } from './restore/end-cluster.ts'
import { rejoinRestored } from './restore/rejoin-restored.ts'
import { restoreDatastore } from './restore/restore-datastore.ts'
import { rotateCertificates } from './rotate-certificates.ts'
import { setClassReplicas } from './set-class-replicas.ts'
import { setReplicaSetting } from './set-replica-setting.ts'
import { setServiceAtBoot } from './set-service-at-boot.ts'
import { setStorage } from './set-storage.ts'
import { setVolumeReplicas } from './set-volume-replicas.ts'
import { startNodes } from './start-nodes.ts'
import { startService } from './start-service.ts'
import { stopNodes } from './stop-nodes.ts'
import { stopService } from './stop-service.ts'
import { uncordonNode } from './uncordon-node.ts'
import { uninstallK3s } from './uninstall-k3s.ts'
import { upSteps } from './up/index.ts'
import { updateSteps } from './update/index.ts'
import { waitFor } from './wait-for.ts'
import { watchBoard } from './watch-board.ts'

/** Every step that a plan may hold. */
export const steps: readonly Step[] = [
  drainNode,
  rebootNode,
  uncordonNode,
  waitFor,
  restartCsiPlugin,
  setReplicaSetting,
  setClassReplicas,
  setVolumeReplicas,
  cyclePower,
  powerOffNode,
  powerOnNode,
  setStorage,
  evictReplicas,
  startService,
  stopService,
  restartService,
  setServiceAtBoot,
  endContainers,
  watchBoard,
  endIsolation,
  leaveEtcd,
  deleteNode,
  uninstallK3s,
  quietWorkloads,
  stopNodes,
  startNodes,
  liftCordons,
  rotateCertificates,
  ...upSteps,
  ...updateSteps,
  saveBackup,
  pruneBackups,
  endCluster,
  restoreDatastore,
  rejoinRestored,
  uninstallEverywhere,
  fetchRelease,
]

/** The step of this id; a plan of another version may name one that is not there any more. */
export function stepOf(id: string): Step {
  const found = steps.find((step) => step.id === id)
  if (!found)
    throw defect('step-unknown', `This Bramble has no step "${id}".`, {
      next: 'Carry the plan out with the version that made it, or make it again.',
    })
  return found
}
