/** A package of the operating system as dpkg and apt know it. */
interface BoardPackage {
  version: string
  readonly section: string
}

interface Offer {
  readonly name: string
  readonly version: string
  readonly section: string
  /** From an archive of security fixes. */
  readonly security?: boolean
  /** Of a kernel: what `uname -r` says once it runs. */
  readonly kernel?: string
}

const installedBefore = 90 * 24 * 3_600_000

/** What is installed on a board, what its archives have, and what apt knows of that. */
export class Packages {
  readonly installed: Map<string, BoardPackage>
  readonly held = new Set<string>()
  /** What dpkg began and did not finish. */
  readonly half = new Set<string>()
  /** What the archives have now. */
  archive: readonly Offer[]
  /** What they had when the lists were fetched. */
  lists: readonly Offer[] = []
  /** Release to when it was installed. */
  readonly kernels: Map<string, number>
  firmware: 'up-to-date' | 'available' | 'staged' = 'up-to-date'

  /** @param now by the board's clock */
  constructor(isPi5: boolean, now: number) {
    const flavour = isPi5 ? '2712' : 'v8'
    const image = `linux-image-rpi-${flavour}`
    this.installed = new Map([
      ['openssl', { version: '3.5.1-1', section: 'utils' }],
      ['doc-debian', { version: '11.3', section: 'doc' }],
      [image, { version: '1:6.12.47-1+rpt1', section: 'kernel' }],
    ])
    this.archive = [
      { name: 'openssl', version: '3.5.4-1~deb13u1', section: 'utils', security: true },
      { name: 'doc-debian', version: '11.4', section: 'doc' },
      {
        name: image,
        version: '1:6.12.62-1+rpt1',
        section: 'kernel',
        kernel: `6.12.62+rpt-rpi-${flavour}`,
      },
    ]
    this.kernels = new Map([[`6.12.47+rpt-rpi-${flavour}`, now - installedBefore]])
  }

  /** What a full upgrade would install by the lists that are there. */
  offered(): readonly Offer[] {
    return this.lists.filter(({ name, version }) => {
      const own = this.installed.get(name)
      return own?.version !== version && !this.held.has(name)
    })
  }

  /** @param at when, by the board's clock */
  install({ name, version, section, kernel }: Offer, at: number): void {
    this.installed.set(name, { version, section })
    if (kernel !== undefined) this.kernels.set(kernel, at)
  }

  /** What the firmware starts: the kernel that was installed last. */
  get newestKernel(): string {
    return [...this.kernels].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? ''
  }
}
