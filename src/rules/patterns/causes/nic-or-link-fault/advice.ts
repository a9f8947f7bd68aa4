import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /\b[Ll]ink\b|[Cc]arrier|\b[Cc][Rr][Cc]|\bPHY\b|[Ss]peed|Duplex|Downshift|transmit queue|Unit Hang/,
    'Change cable and switch port first.',
  ],
  [
    /e1000|\big[bc]\b|unit hang/i,
    'For e1000e: `ethtool -K eth0 tso off gso off gro off` and `ethtool --set-eee eth0 eee off`, with the name of the card; `ip link set eth0 down` and `up` frees it until then.',
  ],
  [/macb|rp1|1f00100000/i, 'For a Pi 5 on kernel 6.18: `dtparam=eee=off` in config.txt.'],
  [
    /brcm|wlan|wlp|iwlwifi|mt7\d|ath1\d|rtw\d|irmware (?:has )?halted|CTRL-EVENT/i,
    'A Wi-Fi chip that stopped: `iw dev wlan0 set power_save off`, then load its driver again (`modprobe -r brcmfmac_wcc brcmfmac; modprobe brcmfmac`, over another link), or restart the node. Give a node that matters a wired link.',
  ],
  [
    /r815[0-9]|smsc95|lan78|ax88|usbnet|[RT]x status -/i,
    'A card behind USB: another port, its own supply, and `vcgencmd get_throttled` for the voltage.',
  ],
]

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases)
