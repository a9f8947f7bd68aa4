import { lines } from '#src/model/line.ts'

/**
 * What stands beside an engine that lost its replicas, in the words of longhorn-manager (v1.0 to
 * v1.12) and of people: none of it is enough alone.
 */

/** A program cannot read or write what is its own, and its volume is faulted, as people note it. */
export const programIo = lines(
  ['nput/output error', 'I/O error reading', 'I/O error writing', 'I/O error on'],
  /[Ii]nput\/output error|I\/O error (?:reading|writing|on) [`"']?\//,
)
export const faulted = lines(
  'aulted',
  /\bfaulted\b.*\b(?:detached|volume|robustness)\b|\b(?:detached|volumes?|robustness|pvc\S*)\b.*\bfaulted\b/i,
)

/** A copy to another node breaks off, which an engine outlives (longhorn-engine pkg/sync). */
export const rebuildFails = lines(
  [
    'ailed rebuilding replica',
    'syncing has failed for',
    'ailed to add replica tcp',
    'ailed to sync files',
  ],
  /ailed rebuilding replica|ailed to sync files .*(?:EOF|CANCEL|deadline|reading from server)|syncing has failed for \d+ times|ailed to add replica tcp:\/\//,
)

/** Without its instance manager a node can run neither engines nor replicas. */
export const managerAmiss = lines(
  ['instance-manager', 'nstance manager', 'is not the same as'],
  /Pod \\?"instance-manager-\S+" is invalid|NodeID \S+ is not the same as|no (?:valid|running) instance manager/,
)

/** volume_controller.go: no replica of a volume is left. Its engine lost them, or no disk takes them. */
export const allFailed = lines('All replicas are failed, set engine salvageRequested')

/** instance_handler.go: what an instance manager ran ended with it. */
export const managerEnded = lines('annot find the instance manager for the running instance')

/** The salvage finds no replica that it may start: a disk is switched off or full. */
export const noneToSalvage = lines('ringing up 0 replicas for auto-salvage')

/** control.go: a write failed on one replica, and another one still took it. */
export const copyLeft = lines('Ignoring error because', /is mode RW/)
