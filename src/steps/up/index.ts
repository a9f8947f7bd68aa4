import type { Step } from '../define-step.ts'
import { bringArtifacts } from './bring-artifacts.ts'
import { installPackages } from './install-packages.ts'
import { joinAgents } from './join-agents.ts'
import { measureBoards } from './measure-boards.ts'
import { renewToken } from './renew-token.ts'
import { restartBoard } from './restart-board.ts'
import { setFirmwareLine } from './set-firmware-line.ts'
import { setKernelWords } from './set-kernel-words.ts'
import { setTimeSync } from './set-time-sync.ts'
import { startServer } from './start-server.ts'
import { unsetDefaultClass } from './unset-default-class.ts'
import { writeNodeFiles } from './write-node-files.ts'

/** Everything from a bare board to a node. */
export const upSteps: readonly Step[] = [
  measureBoards,
  writeNodeFiles,
  setKernelWords,
  setFirmwareLine,
  setTimeSync,
  installPackages,
  restartBoard,
  bringArtifacts,
  startServer,
  joinAgents,
  renewToken,
  unsetDefaultClass,
]
