import { randomUUID } from 'node:crypto'
import { BoardState, type NewBoard } from './board-state.ts'
import { k3sLine, k3sStart, kernelStart, systemdEnd, systemdStart } from './boot-lines.ts'
import type { PracticeClock } from './clock.ts'
import { forgetMemory, resetRegisters } from './hardware.ts'
import { type Boot, type JournalLine, mostBoots, mostLines } from './journal.ts'
import { joinCluster } from './k3s-start.ts'
import { newUnit, titleOf, type Unit } from './unit.ts'

/**
 * One simulated Raspberry Pi: what is true of the board itself, whoever asks. What a shell on it
 * sees is made from this (`system/`); the kubelet and the volume machine read from it whether they
 * run at all.
 */
export class Board extends BoardState {
  /** Who is on the same network; whoever assembles the cluster says it. */
  others: readonly Board[] = []
  readonly #clock: PracticeClock

  constructor(clock: PracticeClock, options: NewBoard) {
    super(clock, options)
    this.#clock = clock
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
    const isIn = this.member === 'cluster' && this.etcd !== 'removed'
    return this.hasK3s && isIn && this.runs(this.k3sUnit)
  }

  /** What systemd learns of new files of units, by `daemon-reload` and at each boot. */
  readUnits(): void {
    for (const unit of ['k3s', 'k3s-agent'] as const) {
      if (this.units.has(unit) || !this.files.has(`/etc/systemd/system/${unit}.service`)) continue
      this.hasK3s = true
      this.role = unit === 'k3s' ? 'server' : 'agent'
      this.units.set(unit, { ...newUnit(unit, 300 + this.units.size), enabled: false })
    }
  }

  powerOn(): void {
    if (this.isOn()) return
    this.power = 'on'
    this.kernel = this.packages.newestKernel
    this.commandLine = this.#lineInFile() ?? this.bootLine
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
    this.readUnits()
    for (const unit of this.units.values()) {
      unit.restartCount = 0
      unit.activeSince = unit.inactiveSince = undefined
      if (unit.enabled) this.#activate(unit)
    }
  }

  /** The firmware reads the first line of the file, where somebody wrote one. */
  #lineInFile(): string | undefined {
    const written = this.files.get('/boot/firmware/cmdline.txt')
    return written && Buffer.from(written.bytes).toString('utf8').split('\n')[0]
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
    if (this.isOn() && unit.state !== 'active' && unit.state !== 'activating') this.#activate(unit)
  }

  /** What K3s tries again and again until it is let in; its unit is active from then on. */
  tryToJoin(): void {
    const unit = this.units.get(this.k3sUnit)
    if (!this.isOn() || unit?.state !== 'activating') return
    const refusal = joinCluster(this)
    if (refusal !== undefined) return this.sayK3s(k3sLine(this, levelOf(refusal), refusal))
    this.#activated(unit)
    this.containersRun = true
    this.hardware.runtimeHungAt = undefined
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
    unit.result = 'success'
    unit.exitStatus = 0
    if (unit.name !== this.k3sUnit) return this.#activated(unit)
    unit.state = 'activating'
    this.#systemd(`Starting ${titleOf(unit)}...`)
    for (const text of k3sStart(this)) this.sayK3s(text)
    this.tryToJoin()
  }

  #activated(unit: Unit): void {
    unit.state = 'active'
    unit.activeSince = this.now()
    this.#systemd(`Started ${titleOf(unit)}.`)
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

/** What it waits for is told, what it tries in vain is an error, and what cannot be ends it. */
function levelOf(refusal: string): 'info' | 'error' | 'fatal' {
  if (refusal.startsWith('Waiting ')) return 'info'
  return refusal.startsWith('Failed ') ? 'error' : 'fatal'
}
