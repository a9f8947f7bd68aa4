import { blockDevices, blockPaths } from '../facts/block-devices.ts'
import { files } from '../facts/files.ts'
import { filesystems, sizes } from '../facts/filesystems.ts'
import { nodeIdentity, platform } from '../facts/identity.ts'
import { journalFiles, journalStorage } from '../facts/journal.ts'
import { certificates, datastore, rootFiles } from '../facts/k3s-files.ts'
import { kernelSettings, watchdog } from '../facts/kernel-settings.ts'
import { load } from '../facts/load.ts'
import { journalLog, k3sLog, previousLog } from '../facts/logs.ts'
import { memory } from '../facts/memory.ts'
import { mounts } from '../facts/mounts.ts'
import { deviceTree, powerSupply } from '../facts/power-supply.ts'
import { pressure } from '../facts/pressure.ts'
import { hungProcesses, processes, processesAgain } from '../facts/processes.ts'
import type { FactReader } from '../facts/reader.ts'
import { temperatures } from '../facts/temperatures.ts'
import { firmware, throttling } from '../facts/throttling.ts'
import { nodeClock, synchronization, timeSync } from '../facts/time-sync.ts'
import { unitStates, units } from '../facts/units.ts'
import type { Section } from './section.ts'

/**
 * In the order in which a node is asked. What the kernel holds in memory comes first, so that a
 * node whose disk hangs still tells it; root before the journal, which may need it.
 */
export const sections: readonly Section[] = [
  nodeClock,
  processes,
  files,
  platform,
  blockPaths,
  deviceTree,
  firmware,
  watchdog,
  synchronization,
  unitStates,
  sizes,
  rootFiles,
  journalFiles,
  journalLog,
  k3sLog,
  previousLog,
  processesAgain,
]

/** The same without the logs themselves. */
export const factSections: readonly Section[] = sections.filter(
  (section) => section !== journalLog && section !== k3sLog && section !== previousLog,
)

export const factReaders: readonly FactReader[] = [
  nodeIdentity,
  memory,
  pressure,
  load,
  filesystems,
  mounts,
  blockDevices,
  timeSync,
  journalStorage,
  units,
  throttling,
  powerSupply,
  temperatures,
  kernelSettings,
  certificates,
  datastore,
  hungProcesses,
]
