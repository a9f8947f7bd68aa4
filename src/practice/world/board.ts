import { randomBytes, randomUUID } from 'node:crypto'
import type { PracticeClock } from './clock.ts'

/** One line of a board's journal. */
export interface JournalLine {
  /** Milliseconds since the Unix epoch, by the board's own clock. */
  readonly at: number
  /** Who wrote it: `kernel`, `systemd`, `k3s`, … */
  readonly program: string
  readonly text: string
  readonly unit?: string
  readonly pid?: number
  /** Of syslog: 3 is an error, 6 is for information. */
  readonly priority?: number
}

interface Boot {
  readonly id: string
  readonly startedAt: number
  endedAt?: number
  readonly lines: JournalLine[]
}

interface Unit {
  state: 'active' | 'failed' | 'inactive'
  enabled: boolean
  since: number
  restarts: number
}

interface NewBoard {
  readonly name: string
  /** As the cluster sees it; its SSH server listens on loopback. */
  readonly address: string
  readonly role: 'server' | 'agent'
  readonly model?: string
  readonly memoryBytes?: number
}

const gibibyte = 1024 ** 3
/** Long enough for every wait of a scenario, short enough for memory. */
const mostBoots = 10
const mostLines = 50_000

/**
 * One simulated Raspberry Pi: what is true of the board itself, whoever asks. What a shell on it
 * sees is made from this (`system/`); the kubelet and the volume machine read from it whether they
 * run at all.
 */
export class Board {
  readonly name: string
  readonly address: string
  readonly role: 'server' | 'agent'
  readonly model: string
  readonly memoryBytes: number
  readonly cpus = 4
  readonly kernel: string = '6.12.47+rpt-rpi-2712'
  readonly osName: string = 'Debian GNU/Linux 13 (trixie)'
  readonly diskBytes = 64 * 1000 ** 3
  diskUsedBytes = 14 * 1000 ** 3
  readonly machineId = randomBytes(16).toString('hex')
  readonly boots: Boot[] = []
  readonly units = new Map<string, Unit>()
  power: 'on' | 'off' = 'off'
  /** Cut: the board runs on, and nobody reaches it. */
  network: 'up' | 'cut' = 'up'
  sshd: 'answers' | 'hangs' | 'refuses' = 'answers'
  /** How far the board's clock is ahead of the world's. */
  clockOffsetSeconds = 0
  readonly #clock: PracticeClock

  constructor(clock: PracticeClock, options: NewBoard) {
    this.#clock = clock
    this.name = options.name
    this.address = options.address
    this.role = options.role
    this.model = options.model ?? 'Raspberry Pi 5 Model B Rev 1.0'
    this.memoryBytes = options.memoryBytes ?? 8 * gibibyte
    for (const name of [this.k3sUnit, 'ssh', 'systemd-timesyncd', 'iscsid'])
      this.units.set(name, { state: 'inactive', enabled: true, since: clock.now(), restarts: 0 })
  }

  get k3sUnit(): 'k3s' | 'k3s-agent' {
    return this.role === 'server' ? 'k3s' : 'k3s-agent'
  }

  /** The running boot, or the last one of a board that is off. */
  get boot(): Boot {
    const boot = this.boots.at(-1)
    if (!boot) throw new Error(`${this.name} was never switched on`)
    return boot
  }

  /** By the board's own clock. */
  now(): number {
    return this.#clock.now() + this.clockOffsetSeconds * 1000
  }

  isOn(): boolean {
    return this.power === 'on'
  }

  /** Whether others reach it. */
  isReachable(): boolean {
    return this.isOn() && this.network === 'up'
  }

  runs(unit: string): boolean {
    return this.isOn() && this.units.get(unit)?.state === 'active'
  }

  /** K3s is one process: server or agent, its kubelet runs where it does. */
  runsKubelet(): boolean {
    return this.runs(this.k3sUnit)
  }

  /** As the kubelet judges it: less than 10 % of the root file system are free. */
  isDiskFull(): boolean {
    return this.diskUsedBytes > this.diskBytes * 0.9
  }

  powerOn(): void {
    if (this.isOn()) return
    this.power = 'on'
    this.boots.push({ id: randomUUID(), startedAt: this.now(), lines: [] })
    if (this.boots.length > mostBoots) this.boots.shift()
    for (const [name, unit] of this.units) if (unit.enabled) this.#set(name, unit, 'active')
  }

  /** The plug is pulled: nothing has a last word. */
  losePower(): void {
    if (!this.isOn()) return
    this.boot.endedAt = this.now()
    this.power = 'off'
    for (const unit of this.units.values()) unit.state = 'inactive'
  }

  stop(unit: string): void {
    this.#set(unit, this.#unit(unit), 'inactive')
  }

  start(unit: string): void {
    if (this.isOn()) this.#set(unit, this.#unit(unit), 'active')
  }

  say(program: string, text: string, more: Partial<JournalLine> = {}): void {
    if (!this.isOn()) return
    const { lines } = this.boot
    lines.push({ at: this.now(), program, text, ...more })
    if (lines.length > mostLines) lines.shift()
  }

  #unit(name: string): Unit {
    const unit = this.units.get(name)
    if (!unit) throw new Error(`${this.name} has no unit ${name}`)
    return unit
  }

  #set(name: string, unit: Unit, state: Unit['state']): void {
    if (unit.state === state) return
    unit.state = state
    unit.since = this.now()
    const done = state === 'active' ? 'Started' : 'Stopped'
    this.say('systemd', `${done} ${name}.service.`, { unit: 'init.scope', pid: 1 })
  }
}
