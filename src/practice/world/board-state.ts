import { randomBytes, randomUUID } from 'node:crypto'
import type { PracticeClock } from './clock.ts'
import {
  type BoardFile,
  calm,
  type Disk,
  type Load,
  newHardware,
  type Pressure,
  type Process,
} from './hardware.ts'
import type { Boot } from './journal.ts'
import { K3sCluster } from './k3s-cluster.ts'
import { newNodePassword } from './k3s-start.ts'
import { Packages } from './packages.ts'
import { newUnit, type Unit } from './unit.ts'

export interface NewBoard {
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
  /** Its own where it stands alone. */
  readonly cluster?: K3sCluster
  /** True where K3s was never installed; its role is the one that it is meant for. */
  readonly isBare?: boolean
}

const gibibyte = 1024 ** 3
const dayMilliseconds = 24 * 3_600_000

/** What is true of a board, as plain values; what befalls it changes them. */
export class BoardState {
  readonly name: string
  readonly address: string
  /** What K3s was installed as. */
  role: 'server' | 'agent'
  readonly serverAddress: string | undefined
  readonly cluster: K3sCluster
  /** What its K3s has joined; `other` is a cluster that it began by itself beside the one that was there. */
  member: 'none' | 'cluster' | 'other' = 'none'
  /** K3s's own, by which a node of this name is known again; it outlives an uninstall. */
  nodePassword: string | undefined
  readonly model: string
  readonly isPi5: boolean
  readonly memoryBytes: number
  readonly cpus = 4
  kernel = ''
  readonly packages: Packages
  readonly osName: string = 'Debian GNU/Linux 13 (trixie)'
  readonly diskBytes = 64 * 1000 ** 3
  diskUsedBytes = 14 * 1000 ** 3
  /** `none` keeps the datastore in SQLite. */
  etcd: 'none' | 'member' | 'removed' = 'none'
  /** Of a server: how large its datastore has grown. */
  datastoreBytes = 38 * 1024 ** 2
  readonly disk: Disk
  rootUuid = randomUUID()
  /** What its image gives the kernel beside that; Raspberry Pi OS none of these. */
  bootWords: readonly string[] = []
  /** What the running kernel was started with. */
  commandLine = ''
  machineId = randomBytes(16).toString('hex')
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
  /** False before K3s was installed, and once it was uninstalled. */
  hasK3s: boolean
  /** Longhorn's volumes that the kernel has as disks here. */
  readonly attachedVolumes = new Set<string>()
  /** How far the board's clock is ahead of the world's. */
  clockOffsetSeconds = 0

  constructor(clock: PracticeClock, options: NewBoard) {
    this.certificatesEndAt = clock.now() + 300 * dayMilliseconds
    this.name = options.name
    this.address = options.address
    this.role = options.role
    this.serverAddress = options.serverAddress
    this.cluster = options.cluster ?? new K3sCluster()
    this.hasK3s = options.isBare !== true
    Object.assign(this, this.hasK3s ? setUp(options) : bare)
    this.cluster.hasBegun ||= this.hasK3s && this.role === 'server'
    this.model = options.model ?? 'Raspberry Pi 5 Model B Rev 1.0'
    this.isPi5 = this.model.includes('Pi 5')
    this.packages = new Packages(this.isPi5, clock.now())
    this.memoryBytes = options.memoryBytes ?? 8 * gibibyte
    this.disk = newDisk(options)
    const names = this.hasK3s ? [...systemUnits, this.k3sUnit] : systemUnits
    for (const [place, name] of names.entries()) this.units.set(name, newUnit(name, 300 + place))
  }

  get k3sUnit(): 'k3s' | 'k3s-agent' {
    return this.role === 'server' ? 'k3s' : 'k3s-agent'
  }

  get rootPartition(): string {
    return `${this.disk.device}p2`
  }

  /** The line that its image has in cmdline.txt. */
  get bootLine(): string {
    const root = `root=PARTUUID=${this.rootUuid.slice(0, 8)}-02`
    return [
      'console=tty1',
      root,
      'rootfstype=ext4 fsck.repair=yes rootwait',
      ...this.bootWords,
    ].join(' ')
  }

  /** Of the program in /usr/local/bin, where somebody put one there. */
  get k3sVersion(): string {
    const program = this.files.get('/usr/local/bin/k3s')
    const text = Buffer.from(program?.bytes ?? []).toString('latin1')
    return /v\d+\.\d+\.\d+\+k3s\d+/.exec(text)?.[0] ?? 'v1.36.3+k3s1'
  }
}

const systemUnits = ['systemd-journald', 'systemd-timesyncd', 'ssh', 'iscsid']

function setUp({ role, hasEtcd }: NewBoard) {
  const etcd = hasEtcd === true && role === 'server' ? 'member' : 'none'
  const bootWords = ['psi=1', 'cgroup_enable=memory']
  return { member: 'cluster', etcd, nodePassword: newNodePassword(), bootWords } as const
}
const bare = { member: 'none', etcd: 'none', nodePassword: undefined } as const

function newDisk({ device = 'mmcblk0' }: NewBoard): Disk {
  const model = device === 'mmcblk0' ? 'SD64G' : 'NVMe SSD 64GB'
  const inodes = 3_900_000
  return { device, model, inodes, usedInodes: 180_000, readOnly: false, hangs: false }
}
