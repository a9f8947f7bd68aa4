import {
  nodeUpdates as fact,
  type firmwareStates,
  type Upgrade,
} from '#src/model/facts/node-updates.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'

const notDebian = 41

/** Read-only: without an option rpi-eeprom-update only compares. */
export const firmwareProgram = `if command -v rpi-eeprom-update >/dev/null; then
for file in /boot/firmware/recovery.bin /boot/firmware/pieeprom.upd /boot/recovery.bin; do [ -e "$file" ] && echo "firmware staged"; done
rpi-eeprom-update 2>/dev/null | grep -E "^ *BOOTLOADER:|UPDATE AVAILABLE" | while read -r line; do echo "firmware-says $line"; done
fi`

/**
 * Read-only: apt simulates, and takes no lock. Stamps are those of apt's own daily job and of
 * Ubuntu's hook. /proc/PID/ns tells the node's processes from those of containers.
 */
const lines = [
  'echo "clock $(date +%s)"',
  'read -r up rest </proc/uptime; echo "uptime ${up%%.*}"',
  'for file in /var/lib/apt/periodic/update-success-stamp /var/lib/apt/periodic/update-stamp; do',
  '[ -e "$file" ] && echo "lists $(stat -c %Y "$file")"',
  'done',
  'said=$(apt-get -s -q full-upgrade 2>&1 | grep -E "^(Inst|Remv|E:) "); echo "$said"',
  'apt-get -q --print-uris full-upgrade 2>/dev/null | grep "^\'" | awk "{ sum += \\$3 } END { print \\"download\\", sum + 0 }"',
  'for name in $(apt-mark showhold); do echo "held $name"; done',
  'dpkg --audit | head -n 40 | grep "^ " | while read -r name rest; do echo "half $name"; done',
  'for file in /var/lib/dpkg/updates/*; do [ -f "$file" ] && echo "half dpkg was interrupted" && break; done',
  'for folder in /lib/modules/*; do',
  '[ -e "$folder/modules.dep" ] && echo "kernel $(stat -c %Y "$folder/modules.dep") ${folder##*/}"',
  'done',
  '[ -e /run/reboot-required ] && echo reboot-required',
  '[ -e /run/reboot-required.pkgs ] && while read -r name; do echo "reboot-package $name"; done </run/reboot-required.pkgs',
  'own=$(readlink /proc/1/ns/mnt)',
  'for maps in $(grep -lE " /(usr/)?lib/.*\\(deleted\\)" /proc/[0-9]*/maps 2>/dev/null); do',
  'place=${maps%/maps}',
  '[ "$(readlink "$place/ns/mnt")" = "$own" ] && read -r name <"$place/comm" && echo "old-library $name"',
  'done',
  firmwareProgram,
  // A package that comes new has no section yet.
  'old=$(echo "$said" | sed -n "s/^Inst \\([^ ]*\\) \\[.*/\\1/p")',
  '[ -z "$old" ] || dpkg-query -W -f "section \\${Package} \\${Section}\\n" $old 2>/dev/null',
  'echo "all"',
]

const program = lines.join('\n')

/** All that needs root in one go, because each sudo costs more than all it runs. */
export const updates: Section = {
  name: 'updates',
  command: `command -v apt-get >/dev/null || exit ${notDebian}
if [ "$(id -u)" = 0 ]; then echo root; sh -c ${quoteWord(program)}
elif sudo -n true 2>/dev/null; then echo root; sudo -n sh -c ${quoteWord(program)}
else sh -c ${quoteWord(program)}
fi 2>/dev/null
:`,
  seconds: 20,
  maxBytes: 300_000,
  keep: 'head',
  disk: true,
}

export const nodeUpdates: FactReader = {
  kind: fact.kind,
  source: 'apt-get -s full-upgrade, dpkg --audit, /lib/modules, /run/reboot-required',
  section: updates.name,
  read(answers) {
    const { text, status } = answerTo(answers, updates.name)
    if (status === notDebian) return absent('not-applicable', 'the node has no apt')
    if (!/^all$/m.test(text)) return absent('failed', 'the node did not say what apt would do')
    return [updatesIn(text)]
  },
}

function updatesIn(text: string): object {
  const all = (key: string) =>
    [...text.matchAll(new RegExp(`^${key} (.+)$`, 'gm'))].flatMap(([, rest]) => rest ?? [])
  const numbers = (key: string) => all(key).flatMap((word) => numberIn(word) ?? [])
  const [clock] = numbers('clock')
  const [uptime = 0] = numbers('uptime')
  const lists = numbers('lists')
  const troubles = all('E:')
  return known({
    root: /^root$/m.test(text),
    listsAgeSeconds:
      clock === undefined || lists.length === 0 ? undefined : clock - Math.max(...lists),
    upgrades: upgradesIn(text),
    removals: all('Remv').flatMap((rest) => rest.split(' ')[0] ?? []),
    held: all('held'),
    downloadBytes: numbers('download')[0] ?? 0,
    halfInstalled: [...new Set(all('half'))],
    trouble: troubles.length > 0 ? troubles.join('; ').slice(0, 400) : undefined,
    kernels: all('kernel').flatMap((rest) => kernelIn(rest, (clock ?? 0) - uptime)),
    rebootRequired: /^reboot-required$/m.test(text),
    rebootPackages: [...new Set(all('reboot-package'))],
    usesOldLibraries: [...new Set(all('old-library'))].sort(),
    firmware: firmwareIn(text),
  })
}

/** `Inst libc6 [2.36-9] (2.36-9+deb12u7 Debian-Security:12/oldstable-security [arm64]) []`. */
function upgradesIn(text: string): Upgrade[] {
  const sections = new Map(
    [...text.matchAll(/^section (\S+) (\S+)$/gm)].map(([, name = '', section = '']) => [
      name,
      section.replace(/^.*\//, ''),
    ]),
  )
  const found = text.matchAll(/^Inst (\S+)(?: \[([^\]]+)\])? \((\S+) ?([^)]*)\)/gm)
  return [...found].map(([, name = '', from, to = '', origins = '']) =>
    known({
      name,
      from,
      to,
      security: /-[Ss]ecurity\b/.test(origins),
      section: sections.get(name),
    }),
  )
}

/** A kernel that came since the boot began is not the one that runs, whatever its number. */
function kernelIn(rest: string, bootedAt: number): object[] {
  const [, at, release] = /^(\d+) (\S+)$/.exec(rest) ?? []
  return release === undefined ? [] : [{ release, sinceBoot: Number(at) > bootedAt }]
}

/** What `firmwareProgram` told. */
export function firmwareIn(text: string): (typeof firmwareStates)[number] | undefined {
  if (/^firmware staged$/m.test(text)) return 'staged'
  if (/^firmware-says .*UPDATE AVAILABLE/m.test(text)) return 'available'
  return /^firmware-says .*up to date/im.test(text) ? 'up-to-date' : undefined
}
