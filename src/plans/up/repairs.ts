import { wantedKernelWords } from '#src/model/kernel-command-line.ts'
import type { Left } from '#src/model/plan.ts'
import { losesByEee, swapsToCard } from '#src/rules/board-hardware.ts'
import { restartBoard } from '#src/steps/up/restart-board.ts'
import { eeeOff, setFirmwareLine } from '#src/steps/up/set-firmware-line.ts'
import { setKernelWords } from '#src/steps/up/set-kernel-words.ts'
import { setTimeSync } from '#src/steps/up/set-time-sync.ts'
import type { Draft } from '../draft.ts'
import type { Board } from './board.ts'
import { isAsked, isBare, type Site } from './site.ts'

/** What is done about a board, and what of it counts only from its next boot on. */
interface Repair {
  readonly steps: Draft['steps']
  /** Why the board has to restart; undefined where it need not. */
  readonly boots: string | undefined
}

const nothing: Repair = { steps: [], boots: undefined }

/** One boot for all that needs one. A node with pods is not restarted by the way. */
export function repairs(
  board: Board,
  site: Site,
): { readonly steps: Draft['steps']; readonly leaves: readonly Left[] } {
  const { name, isRaspberryPi } = board
  if (!isRaspberryPi || !isAsked('boards', board, site)) return { steps: [], leaves: [] }
  const all = [timeSyncRepair(board), wordsRepair(board), eeeRepair(board), swapRepair(board)]
  const steps = all.flatMap((repair) => repair.steps)
  const boots = all.flatMap((repair) => repair.boots ?? [])
  if (boots.length === 0) return { steps, leaves: [] }
  const restart = {
    step: restartBoard,
    input: { node: name, words: board.preparation.cmdline ? [...wantedKernelWords] : [] },
    reason: `${boots.join('; ')}: that counts from its next boot on`,
  }
  if (isBare(board)) return { steps: [...steps, restart], leaves: [] }
  const left: Left = {
    kind: 'by-hand',
    what: `a reboot of ${name}`,
    reason: boots.join('; '),
    instead: [`bramble reboot ${name}`],
  }
  return { steps, leaves: [left] }
}

function timeSyncRepair({ name, hardware }: Board): Repair {
  const { time, state } = hardware
  const isOff = time?.ntpEnabled === false && time.synchronized !== true
  if (!isOff || state?.canKeepTime !== true) return nothing
  const reason = 'nothing keeps its clock right, and certificates depend on it'
  return { steps: [{ step: setTimeSync, input: { node: name }, reason }], boots: undefined }
}

function wordsRepair({ name, preparation: { cmdline }, kernelWords }: Board): Repair {
  if (!cmdline) return nothing
  const words = [...wantedKernelWords]
  const inFile = cmdline.line.split(/\s+/)
  const missing = words.filter((word) => !kernelWords.includes(word))
  const isWritten = words.every((word) => inFile.includes(word))
  const write = {
    step: setKernelWords,
    input: { node: name, path: cmdline.path, words },
    reason: 'the firmware turns the memory controller off, and K3s does not start without it',
  }
  return {
    steps: isWritten ? [] : [write],
    boots: missing.length > 0 ? `its kernel runs without ${missing.join(' and ')}` : undefined,
  }
}

function eeeRepair({ name, hardware }: Board): Repair {
  const config = hardware.state?.config
  if (!config || !losesByEee(hardware)) return nothing
  const boots = 'its port saves energy, which loses packets with some switches'
  if (config.eeeLines.some((line) => line.trim() === eeeOff))
    return { steps: [], boots: config.changedSinceBoot ? boots : undefined }
  // Somebody decided otherwise.
  if (config.eeeLines.length > 0) return nothing
  const reason = `kernel ${hardware.kernelRelease} saves energy on this port, which loses packets with some switches`
  const input = { node: name, path: config.path, line: eeeOff }
  return { steps: [{ step: setFirmwareLine, input, reason }], boots }
}

/** Its file is among those that Bramble keeps. */
function swapRepair({ hardware, isOnSdCard }: Board): Repair {
  const isBacked = hardware.state?.zramWritesBack ?? false
  if (!isBacked || !swapsToCard(hardware, isOnSdCard)) return nothing
  return { steps: [], boots: 'its swap reaches the card' }
}
