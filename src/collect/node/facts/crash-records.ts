import { crashRecords as fact } from '#src/model/facts/restarts.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { childMark } from '../program/generate.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known } from './reader.ts'

/** Lines that name a crash, and the kernel's own heading of a record (fs/pstore/platform.c). */
const telling =
  '^(Panic|Oops|Emergency)#|Kernel panic|Internal error|Oops|kernel BUG|Unable to handle kernel|lockup|Call trace|pc : '

/**
 * Records of dead kernels: in /sys/fs/pstore, or where systemd-pstore(8) moves them at the next
 * start, in folders up to three deep. Only the newest few, and of each only the telling lines.
 */
const crashLines = [
  'set --; for file in /var/lib/systemd/pstore/*dmesg* /var/lib/systemd/pstore/*/*dmesg* /var/lib/systemd/pstore/*/*/*dmesg* /sys/fs/pstore/*dmesg*; do [ -f "$file" ] && set -- "$@" "$file"; done',
  'echo @root; [ $# -le 4 ] || shift $(($# - 4))',
  `for file in "$@"; do echo "@file $(stat -c %Y "$file") $file"; grep -aE "${telling}" "$file" | head -n 12; done`,
]
const crashText = `${crashLines.join('; ')}; :`

/** The second command that reading asks root for; /sys/fs/pstore is closed to users. */
export const crashCommand: readonly string[] = ['/bin/sh', '-c', crashText, `${childMark}=crash`]

const crashWords = `/bin/sh -c ${quoteWord(crashText)} ${childMark}=crash`

/** Without a backend a dying kernel leaves nothing, and nobody need be asked. */
export const crashFiles: Section = {
  name: 'crash_records',
  command: `backend=
read -r backend </sys/module/pstore/parameters/backend || return 41
echo "@backend $backend"
case $backend in ''|'(null)') [ -d /var/lib/systemd/pstore ] || return 0;; esac
if [ "$root" = sudo ]; then sudo -n ${crashWords} 2>/dev/null && return; fi
[ "$root" = self ] || [ ! -d /sys/fs/pstore ] || [ -r /sys/fs/pstore ] || echo @closed
${crashWords} 2>/dev/null`,
  seconds: 2,
  maxBytes: 12_000,
  keep: 'head',
  disk: true,
}

const mostLines = 12

export const crashRecords: FactReader = {
  kind: fact.kind,
  source: '/sys/fs/pstore, /var/lib/systemd/pstore',
  section: crashFiles.name,
  read(answers) {
    const { text, status } = answerTo(answers, crashFiles.name)
    if (status === 41) return absent('not-applicable', 'the kernel has no pstore')
    const said = /^@backend ?(.*)$/m.exec(text)?.[1]?.trim()
    const backend = said === undefined || said === '' || said === '(null)' ? undefined : said
    const records = text
      .split(/^@file /m)
      .slice(1)
      .flatMap(recordIn)
    if (records.length > 0)
      return records.map((record) => ({ backend: backend ?? 'unknown', ...record }))
    if (backend === undefined)
      return absent('not-applicable', 'pstore has no backend: a dying kernel leaves nothing')
    if (/^@closed$/m.test(text))
      return absent('no-permission', '/sys/fs/pstore is open to root only')
    return [{ backend, lines: [] }]
  },
}

function recordIn(part: string): { path: string; at?: string; lines: string[] }[] {
  const [head = '', ...lines] = part.split('\n')
  const found = /^(\d{1,12}) (\S.*)$/.exec(head)
  const path = found?.[2]
  if (path === undefined) return []
  const seconds = Number(found?.[1])
  return [
    known({
      path,
      at: seconds > 0 ? new Date(seconds * 1000).toISOString() : undefined,
      lines: lines.filter((line) => line.trim() !== '').slice(0, mostLines),
    }),
  ]
}
