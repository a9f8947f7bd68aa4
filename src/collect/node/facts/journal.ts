import { journalStorage as fact } from '#src/model/facts/node.ts'
import { systemdTime } from '#src/model/systemd-time.ts'
import { answerTo, type Section } from '../program/section.ts'
import { type Files, filesIn, lineOf } from './files.ts'
import { absent, type FactReader, known } from './reader.ts'

/**
 * Where journald writes now: while it keeps its files in /run, nothing survives a reboot, old
 * files in /var/log/journal or not (systemd-journald.service(8), FILES). $journal becomes the
 * command that reads it, with sudo only where the user may not; $boot narrows it to this boot,
 * which a journal in /run needs not be told and answers faster without.
 */
export const journalFiles: Section = {
  name: 'journal',
  command: `command -v journalctl >/dev/null || return 41
read -r id </etc/machine-id
if [ -e /run/log/journal/$id/system.journal ]; then echo @volatile; file=/run/log/journal/$id/system.journal
elif [ -e /var/log/journal/$id/system.journal ]; then echo @persistent; file=/var/log/journal/$id/system.journal
else echo @nothing; return; fi
if [ -r $file ]; then echo @plain; command=journalctl
elif [ "$root" != no ]; then echo @sudo; command='sudo -n journalctl'
else echo @closed; return; fi
[ -e /run/log/journal/$id/system.journal ] || $command -q --no-pager --list-boots 2>&1 | tail -n 20`,
  after: `journal= earlier= boot=
case $answer in *@plain*) journal=journalctl;; *@sudo*) journal='sudo -n journalctl';; esac
case $answer in *@persistent*) earlier=1 boot='-b 0';; esac`,
  seconds: 3,
  maxBytes: 8000,
  keep: 'head',
  disk: true,
}

export const journalStorage: FactReader = {
  kind: fact.kind,
  source: '/var/log/journal, journald.conf, journalctl --list-boots',
  section: journalFiles.name,
  read(answers) {
    const { text, status } = answerTo(answers, journalFiles.name)
    if (status === 41) return absent('not-applicable', 'the node keeps no systemd journal')
    if (/^@nothing$/m.test(text)) return absent('failed', 'journald has written no file')
    if (!/^@(?:volatile|persistent)$/m.test(text))
      return absent('failed', 'the node did not tell where its journal lies')
    const found = filesIn(answers)
    const persistent = /^@persistent$/m.test(text)
    const listed = text.split('\n').flatMap(bootIn)
    const running = lineOf(found, '/proc/sys/kernel/random/boot_id')?.replaceAll('-', '')
    const boots =
      listed.length === 0 && running !== undefined ? [{ index: 0, id: running }] : listed
    return [known({ persistent, setting: storageIn(found), boots })]
  },
}

/**
 * A row of --list-boots: index, boot id, then two times, divided by a long dash up to systemd
 * 250 and by a blank since.
 */
function bootIn(line: string): object[] {
  const found = /^\s*(-?\d{1,6}) ([0-9a-f]{32}) (.*)$/.exec(line)
  if (!found) return []
  const times = [...(found[3] ?? '').matchAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g)]
  return [
    known({
      index: Number(found[1]),
      id: found[2],
      firstAt: systemdTime(times[0]?.[0]),
      lastAt: systemdTime(times[1]?.[0]),
    }),
  ]
}

/** `Storage=` as journald reads it: the main file, then drop-ins by file name, whatever their folder. */
function storageIn(found: Files): string | undefined {
  const folders = ['/usr/lib', '/run', '/etc']
  const order = (path: string) => folders.findIndex((folder) => path.startsWith(`${folder}/`))
  const dropIns = new Map<string, string>()
  for (const path of [...found.keys()].sort((a, b) => order(a) - order(b)))
    if (path.includes('/journald.conf.d/')) dropIns.set(path.split('/').at(-1) ?? '', path)
  const sorted = [...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
  let setting: string | undefined
  for (const path of ['/etc/systemd/journald.conf', ...sorted])
    for (const line of found.get(path) ?? []) setting = /^Storage=(\w+)/.exec(line)?.[1] ?? setting
  return setting
}
