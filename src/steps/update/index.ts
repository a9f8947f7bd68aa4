import type { Step } from '../define-step.ts'
import { installUpdates } from './install-updates.ts'
import { rebootIfNeeded } from './reboot-if-needed.ts'
import { refreshPackages } from './refresh-packages.ts'

/** Steps that bring newer software to nodes. */
export const updateSteps: readonly Step[] = [refreshPackages, installUpdates, rebootIfNeeded]
