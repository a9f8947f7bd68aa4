import type { Step } from '../define-step.ts'
import { installUpdates } from './install-updates.ts'
import { rebootIfNeeded } from './reboot-if-needed.ts'
import { refreshPackages } from './refresh-packages.ts'
import { snapshotDatastore } from './snapshot-datastore.ts'
import { stageK3s } from './stage-k3s.ts'
import { updateK3s } from './update-k3s.ts'
import { updateLonghorn } from './update-longhorn.ts'

/** Steps that bring newer software to nodes. */
export const updateSteps: readonly Step[] = [
  refreshPackages,
  installUpdates,
  rebootIfNeeded,
  stageK3s,
  snapshotDatastore,
  updateK3s,
  updateLonghorn,
]
