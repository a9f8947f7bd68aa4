import { randomBytes, randomUUID } from 'node:crypto'
import { k3sStart, kernelStart, systemdEnd, systemdStart } from './boot-lines.ts'
import type { PracticeClock } from './clock.ts'
import {
  type BoardFile,
  calm,
  type Disk,
  forgetMemory,
  type Load,
  newHardware,
  type Pressure,
  type Process,
  resetRegisters,
} from './hardware.ts'
import { type Boot, type JournalLine, mostBoots, mostLines } from './journal.ts'
import { Packages } from './packages.ts'
import { newUnit, titleOf, type Unit } from './unit.ts'

interface NewBoard {
  readonly name: string
  /** As the cluster sees it; its SSH server listens on loopback. */
  readonly address: string
  readonly role: 'server' | 'agent'
  readonly model?: string
  readonly memoryBytes?: number
  readonly device?: Disk['device']
  /** Where an agent finds its server. */
  readonly serverAddress?: string
  /** Whether it is one of several servers with embedded etcd. */
  readonly hasEtcd?: boolean
}

const gibibyte = 1024 ** 3
const dayMilliseconds = 24 * 3_600_000

/**
 * One simulated Raspberry Pi: what is true of the board itself, whoever asks. What a shell on it
 * sees is made from this (`system/`); the kubelet and the volume machine read from it whether they
 * run at all.
 */
export class Board {
  readonly name: string
  readonly address: string
  readonly role: 'server' | 'agent'
  readonly serverAddress: string | undefined
  readonly model: string
  readonly isPi5: boolean
  readonly memoryBytes: number
  readonly cpus = 4
  kernel = ''
  readonly packages: Packages
  readonly osName: string = 'Debian GNU/Linux 13 (trixie)'
  readonly k3sVersion = 'v1.36.3+k3s1'
  readonly diskBytes = 64 * 1000 ** 3
  diskUsedBytes = 14 * 1000 ** 3
  /** `none` keeps the datastore in SQLite. */
  etcd: 'none' | 'member' | 'removed'
  /** Of a server: how large its datastore has grown. */
  datastoreBytes = 38 * 1024 ** 2
  readonly disk: Disk
  readonly rootUuid = randomUUID()
  readonly machineId = randomBytes(16).toString('hex')
  readonly hardware = newHardware()
  memoryUsedBytes = 2 * gibibyte
  load: Load = [0.42, 0.38, 0.35]
  readonly pressure = { cpu: calm, memory: calm, io: calm } as Record<
    'cpu' | 'memory' | 'io',
    Pressure
  >
  /** Beside those of its units: what sleeps in the kernel. */
  readonly processes: Process[] = []
  /** What somebody made, over what every board has: files, folders, and where links lead. */
  readonly files = new Map<string, BoardFile>()
  readonly folders = new Set<string>()
  readonly links = new Map<string, string>()
  readonly boots: Boot[] = []
  /** Who is on the same network; whoever assembles the cluster says it. */
  others: readonly Board[] = []
  readonly units = new Map<string, Unit>()
  /** False keeps the journal in memory, as Raspberry Pi OS does since 2025. */
  keepsJournal = true
  /** Whether the first user becomes root without a password. */
  sudo: 'free' | 'password' = 'free'
  /** What that password is: the same on all boards where no test says otherwise, and no secret. */
  readonly password = 'practice'
  clockIsSynchronized = true
  /** When K3s's own certificates run out. */
  certificatesEndAt: number
  power: 'on' | 'off' = 'off'
  /** Cut: the board runs on, and nobody reaches it. */
  network: 'up' | 'cut' = 'up'
  sshd: 'answers' | 'hangs' | 'refuses' = 'answers'
  /** Containers outlive the unit of K3s: only its killall script or the board's own end takes them. */
  containersRun = false
  /** False once K3s was uninstalled. */
  hasK3s = true
  /** Longhorn's volumes that the kernel has as disks here. */
  readonly attachedVolumes = new Set<string>()
  /** How far the board's clock is ahead of the world's. */
  clockOffsetSeconds = 0
  readonly #clock: PracticeClock

  constructor(clock: PracticeClock, options: NewBoard) {
    this.#clock = clock
    this.certificatesEndAt = clock.now() + 300 * dayMilliseconds
    this.name = options.name
    this.address = options.address
    this.role = options.role
    this.serverAddress = options.serverAddress
    this.etcd = options.hasEtcd === true ? 'member' : 'none'
    this.model = options.model ?? 'Raspberry Pi 5 Model B Rev 1.0'
    this.isPi5 = this.model.includes('Pi 5')
    this.packages = new Packages(this.isPi5, clock.now())
    this.memoryBytes = options.memoryBytes ?? 8 * gibibyte
    const device = options.device ?? 'mmcblk0'
    const model = device === 'mmcblk0' ? 'SD64G' : 'NVMe SSD 64GB'
    const inodes = 3_900_000
    this.disk = { device, model, inodes, usedInodes: 180_000, readOnly: false, hangs: false }
    const names = ['systemd-journald', 'systemd-timesyncd', 'ssh', 'iscsid', this.k3sUnit]
    for (const [place, name] of names.entries()) this.units.set(name, newUnit(name, 300 + place))
  }

  get k3sUnit(): 'k3s' | 'k3s-agent' {
    return this.role === 'server' ? 'k3s' : 'k3s-agent'
  }

  get rootPartition(): string {
    return `${this.disk.device}p2`
  }

  get commandLine(): string {
    return `console=tty1 root=PARTUUID=${this.rootUuid.slice(0, 8)}-02 rootfstype=ext4 fsck.repair=yes rootwait psi=1 cgroup_enable=memory`
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

  uptimeSeconds(): number {
    return (this.#clock.now() - this.boot.startedInWorld) / 1000
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

  /** K3s is one process: server or agent, its kubelet runs where it does. A removed member ends. */
  runsKubelet(): boolean {
    return this.hasK3s && this.runs(this.k3sUnit) && this.etcd !== 'removed'
  }

  powerOn(): void {
    if (this.isOn()) return
    this.power = 'on'
    this.kernel = this.packages.newestKernel
    this.boots.push({
      id: randomUUID(),
      startedAt: this.now(),
      startedInWorld: this.#clock.now(),
      lines: [],
    })
    if (this.boots.length > mostBoots) this.boots.shift()
    this.hardware.throttledSinceBoot = this.hardware.throttledNow
    this.processes.length = 0
    for (const kept of [this.files, this.folders, this.links]) forgetMemory(kept)
    for (const text of kernelStart(this)) this.say('kernel', text)
    for (const text of systemdStart) this.#systemd(text)
    for (const unit of this.units.values()) {
      unit.restartCount = 0
      unit.activeSince = unit.inactiveSince = undefined
      if (unit.enabled) this.#activate(unit)
    }
  }

  /** The plug is pulled: nothing has a last word. */
  losePower(): void {
    this.#end(false)
    this.hardware.resetRegister = resetRegisters.powerOn
  }

  /** An orderly end, with systemd's last words. */
  shutDown(): void {
    if (!this.isOn()) return
    for (const name of [...this.units.keys()].reverse()) this.stop(name)
    for (const text of systemdEnd) this.#systemd(text)
    this.say('systemd-journald', 'Journal stopped', { unit: 'systemd-journald.service', pid: 300 })
    this.#end(true)
    this.hardware.resetRegister = resetRegisters.powerOn
  }

  /** An orderly end and a new start, `seconds` later by the world's clock. */
  reboot(seconds = 45): void {
    if (!this.isOn()) return
    this.shutDown()
    this.hardware.resetRegister = resetRegisters.chip
    this.#clock.after(seconds, () => this.powerOn())
  }

  stop(name: string): void {
    const unit = this.unit(name)
    if (unit.state === 'inactive') return
    if (unit.state === 'active') {
      this.#systemd(`Stopping ${titleOf(unit)}...`)
      this.#systemd(`${unit.name}.service: Deactivated successfully.`)
      this.#systemd(`Stopped ${titleOf(unit)}.`)
    }
    unit.state = 'inactive'
    unit.inactiveSince = this.now()
  }

  start(name: string): void {
    const unit = this.unit(name)
    if (this.isOn() && unit.state !== 'active') this.#activate(unit)
  }

  /** Its main process ends badly. Where systemd starts it anew it counts that. */
  fail(name: string, exitStatus: number): void {
    const unit = this.unit(name)
    if (!this.isOn() || unit.state !== 'active') return
    this.#systemd(
      `${name}.service: Main process exited, code=exited, status=${exitStatus}/${exitStatus === 1 ? 'FAILURE' : 'n/a'}`,
      5,
    )
    this.#systemd(`${name}.service: Failed with result 'exit-code'.`, 4)
    unit.state = 'failed'
    unit.result = 'exit-code'
    unit.exitStatus = exitStatus
    unit.inactiveSince = this.now()
    if (!unit.restarts) return
    unit.restartCount += 1
    this.#systemd(
      `${name}.service: Scheduled restart job, restart counter is at ${unit.restartCount}.`,
    )
    this.#activate(unit)
  }

  say(program: string, text: string, more: Partial<JournalLine> = {}): void {
    if (!this.isOn()) return
    const { lines } = this.boot
    const uptimeSeconds = this.uptimeSeconds()
    lines.push({ at: this.now(), uptimeSeconds, program, text, priority: 6, ...more })
    if (lines.length > mostLines) lines.shift()
  }

  /** A line of K3s, as its unit writes it. */
  sayK3s(text: string): void {
    const unit = `${this.k3sUnit}.service`
    this.say('k3s', text, { unit, pid: this.unit(this.k3sUnit).pid })
  }

  /** @throws Error for what is no unit of this board */
  unit(name: string): Unit {
    const unit = this.units.get(name)
    if (!unit) throw new Error(`${this.name} has no unit ${name}`)
    return unit
  }

  #activate(unit: Unit): void {
    unit.state = 'active'
    unit.result = 'success'
    unit.exitStatus = 0
    unit.activeSince = this.now()
    this.#systemd(`Started ${titleOf(unit)}.`)
    if (unit.name !== this.k3sUnit) return
    for (const text of k3sStart(this)) this.sayK3s(text)
    this.containersRun = true
    this.hardware.runtimeHungAt = undefined
  }

  #systemd(text: string, priority = 6): void {
    this.say('systemd', text, { unit: 'init.scope', pid: 1, priority })
  }

  #end(orderly: boolean): void {
    if (!this.isOn()) return
    this.boot.endedAt = this.now()
    this.boot.orderly = orderly
    this.power = 'off'
    this.containersRun = false
    this.attachedVolumes.clear()
    for (const unit of this.units.values()) unit.state = 'inactive'
  }
}
