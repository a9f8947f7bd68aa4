import { type Call, optionsIn, type Said, type Tool } from '../tool.ts'

const valued = new Set(['o', 'f', 'W'])
const lockRefusal = {
  error: 'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\n',
  code: 100,
}

/** apt-get(8) of apt 3.0: update and upgrades; nothing is really fetched. */
export const aptGet: Tool = {
  name: 'apt-get',
  run(call) {
    const { board, user, words } = call
    const { flags, operands } = optionsIn(words, valued)
    const [verb, ...names] = operands
    const { packages } = board
    if (verb === 'update') {
      if (user !== 'root') return lockRefusal
      packages.lists = packages.archive
      return { out: 'Reading package lists...\n' }
    }
    if (verb !== 'full-upgrade' && verb !== 'install')
      return { error: 'E: Invalid operation\n', code: 100 }
    const offered = packages
      .offered()
      .filter((one) => verb === 'full-upgrade' || names.includes(`${one.name}=${one.version}`))
    if (flags.has('print-uris'))
      return {
        out: offered
          .map(({ name }) => `'http://archive/${name}.deb' ${name}.deb 1000000 SHA256:0\n`)
          .join(''),
      }
    if (flags.has('s')) return { out: offered.map((one) => instLine(call, one)).join('') }
    if (user !== 'root') return lockRefusal
    if (flags.has('download-only')) return {}
    for (const one of offered) packages.install(one, board.now())
    return { out: `${offered.length} upgraded\n` }
  },
}

type Offer = ReturnType<Call['board']['packages']['offered']>[number]

function instLine({ board }: Call, { name, version, security }: Offer): string {
  const own = board.packages.installed.get(name)
  const origin = security ? 'Debian-Security:13/stable-security' : 'Debian:13.2/stable'
  return `Inst ${name}${own ? ` [${own.version}]` : ''} (${version} ${origin} [arm64])\n`
}

/** apt-mark(8): what is held; every package of a board is marked as wanted. */
export const aptMark: Tool = {
  name: 'apt-mark',
  run({ board, user, words: [verb, ...names] }): Said {
    const { held } = board.packages
    if (verb === 'showhold') return { out: [...held].map((name) => `${name}\n`).join('') }
    if (verb === 'showauto') return {}
    if (user !== 'root') return lockRefusal
    for (const name of names) {
      if (verb === 'hold') held.add(name)
      if (verb === 'unhold') held.delete(name)
    }
    return {}
  },
}

/** dpkg(1): what is half installed, and its end. */
export const dpkg: Tool = {
  name: 'dpkg',
  run({ board, user, words }): Said {
    const { half } = board.packages
    if (words.includes('--audit'))
      return {
        out: [...half].map((name) => ` ${name}                 of a practice board\n`).join(''),
      }
    if (!words.includes('--configure'))
      return { error: 'dpkg: error: need an action option\n', code: 2 }
    if (user !== 'root') return lockRefusal
    half.clear()
    return {}
  },
}

/** dpkg-query(1): `-W -f FORMAT NAME…`. */
export const dpkgQuery: Tool = {
  name: 'dpkg-query',
  run({ board, words }): Said {
    const { operands, values } = optionsIn(words, new Set(['f']))
    const format = values.get('f')?.at(-1) ?? '${Package}\\t${Version}\\n'
    const names = operands.length > 0 ? operands : [...board.packages.installed.keys()]
    const rows = names.flatMap((name) => {
      const own = board.packages.installed.get(name)
      if (!own) return []
      return format
        .replaceAll('${Package}', name)
        .replaceAll('${Version}', own.version)
        .replaceAll('${Section}', own.section)
        .replaceAll(
          '${db:Status-Status}',
          board.packages.half.has(name) ? 'half-configured' : 'installed',
        )
        .replaceAll('\\n', '\n')
        .replaceAll('\\t', '\t')
    })
    return { out: rows.join(''), code: rows.length === names.length ? 0 : 1 }
  },
}

/** rpi-eeprom-update(8) without options. */
export const rpiEepromUpdate: Tool = {
  name: 'rpi-eeprom-update',
  run: ({ board }): Said =>
    board.packages.firmware === 'up-to-date'
      ? { out: 'BOOTLOADER: up to date\n' }
      : { out: '*** UPDATE AVAILABLE ***\nBOOTLOADER: update available\n', code: 1 },
}
