import { blockDevices, blockPaths } from '../facts/block-devices.ts'
import { boardSection, boardState } from '../facts/board-state.ts'
import { bootRecords, loginRecords } from '../facts/boot-records.ts'
import { containers, nodeContainers } from '../facts/containers.ts'
import { crashFiles, crashRecords } from '../facts/crash-records.ts'
import { files } from '../facts/files.ts'
import { filesystems, sizes } from '../facts/filesystems.ts'
import { nodeIdentity, platform } from '../facts/identity.ts'
import { journalFiles, journalStorage } from '../facts/journal.ts'
import { certificates, datastore, rootFiles } from '../facts/k3s-files.ts'
import { k3sKept, kept } from '../facts/k3s-kept.ts'
import { kernelSettings, watchdog } from '../facts/kernel-settings.ts'
import { load } from '../facts/load.ts'
import { endReaders, type LogReader, logReaders } from '../facts/logs.ts'
import { memory } from '../facts/memory.ts'
import { mounts } from '../facts/mounts.ts'
import { type Neighbour, neighbourSection, neighbours } from '../facts/neighbours.ts'
import { deviceTree, powerSupply } from '../facts/power-supply.ts'
import { nodePreparation, preparation } from '../facts/preparation.ts'
import { pressure } from '../facts/pressure.ts'
import { hungProcesses, processes, processesAgain } from '../facts/processes.ts'
import type { FactReader } from '../facts/reader.ts'
import { resetStatus, resets } from '../facts/reset-status.ts'
import { storedData, storedPieces } from '../facts/stored-data.ts'
import { temperatures } from '../facts/temperatures.ts'
import { firmware, throttling } from '../facts/throttling.ts'
import { nodeClock, synchronization, timeSync } from '../facts/time-sync.ts'
import { unitStates, units } from '../facts/units.ts'
import { nodeUpdates, updates } from '../facts/updates.ts'
import type { Section } from './section.ts'

/** What a node is asked in one session, and how its answers are read. */
export interface NodeQuestions {
  readonly sections: readonly Section[]
  readonly facts: readonly FactReader[]
  readonly logs: readonly LogReader[]
  /** How long all of it may take on the node, where that is longer than usual. */
  readonly seconds?: number
}

/**
 * In the order in which a node is asked. What the kernel holds in memory comes first, so that a
 * node whose disk hangs still tells it; root before the journal, which may need it.
 */
const factSections: readonly Section[] = [
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
]

const factReaders: readonly FactReader[] = [
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

/** What a look at a cluster asks each node. */
export const allQuestions: NodeQuestions = {
  sections: [...factSections, ...sectionsOf(logReaders), processesAgain],
  facts: factReaders,
  logs: logReaders,
}

/** The same without the logs: most of what a node sends, and of what reading it costs. */
export const factQuestions: NodeQuestions = {
  sections: [...factSections, processesAgain],
  facts: factReaders,
  logs: [],
}

/** What plans are made from, and what steps are verified by: facts, and how a node is prepared. */
export const planQuestions: NodeQuestions = {
  sections: [...factSections, preparation, containers, kept, processesAgain],
  facts: [...factReaders, nodePreparation, nodeContainers, k3sKept],
  logs: [],
}

/** The same, and what of a board counts before a cluster is built on it. */
export const boardQuestions: NodeQuestions = {
  sections: [...planQuestions.sections.slice(0, -1), boardSection, processesAgain],
  facts: [...planQuestions.facts, boardState],
  logs: [],
}

/** The facts, and when a board's bootloader was built. */
export const versionQuestions: NodeQuestions = {
  sections: [...factSections, boardSection, processesAgain],
  facts: [...factReaders, boardState],
  logs: [],
}

/** Only how a node is prepared, where nothing else of it counts. */
export const preparationQuestions: NodeQuestions = {
  sections: [preparation],
  facts: [nodePreparation],
  logs: [],
}

/** What a plan reads, and what apt would change: an SD card makes apt think for seconds. */
export const updateQuestions: NodeQuestions = {
  sections: [...planQuestions.sections.slice(0, -1), updates, processesAgain],
  facts: [...planQuestions.facts, nodeUpdates],
  logs: [],
  seconds: 28,
}

/** The same as for plans, and what would be lost with K3s: counting many files takes a while. */
export const lossQuestions: NodeQuestions = {
  sections: [...planQuestions.sections.slice(0, -1), storedData, processesAgain],
  facts: [...planQuestions.facts, storedPieces],
  logs: [],
  seconds: 28,
}

/**
 * Why one boot of a node ended: its logs, those of its neighbours in time, and the traces that
 * outlive a journal.
 *
 * @param boot -1 is the boot before the running one
 */
export function endQuestions(boot: number): NodeQuestions {
  const logs = endReaders(boot)
  return {
    sections: [
      ...factSections,
      resets,
      loginRecords,
      crashFiles,
      ...sectionsOf(logs),
      processesAgain,
    ],
    facts: [...factReaders, resetStatus, bootRecords, crashRecords],
    logs,
  }
}

/** What a look asks, what the node hears of others, and whether its own last end was in order. */
export function neighbourQuestions(asked: readonly Neighbour[]): NodeQuestions {
  return {
    sections: [
      ...factSections,
      neighbourSection(asked),
      loginRecords,
      ...sectionsOf(logReaders),
      processesAgain,
    ],
    facts: [...factReaders, neighbours, bootRecords],
    logs: logReaders,
  }
}

/** Only what the node hears of others, before one of them goes dark. */
export function witnessQuestions(asked: readonly Neighbour[]): NodeQuestions {
  return { sections: [neighbourSection(asked)], facts: [neighbours], logs: [] }
}

/** Several readers may share a section: it is asked once. */
function sectionsOf(readers: readonly LogReader[]): Section[] {
  return [...new Map(readers.map(({ section }) => [section.name, section])).values()]
}
