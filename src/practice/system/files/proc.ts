import type { Board } from '../../world/board.ts'
import type { Pressure, Process } from '../../world/hardware.ts'
import { type Entry, file, line, type Tree } from '../entry.ts'

/** /proc, in the forms of proc(5). */
export function procFiles(board: Board): Tree {
  const uptime = board.uptimeSeconds()
  const sleeping = board.processes.filter(({ state }) => state === 'D').length
  const [one, five, fifteen] = board.load.map((value) => value.toFixed(2))
  return {
    '/proc/uptime': line(`${uptime.toFixed(2)} ${(uptime * board.cpus * 0.9).toFixed(2)}`),
    '/proc/loadavg': line(`${one} ${five} ${fifteen} ${1 + sleeping}/312 4711`),
    '/proc/stat': file(statOf(board, sleeping), 0o444),
    '/proc/meminfo': file(memoryOf(board), 0o444),
    '/proc/swaps': file('Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n', 0o444),
    '/proc/version': line(`Linux version ${board.kernel} (serge@raspberrypi.com) #1 SMP PREEMPT`),
    '/proc/cmdline': line(board.commandLine),
    '/proc/cgroups': file('#subsys_name\thierarchy\tnum_cgroups\tenabled\n', 0o444),
    '/proc/pressure/cpu': pressureOf(board.pressure.cpu),
    '/proc/pressure/memory': pressureOf(board.pressure.memory),
    '/proc/pressure/io': pressureOf(board.pressure.io),
    '/proc/sys/kernel/random/boot_id': line(board.boot.id),
    '/proc/sys/kernel/hostname': line(board.name),
    '/proc/sys/kernel/osrelease': line(board.kernel),
    '/proc/sys/kernel/arch': line('aarch64'),
    '/proc/sys/kernel/panic': line(0),
    '/proc/sys/kernel/panic_on_oops': line(0),
    '/sys/module/pstore/parameters/backend': line('(null)'),
    ...Object.assign({}, ...processesOf(board).map(processFiles)),
  }
}

function statOf(board: Board, sleeping: number): string {
  const ticks = Math.round(board.uptimeSeconds() * 100)
  const cpu = (name: string, share: number) =>
    `${name} ${Math.round(ticks * 0.06 * share)} 0 ${Math.round(ticks * 0.03 * share)} ${Math.round(ticks * 0.9 * share)} ${Math.round(ticks * 0.01 * share)} 0 0 0 0 0`
  const each = Array.from({ length: board.cpus }, (_, number) => cpu(`cpu${number}`, 1))
  const started = Math.floor(board.boot.startedAt / 1000)
  return `${[cpu('cpu', board.cpus), ...each, 'intr 0', 'ctxt 1', `btime ${started}`, 'processes 4711', 'procs_running 1', `procs_blocked ${sleeping}`].join('\n')}\n`
}

function memoryOf({ memoryBytes, memoryUsedBytes }: Board): string {
  const total = Math.round(memoryBytes / 1024)
  const available = Math.max(0, total - Math.round(memoryUsedBytes / 1024))
  const rows = {
    MemTotal: total,
    MemFree: Math.round(available * 0.6),
    MemAvailable: available,
    Buffers: 81_920,
    Cached: Math.round(available * 0.35),
    SwapTotal: 0,
    SwapFree: 0,
    CommitLimit: Math.round(total / 2),
    Committed_AS: total - available,
  }
  return Object.entries(rows)
    .map(([name, value]) => `${`${name}:`.padEnd(16)}${`${value}`.padStart(8)} kB\n`)
    .join('')
}

function pressureOf({ some, full }: Pressure): Entry {
  const row = (name: string, [ten, sixty, long]: Pressure['some']) =>
    `${name} avg10=${ten.toFixed(2)} avg60=${sixty.toFixed(2)} avg300=${long.toFixed(2)} total=0\n`
  return file(`${row('some', some)}${row('full', full)}`, 0o444)
}

/** init, the main process of each unit, and what sleeps in the kernel. */
function processesOf(board: Board): Process[] {
  const own = [...board.units.values()]
    .filter(({ state }) => state === 'active')
    .map(({ pid, name }) => quiet(pid, name.startsWith('k3s') ? 'k3s-server' : name))
  const shims = board.containersRun ? [5201, 5202, 5203].map((pid) => quiet(pid, shim)) : []
  return [quiet(1, 'systemd', 0), ...own, ...shims, ...board.processes]
}

/** One stands for each container that runs. */
const shim = '/var/lib/rancher/k3s/data/current/bin/containerd-shim-runc-v2'

function quiet(pid: number, command: string, parent = 1): Process {
  const waitsIn = 'do_epoll_wait'
  return { pid, parent, command, state: 'S', startedAt: 3, waitsIn, environment: {} }
}

function processFiles(process: Process): Tree {
  const { pid, parent, command, state, startedAt, waitsIn, environment } = process
  const words = Object.entries(environment).map(([name, value]) => `${name}=${value}\0`)
  // Fields 4 to 52 of proc_pid_stat(5); the 22nd is the start in clock ticks.
  const rest = Array.from({ length: 49 }, () => 0)
  rest[0] = parent
  rest[18] = Math.round(startedAt * 100)
  return {
    [`/proc/${pid}/stat`]: line(`${pid} (${command.slice(0, 15)}) ${state} ${rest.join(' ')}`),
    [`/proc/${pid}/comm`]: line(command.slice(0, 15)),
    [`/proc/${pid}/cmdline`]: file(`${command}\0`, 0o444),
    [`/proc/${pid}/environ`]: file(words.join(''), 0o444),
    [`/proc/${pid}/wchan`]: file(waitsIn, 0o444),
  }
}
