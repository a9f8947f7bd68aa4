import type { Board } from '../../world/board.ts'
import { file, folder, line, type Tree } from '../entry.ts'

/** What Raspberry Pi OS keeps in /etc, /run and /var/log, and the home of its first user. */
export function systemFiles(board: Board): Tree {
  const place = board.keepsJournal ? '/var/log/journal' : '/run/log/journal'
  const [name = '', version = ''] = board.osName.split(/ (?=13)/)
  return {
    '/etc/os-release': file(
      `PRETTY_NAME="${board.osName}"\nNAME="${name}"\nVERSION_ID="13"\nVERSION="${version}"\nVERSION_CODENAME=trixie\nID=debian\n`,
    ),
    '/etc/hostname': file(`${board.name}\n`),
    '/etc/machine-id': line(board.machineId),
    '/etc/hosts': file(`127.0.0.1\tlocalhost\n127.0.1.1\t${board.name}\n`),
    '/etc/passwd': file('root:x:0:0:root:/root:/bin/bash\npi:x:1000:1000:,,,:/home/pi:/bin/bash\n'),
    '/etc/systemd/journald.conf': file('[Journal]\n#Storage=auto\n'),
    ...(board.keepsJournal
      ? {
          '/etc/systemd/journald.conf.d/90-persistent.conf': file(
            '[Journal]\nStorage=persistent\nSystemMaxUse=200M\n',
          ),
        }
      : {
          '/usr/lib/systemd/journald.conf.d/40-rpi-volatile-storage.conf': file(
            '[Journal]\nStorage=volatile\n',
          ),
        }),
    [`${place}/${board.machineId}/system.journal`]: file('LPKSHHRH', 0o640),
    '/boot/firmware/cmdline.txt': line(board.bootLine),
    '/boot/firmware/config.txt': file('[all]\n'),
    ...Object.fromEntries(
      [...board.packages.kernels].map(([release, at]) => [
        `/lib/modules/${release}/modules.dep`,
        { content: () => '', changedAt: at },
      ]),
    ),
    ...(board.packages.firmware === 'staged' && { '/boot/firmware/recovery.bin': file('') }),
    '/home/pi': folder(),
    '/root': folder(0o700),
    '/tmp': folder(0o777),
    '/var/tmp': folder(0o777),
    ...(board.clockIsSynchronized && {
      '/run/systemd/timesync/synchronized': {
        content: () => '',
        changedAt: board.now() - 60_000,
      },
    }),
  }
}
