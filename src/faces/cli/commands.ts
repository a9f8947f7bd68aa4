import apply from './commands/apply.ts'
import approve from './commands/approve.ts'
import autopsy from './commands/autopsy.ts'
import backup from './commands/backup.ts'
import can from './commands/can.ts'
import cancel from './commands/cancel.ts'
import certificates from './commands/certificates.ts'
import check from './commands/check.ts'
import collect from './commands/collect.ts'
import completion from './commands/completion.ts'
import destroy from './commands/destroy.ts'
import diagnose from './commands/diagnose.ts'
import drain from './commands/drain.ts'
import explain from './commands/explain.ts'
import fetch from './commands/fetch.ts'
import fix from './commands/fix.ts'
import history from './commands/history.ts'
import init from './commands/init.ts'
import isolate from './commands/isolate.ts'
import logs from './commands/logs.ts'
import nodes from './commands/nodes.ts'
import note from './commands/note.ts'
import plan from './commands/plan.ts'
import powerCycle from './commands/power-cycle.ts'
import powerOff from './commands/power-off.ts'
import powerOn from './commands/power-on.ts'
import practice from './commands/practice.ts'
import reboot from './commands/reboot.ts'
import rejoin from './commands/rejoin.ts'
import remove from './commands/remove.ts'
import replace from './commands/replace.ts'
import replicas from './commands/replicas.ts'
import restartCsiPlugin from './commands/restart-csi-plugin.ts'
import restore from './commands/restore.ts'
import resume from './commands/resume.ts'
import runPlan from './commands/run-plan.ts'
import runs from './commands/runs.ts'
import service from './commands/service.ts'
import start from './commands/start.ts'
import status from './commands/status.ts'
import stop from './commands/stop.ts'
import storage from './commands/storage.ts'
import trends from './commands/trends.ts'
import uncordon from './commands/uncordon.ts'
import undo from './commands/undo.ts'
import up from './commands/up.ts'
import update from './commands/update.ts'
import versions from './commands/versions.ts'
import volumes from './commands/volumes.ts'
import type { Command } from './define-command.ts'

/** All commands, in the order and under the headings of --help. */
const groups: Readonly<Record<string, readonly Command[]>> = {
  'Begin with a cluster': [init, fetch, up, practice],
  See: [status, nodes, volumes, versions, trends, logs],
  'Judge and explain': [check, diagnose, autopsy, can, explain, collect, fix],
  'Maintain a node': [
    drain,
    uncordon,
    reboot,
    service,
    storage,
    restartCsiPlugin,
    isolate,
    rejoin,
    remove,
    replace,
    powerCycle,
    powerOff,
    powerOn,
  ],
  'Maintain the cluster': [replicas, certificates, update, backup, restore, destroy, stop, start],
  'Plans and runs': [plan, apply, approve, runs, resume, cancel, undo, history, note],
  Shell: [completion],
}

/** Completion, the reference page and --help come from here. */
export const commands: readonly Command[] = Object.entries(groups).flatMap(([group, members]) =>
  members.map((command) => ({ ...command, group })),
)

/** What Bramble calls itself. */
export const hiddenCommands: readonly Command[] = [runPlan]
