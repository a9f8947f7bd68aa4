import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { boardSection, boardState } from '#src/collect/node/facts/board-state.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { boardState as fact } from '#src/model/facts/node.ts'
import { runSections, shells } from './run.ts'

/** The forms are the kernel's and Raspberry Pi's: /proc/swaps, sysfs, `vcgencmd bootloader_version`. */
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-board-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { mode })
}

function link(name: string, files: Record<string, string>, driver?: string): void {
  for (const [file, text] of Object.entries(files)) put(`/sys/class/net/${name}/${file}`, text)
  mkdirSync(join(root, `/sys/class/net/${name}/device`), { recursive: true })
  if (driver !== undefined)
    symlinkSync(
      `/sys/bus/platform/drivers/${driver}`,
      join(root, `/sys/class/net/${name}/device/driver`),
    )
}

/** The section as it is, with its places and its programs below a folder of the test. */
function moved(): Section {
  const command = boardSection.command
    .replaceAll(/(?<![\w$}])\/(?:etc|boot|sys|proc\/swaps)(?=[/ ;\n'])/g, (place) => root + place)
    .replaceAll(/command -v (vcgencmd|rpi-eeprom-update|timedatectl)/g, `[ -x ${root}/bin/$1 ]`)
    .replaceAll(/(?<=[&|] |^|\n)(vcgencmd|rpi-eeprom-update|timedatectl) ?/g, `${root}/bin/$1 `)
    .replaceAll('sudo -n', 'env')
  return { ...boardSection, command }
}

function told(shell: (typeof shells)[number]) {
  const { answers } = runSections(shell, [moved()])
  const records = boardState.read(answers, { begunAfter: 0, heardBy: 0 })
  if (!Array.isArray(records)) throw new Error(JSON.stringify(records))
  return fact.schema.parse(records[0])
}

describe.each(shells)('what a board is like, asked by $name', (shell) => {
  test.skipIf(shell.absent !== undefined)('is told as it is on a Pi 5 of trixie', () => {
    link('eth0', { carrier: '1\n', speed: '1000\n' }, 'macb')
    link('wlan0', { carrier: '', speed: '' }, 'brcmfmac')
    mkdirSync(join(root, '/sys/class/net/wlan0/wireless'))
    mkdirSync(join(root, '/sys/class/net/cni0'), { recursive: true })
    put(
      '/proc/swaps',
      'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/zram0                              partition\t2097136\t\t0\t\t100\n',
    )
    put('/sys/block/zram0/backing_dev', '/dev/loop0\n')
    put('/etc/rpi/swap.conf', '[Main]\n#Mechanism=auto\n')
    put(
      '/boot/firmware/config.txt',
      'arm_64bit=1\n# dtparam=eee=on\n [pi4]\ndtparam=audio=on,eee=off\ndtparam=eee=off\n',
    )
    utimesSync(join(root, '/boot/firmware/config.txt'), 1, 1)
    put(
      '/bin/vcgencmd',
      '#!/bin/sh\nprintf "2025/05/08 15:13:17\\nversion 0123abc (release)\\ntimestamp 1746713597\\nupdate-time 1746800000\\n"\n',
      0o755,
    )
    put(
      '/bin/rpi-eeprom-update',
      '#!/bin/sh\n[ $# = 0 ] || exit 9\nprintf "*** UPDATE AVAILABLE ***\\nBOOTLOADER: update available\\n"\nexit 1\n',
      0o755,
    )
    put('/bin/timedatectl', '#!/bin/sh\necho CanNTP=yes\n', 0o755)
    expect(told(shell)).toEqual({
      links: [
        { name: 'eth0', driver: 'macb', wireless: false, carrier: true, speedMegabits: 1000 },
        { name: 'wlan0', driver: 'brcmfmac', wireless: true, carrier: false },
      ],
      swaps: [{ device: '/dev/zram0', type: 'partition' }],
      zramWritesBack: true,
      swapTools: ['rpi-swap'],
      config: {
        path: `${root}/boot/firmware/config.txt`,
        eeeLines: ['dtparam=audio=on,eee=off', 'dtparam=eee=off'],
        changedSinceBoot: false,
      },
      bootloaderBuiltAt: 1746713597,
      firmware: 'available',
      canKeepTime: true,
    })
  })

  test.skipIf(shell.absent !== undefined)('is little where there is no board', () => {
    put('/proc/swaps', 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n')
    put('/boot/config.txt', 'arm_64bit=1\n')
    expect(told(shell)).toEqual({
      ...{ links: [], swaps: [], zramWritesBack: false, swapTools: [] },
      config: { path: `${root}/boot/config.txt`, eeeLines: [], changedSinceBoot: true },
    })
  })
})
