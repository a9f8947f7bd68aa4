import { linkCounters } from '#src/model/facts/link-counters.ts'
import { type LogLine, lines } from '#src/model/line.ts'
import { match, noMatch, type PatternOutcome, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import type { Read } from '../../../reading.ts'
import { countOf, denied, isAtStart, kindsOf } from '../../words/node-kernel.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { brokenPackets } from './counters.ts'
import { fellBack, givesUp, noAnswer, sendFails, unanswered, wireless } from './drivers.ts'
import { mostInOneBoot, wirelessFaults } from './losses.ts'
import { ask, type Questions, questions } from './questions.ts'
import { sentences } from './told.ts'

/** The card or its driver stopped sending: net/sched/sch_generic.c and the drivers themselves. */
const hang = lines(
  [
    'NETDEV WATCHDOG',
    'transmit queue',
    'Hardware Unit Hang',
    'Reset adapter unexpectedly',
    'Tx Unit Hang',
    'ailed to stop Tx DMA',
    'PCIe link lost',
    '_cond == ',
    '_cond_2 == ',
    'Tx timeout',
    'TX timeout on queue',
    'Stop submitting intr, status',
    'transmit timed out',
    'HRESP not OK',
    'Tx hang detected',
    'TX queue ',
    'reset due to tx timeout',
    'tx_timeout recovery',
    // drivers/net/ethernet/intel/igc, igb: the card no longer answers on the PCIe bus.
    'ailed to read reg 0',
  ],
  new RegExp(
    String.raw`${denied}(?:NETDEV WATCHDOG|transmit queue \d+ timed out|(?:Hardware|Tx) Unit Hang|Reset adapter unexpectedly|ailed to stop Tx DMA|PCIe link lost|rtl_\w+_cond(?:_2)? == |Tx timeout|TX timeout on queue|Stop submitting intr, status -|transmit timed out|HRESP not OK|Tx hang detected|TX queue \d+ timed out|reset due to tx timeout|tx_timeout recovery|\big[bc]\b.{0,40}[Ff]ailed to read reg 0x)`,
  ),
)

/** Containers', and the ports of a switch that is built into the board (net/dsa). */
const container = String.raw`(?:veth|cni|flannel|cali|docker|br-|lxc|tap|kube|dummy|(?:lan|swp)\d+\b)`

/** The carrier is lost; interfaces of containers come and go all day. */
const down = lines(
  [
    'ink is Down',
    'ink is down',
    'Lost carrier',
    'lost carrier',
    'carrier lost',
    'link down',
    'NO-CARRIER,',
    'ink becomes down',
    'link status definitely down',
    // NetworkManager's; at its start an interface is unavailable as well, but was not activated.
    "activated -> unavailable (reason 'carrier-changed'",
    // Mellanox, and Aquantia, which counts in Mbit/s.
    ': Link Down',
    'link change old',
    'Link detected: no',
    // drivers/net/usb/usbnet.c: a card behind USB has left its bus.
    ': unregister ',
    // drivers/net/usb/r8152.c; NetworkManager before it lets go of the interface.
    ': carrier off',
    'link disconnected (deferring',
  ],
  new RegExp(
    `^(?!.*\\b${container})(?!.*(?:pcie|ata\\d|SATA|\\b(?:wl|ap|uap)\\w*: carrier lost)).*${denied}(?:[Ll]ink is [Dd]own|link status definitely down|device \\((?:eth|en)\\w*\\): state change: activated -> unavailable|[Ll]ost carrier|carrier lost(?! (?:timer|event))|r8152 \\S+ \\S+: carrier off|link disconnected \\(deferring|: link down|\\b(?:mlx\\w*|\\S*en\\w+|eth\\d+): Link Down|link change old \\d+ new 0\\b|Link detected: no\\b|\\b(?:eth|en)\\w*: unregister '\\w+' usb-|\\b(?:eth|en)\\w*: <NO-CARRIER,)`,
  ),
)
/** dhcpcd says so whenever Wi-Fi looks for its access point, as at each start. */
const roams = lines('carrier lost', /\b(?:wl|ap|uap)\w*: carrier lost/)
const up = lines(
  [
    'ink is Up',
    'ink is up',
    'Gained carrier',
    'carrier acquired',
    'link up',
    'ink becomes ready',
    ': Link Up',
    'link change old 0 ',
    ': register ',
    ': carrier on',
  ],
  /: carrier on\b|[Ll]ink is [Uu]p|: Link Up|link change old 0 new [1-9]|Gained carrier|carrier acquired|: link up|link becomes ready|\b(?:eth|en)\w*: register '\w+' at usb-/,
)
/** When a boot began, for lines that carry a date and not the kernel's own stamp. */
const booting = lines(
  ['Booting Linux on physical CPU', 'Linux version '],
  /Booting Linux on physical CPU|\bLinux version \d/,
)

/** A second port that nobody uses has no carrier either. */
const otherPort = lines('state UP', /\b(?:eth|en)\w*: <.*state UP/)

/** A damaged pair makes a gigabit link fall back, or packets arrive broken. */
const slowLink = lines(
  [
    'ink is Up',
    'ink is up',
    'link up, ',
    'Speed: 10',
    'speed=10Mbit',
    'Downshift occurred',
    ' instead of ',
    ' flap',
    // Alerts of kube-prometheus; they leave the interfaces of containers out.
    'InterfaceFlapping',
    'often on node-exporter',
    'receive errors in the last',
    'transmit errors in the last',
  ],
  // drivers/net/phy/phy.c says itself that the cable is bad. `link up` is drivers/net/mii.c, for cards behind USB and of older boards.
  new RegExp(
    `^(?!.*\\b${container}).*(?:ink is [Uu]p - (?:10Mbps|10/|100Mbps/Half)|Speed: 10Mb/s|speed=10Mbit/s|10 Mbps Half|: link up, (?:10Mbps|100Mbps, half)|Downshift occurred from negotiated speed|\\b10{1,2} ?(?:Mbps|Mbit\\/s|Mb\\/s|Mbit|M)\\b.{0,20} instead of .{0,20}\\b(?:\\d{4}\\b|1 ?G|2\\.5 ?G|[Gg]igabit)|NodeNetworkInterfaceFlapping|changing its up status often on node-exporter|has encountered \\d+ (?:receive|transmit) errors in the last|\\b(?:eth\\d|en[opsx]\\w+|link|port)\\b.{0,12} flap(?:s|ped|ping)\\b)`,
  ),
)
const broken = lines(
  [
    'rx_crc_errors',
    'rx_fcs_errors',
    'rx_align_errors',
    'rx_missed_errors',
    'CRC errors',
    // net-tools' ifconfig, of now and of old; what it calls a frame error is a broken one.
    'RX errors ',
    'RX packets:',
  ],
  /RX errors [1-9]\d{2,}\s+dropped \d+\s+overruns \d+\s+frame [1-9]\d|RX packets:\d+ errors:[1-9]\d{2,} dropped:\d+ overruns:\d+ frame:[1-9]\d|(?:rx_(?:crc|fcs|align)_errors|rx_frame_check_sequence_errors)\s*:\s*[1-9]\d{1,}/,
)

/** The node ended the link itself: a reboot, or somebody who took the interface down. */
const onPurpose = lines(
  [
    'reboot: ',
    'Reached target',
    'Stopping Network',
    'Stopped Network',
    'Deactivat',
    'shutting down',
  ],
  /reboot: (?:Restarting|Power down)|Reached target .*(?:[Ss]hutdown|[Rr]eboot|[Pp]ower)|Stopp(?:ing|ed) .*Network/,
)

export default definePattern({
  id: 'nic-or-link-fault',
  title: 'The network card, its driver, the cable or the switch port fails',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  told: sentences,
  advise: adviceFor,
  reads: {
    ...questions,
    hang,
    givesUp,
    noAnswer,
    fellBack,
    unanswered,
    sendFails,
    wireless,
    down,
    roams,
    up,
    booting,
    otherPort,
    slowLink,
    broken,
    linkCounters,
    onPurpose,
  },
  explains: {
    onSameNode: [
      'node-silent',
      'k3s-restarting',
      'longhorn-csi-driver-not-registered',
      'cluster-dns-failing',
      'benign-storage-noise',
    ],
    anywhere: [
      'server-unreachable-from-agent',
      'apiserver-overload-tls-timeouts',
      'longhorn-engine-lost-replicas',
      'volume-degraded',
      'etcd-quorum-or-member',
      'api-not-ready',
      'volume-attached-elsewhere',
    ],
  },
  rivals: [
    {
      cause: 'kernel-regression',
      tell: 'Flaps since an update to 6.18 on a Pi 5: energy saving on the link (EEE). The cable is good.',
    },
    {
      cause: 'node-overload',
      tell: 'The Wi-Fi driver misses its deadlines while the load is far above the cores and swap is full.',
    },
    {
      cause: 'host-address-or-route-conflict',
      tell: 'The link stays up, but packets go to another node.',
    },
    {
      cause: 'power-loss',
      tell: 'The far end, the switch, lost its power: all nodes lose their link at once.',
    },
  ],
  remedy: 'repair-link',
  docs: {
    meaning:
      'The node runs on, but its network does not. The card hangs, the link goes down and up, or the Wi-Fi chip stopped.',
    impact:
      'The node turns NotReady while its own log goes on. Volumes lose the replicas on the other side.',
    diagnosis:
      'On {node}, at its console: `journalctl -k | grep -iE "link is|watchdog|hang"`, `ethtool eth0`, `ethtool -S eth0 | grep -E "crc|err"`. Look at the counters of the switch port.',
    mitigation: allAdvice,
    references: [
      'https://github.com/torvalds/linux/blob/master/drivers/net/phy/phy-core.c',
      'https://github.com/torvalds/linux/blob/master/drivers/net/ethernet/intel/e1000e/netdev.c',
      'https://github.com/torvalds/linux/blob/master/net/sched/sch_generic.c',
      'https://github.com/torvalds/linux/blob/master/drivers/net/mii.c',
      'https://github.com/torvalds/linux/blob/master/drivers/net/wireless/realtek/rtw89/mac.c',
      'https://github.com/raspberrypi/linux/issues/4485',
      'https://github.com/siderolabs/talos/issues/8935',
      'https://github.com/raspberrypi/linux/issues/7511',
    ],
  },

  match(evidence) {
    const { hang, unanswered, down: lost, up } = evidence
    const down = lost.filter((line) => !isExpected(line, evidence))
    const { sendFails, slowLink, broken } = evidence
    const weak = [
      ...evidence.givesUp,
      ...evidence.noAnswer,
      ...evidence.fellBack,
      ...sendFails,
      ...wirelessFaults(evidence.wireless),
      ...slowLink,
      ...broken,
      ...brokenPackets(evidence.linkCounters),
    ]
    const all = [...hang, ...unanswered, ...weak, ...down, ...up]
    if (hang.length > 0 || countOf(unanswered) > 2) return match('confirmed', all)
    if (weak.length > 0) return match('suspected', all)
    const losses = mostInOneBoot(down)
    if (losses > 1) return match('suspected', all)
    if (unanswered.length > 0) return silentOnce
    if (mostInOneBoot(evidence.roams) > 2) return wirelessComesAndGoes
    if (evidence.onPurpose.length > 0) return noMatch
    if (losses === 0) return atStart(lost, evidence)
    // Down and not up again is what a pulled cable looks like; down and up can be a reboot.
    return kindsOf(up) === 0 ? match('suspected', all) : cameBack
  },
})

function atStart(lost: readonly LogLine[], found: Questions): PatternOutcome {
  return countOf(lost.filter((line) => isAtStart(line))) > 1 ? cameUp : ask(found)
}

const cameBack = unknown('the link went down once and up once: a reboot, a moved cable, or more', {
  next: 'journalctl -k | grep -i "link is"; ethtool -S eth0 | grep -E "crc|err"',
})

const wirelessComesAndGoes = unknown('the Wi-Fi lost its access point more than once', {
  next: 'journalctl -b | grep -E "CTRL-EVENT|brcmfmac|carrier"; iw dev wlan0 link',
})

const silentOnce = unknown('a network card behind USB did not answer once: card, bus or supply', {
  next: 'journalctl -k | grep -iE "usb |voltage|eth0|lan78xx|smsc"; vcgencmd get_throttled',
})

const cameUp = unknown('the link went down more than once while the node started', {
  next: 'journalctl -k | grep -i "link"; ethtool eth0',
})

type Link = Read<{ booting: typeof booting; otherPort: typeof otherPort }>

/**
 * A driver says down before it first says up, and once more when its address or MTU is set; more
 * is a link that does not hold. An unused port of two is no fault.
 */
function isExpected(line: LogLine, { booting, otherPort }: Link): boolean {
  const began = booting.find((start) => start.boot === line.boot)?.firstAt
  return (
    (isAtStart(line, began) && line.count <= 2) ||
    (otherPort.length > 0 && line.text.includes('NO-CARRIER'))
  )
}
