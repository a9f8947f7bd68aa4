import { boardState as fact } from '#src/model/facts/node.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { answerTo, type Section } from '../program/section.ts'
import { absent, type FactReader, known, numberIn } from './reader.ts'
import { firmwareIn, firmwareProgram } from './updates.ts'

/**
 * Read-only. /sys/class/net: kernel.org/doc, sysfs-class-net (speed is no number without a link);
 * backing_dev: kernel.org/doc, zram; `vcgencmd bootloader_version` ends with `timestamp SECONDS`.
 */
const program = `for link in /sys/class/net/*; do
[ -e "$link/device" ] || continue
driver=$(readlink "$link/device/driver") || driver=-
kind=wired; [ -d "$link/wireless" ] && kind=wireless
carrier=0; read -r carrier <"$link/carrier"
speed=-; read -r speed <"$link/speed"
echo "link \${link##*/} \${driver##*/} $kind \${carrier:-0} \${speed:--}"
done
while read -r device type rest; do
case $device in /*) echo "swap $device $type";; esac
done </proc/swaps
for zram in /sys/block/zram*/backing_dev; do
[ -e "$zram" ] && read -r backing <"$zram" && [ "$backing" != none ] && echo writes-back
done
[ -e /etc/rpi/swap.conf ] && echo "swap-tool rpi-swap"
[ -e /etc/dphys-swapfile ] && systemctl is-enabled -q dphys-swapfile && echo "swap-tool dphys-swapfile"
read -r up rest </proc/uptime
for file in /boot/firmware/config.txt /boot/config.txt; do
[ -f "$file" ] || continue
changed=0; [ "$(stat -c %Y "$file")" -gt $(($(date +%s) - \${up%%.*})) ] && changed=1
echo "config $changed $file"
grep -E "^[[:space:]]*dtparam=(.*,)?eee(=|,|$)" "$file" | while read -r line; do echo "eee $line"; done
break
done
command -v vcgencmd >/dev/null && vcgencmd bootloader_version | sed -n "s/^timestamp /bootloader /p"
${firmwareProgram}
command -v timedatectl >/dev/null && timedatectl show -p CanNTP
echo all`

export const boardSection: Section = {
  name: 'board',
  command: `if [ "$(id -u)" = 0 ]; then sh -c ${quoteWord(program)}
elif sudo -n true 2>/dev/null; then sudo -n sh -c ${quoteWord(program)}
else sh -c ${quoteWord(program)}
fi 2>/dev/null
:`,
  seconds: 5,
  maxBytes: 8000,
  keep: 'head',
  disk: true,
}

export const boardState: FactReader = {
  kind: fact.kind,
  source: '/sys/class/net, /proc/swaps, config.txt, rpi-eeprom-update, timedatectl show',
  section: boardSection.name,
  read(answers) {
    const { text } = answerTo(answers, boardSection.name)
    if (!/^all$/m.test(text)) return absent('failed', 'the node did not say what its board is like')
    return [stateIn(text)]
  },
}

function stateIn(text: string): object {
  const all = (key: string) =>
    [...text.matchAll(new RegExp(`^${key} (.+)$`, 'gm'))].flatMap(([, rest]) => rest ?? [])
  const [config] = all('config')
  const canKeepTime = /^CanNTP=(yes|no)$/m.exec(text)?.[1]
  return known({
    links: all('link').flatMap(linkIn),
    swaps: all('swap').map((rest) => {
      const [device = '', type = ''] = rest.split(' ')
      return { device, type }
    }),
    zramWritesBack: /^writes-back$/m.test(text),
    swapTools: all('swap-tool').filter((tool) => tool === 'rpi-swap' || tool === 'dphys-swapfile'),
    config:
      config === undefined
        ? undefined
        : { path: config.slice(2), changedSinceBoot: config.startsWith('1'), eeeLines: all('eee') },
    bootloaderBuiltAt: numberIn(all('bootloader')[0]),
    firmware: firmwareIn(text),
    canKeepTime: canKeepTime === undefined ? undefined : canKeepTime === 'yes',
  })
}

function linkIn(rest: string): object[] {
  const [name, driver, kind, carrier, speed] = rest.split(' ')
  if (name === undefined || speed === undefined) return []
  const megabits = numberIn(speed)
  return [
    known({
      name,
      driver: driver === '-' ? undefined : driver,
      wireless: kind === 'wireless',
      carrier: carrier === '1',
      // Without a link some drivers say -1.
      speedMegabits: megabits !== undefined && megabits > 0 ? megabits : undefined,
    }),
  ]
}
