import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateProgram } from '#src/collect/node/program/generate.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { type SplitOutput, splitOutput } from '#src/collect/node/program/split.ts'
import { builtFolder } from '#test/support/programs.ts'

export interface Shell {
  readonly name: string
  readonly command: readonly string[]
  /** Folder that holds the shell's own tools and nothing else; the system's if absent. */
  readonly tools?: string
  /** Why it cannot be run here. */
  readonly absent?: string
}

const busyboxProgram = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path))

/** busybox with its own tools alone, as on a system that has no others. */
function busybox(): Shell {
  if (busyboxProgram === undefined)
    return { name: 'busybox', command: [], absent: 'busybox is not installed' }
  // The worker is ended from outside, and so takes nothing away itself: the run's own folder goes.
  const tools = mkdtempSync(join(process.env[builtFolder] ?? tmpdir(), 'busybox-'))
  spawnSync(busyboxProgram, ['--install', '-s', tools])
  return { name: 'busybox', command: [busyboxProgram, 'sh', '-s'], tools }
}

export const shells: readonly Shell[] = [
  existsSync('/bin/dash') || existsSync('/usr/bin/dash')
    ? { name: 'dash', command: ['dash', '-s'] }
    : { name: 'dash', command: [], absent: 'dash is not installed' },
  busybox(),
]

export const marker = '0123456789abcdef'

/** Runs sections for real, as a node would, and takes the output apart. */
export function runSections(
  shell: Shell,
  sections: readonly Section[],
  totalSeconds = 8,
): SplitOutput & { readonly status: number | null; readonly bytes: number } {
  const program = generateProgram(sections, { marker, totalSeconds })
  const { stdout, status } = runText(shell, program)
  return { ...splitOutput(stdout, marker, sections), status, bytes: stdout.length }
}

export function runText(shell: Shell, program: string): { stdout: Buffer; status: number | null } {
  const [file = 'sh', ...args] = shell.command
  const own = shell.tools ? program.replace(/ PATH=\S+/, ` PATH=${shell.tools}`) : program
  const { stdout, status } = spawnSync(file, args, { input: own, maxBuffer: 20_000_000 })
  return { stdout, status }
}
