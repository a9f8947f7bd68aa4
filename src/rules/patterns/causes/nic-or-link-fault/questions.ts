import { lines, pastedLines } from '#src/model/line.ts'
import { noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import type { Read } from '../../../reading.ts'

/** Lines that several causes write: too little for a finding, enough for a question. */
export const questions = {
  /** drivers/net/usb/usbnet.c and lan78xx.c. */
  fellBehind: lines('kevent ', /kevent \S+ may have been dropped/),
  /** drivers/net/wireless/realtek/rtw88: the chip woke late out of its power saving, which it mostly survives. */
  wokeLate: lines('failed to leave lps state'),
  /** rtw89/fw.c: it took a command less, which happens on the way into power saving and out of it. */
  tookNoCommand: lines(
    ['no tx fwcmd resource', 'failed to send h2c'],
    /rtw89\w* \S+: (?:no tx fwcmd|failed to send h2c\b)/,
  ),
  /** iputils and busybox ping, at its end: some of the packets came back; and a row of mtr. */
  losesPackets: pastedLines(
    ['% packet loss', '.|-- '],
    /\d+ packets transmitted, [1-9]\d* (?:packets )?received,(?: \+\d+ \w+,)? (?:[2-9]|[1-9]\d)(?:\.\d+)?% packet loss|^\s*\d+\.\|-- \S+\s+(?:[5-9]|[1-9]\d)\.\d%\s+\d/,
  ),
  /** systemd-networkd-wait-online, for each interface that networkd has to bring up. */
  notOnline: lines('Timeout occurred while waiting for network connectivity'),
}

export type Questions = Read<typeof questions>

/** What is asked where nothing else was heard. */
export function ask(found: Questions): PatternOutcome {
  if (found.fellBehind.length > 0)
    return unknown(
      'the driver of a network card behind USB fell behind: a bus or supply under load, and harmless where it stays at that',
      {
        next: 'journalctl -k | grep -iE "usb |voltage|eth0|lan78xx|smsc"; ip -s link; vcgencmd get_throttled',
      },
    )
  if (found.wokeLate.length > 0)
    return unknown(
      'the Wi-Fi chip woke late out of its power saving: harmless where the link stays, its driver or firmware where it is lost',
      {
        next: 'iw dev wlan0 link; journalctl -k | grep -cE "rtw|rtl8"; iw dev wlan0 get power_save',
      },
    )
  if (found.tookNoCommand.length > 0)
    return unknown(
      'the Wi-Fi chip did not take a command: harmless now and then, its driver or firmware where it goes on',
      {
        next: 'journalctl -k | grep -cE "fwcmd|h2c"; iw dev wlan0 link; iw dev wlan0 get power_save',
      },
    )
  if (found.losesPackets.length > 0)
    return unknown(
      'some packets are lost on the way: a cable, card or Wi-Fi, an address that two have, or a node that is too busy',
      {
        next: 'ip -s link; ethtool -S eth0 | grep -E "crc|err|drop"; arping -D -c 3 -I eth0 ADDRESS; uptime',
      },
    )
  if (found.notOnline.length > 0)
    return unknown(
      'the network was not up in time at the start: cable, card or DHCP, or an interface that nobody uses',
      { next: 'networkctl; journalctl -b -u systemd-networkd | tail -30; ip -br address' },
    )
  return noMatch
}
