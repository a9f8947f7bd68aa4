import { lines } from '#src/model/line.ts'

/**
 * A driver gives its card up, or does not reach the chip behind it: drivers/net/ethernet (bcmgenet,
 * macb, stmmac, r8169, e1000e, ixgbe, alx), drivers/net/usb/r8152.c, brcmfmac, iwlwifi, mt76, rtw88, ath10k. A kernel that does not fit
 * the board says some of it too.
 */
export const givesUp = lines(
  [
    'imed out while disabling ',
    'attach to PHY',
    'ould not attach PHY',
    'ailed to connect to PHY',
    'halt tx timed out',
    'RX queue corruption: reset it',
    'ailed to reset the dma',
    'DMA engine initialization failed',
    'detach NIC',
    'NVM Checksum Is Not Valid',
    'ME firmware caused invalid',
    'rror reading PHY register',
    ': fatal interrupt 0x',
    'Get ether addr fail',
    'r8152 failed probe after',
    'USB reset failed, errno',
    "PSM's watchdog has fired",
    'Adapter removed',
    'ailed to run INIT ucode',
    'imeout waiting for hardware access',
    ') timeout',
    'chip reset failed',
    'river own failed',
    'irmware crashed! (guid',
    'EMAC reset timeout',
    'TX timeout detected',
    'MDIO read timeout',
    'MDIO device at address',
    'unsupported SFP+',
    'print_health_info',
    'failed to send h2c command',
    'failed to allocate rx_skb',
  ],
  /EMAC reset timeout|mlx\d\w* .*: TX timeout detected|TX timeout detected, starting reset task|\bfec \S+ \S+: MDIO read timeout|MDIO device at address \d+ is missing|unsupported SFP\+ or QSFP module|mlx\d\w* .*print_health_info.*\[0\] 0x|rtw\w* \S+: failed to (?:send h2c command|allocate rx_skb)|imed out while disabling [RT]X DMA|could not attach to PHY|ould not attach PHY \(-|ailed to connect to PHY|halt tx timed out|RX queue corruption: reset it|ailed to reset the dma|DMA engine initialization failed|detach NIC|NVM Checksum Is Not Valid|ME firmware caused invalid [RT]DT|rror reading PHY register|alx .*: fatal interrupt 0x|r8152 .*(?:Get ether addr fail|failed probe after|USB reset failed)|PSM's watchdog has fired|(?:ixgbe|i40e|ice) .*: Adapter removed|iwlwifi .*(?:ailed to run INIT ucode|imeout waiting for hardware access)|mt7\w+ .*: (?:Message [0-9a-f]+ \(seq \d+\) timeout|chip reset failed|driver own failed)|ath1\w+ .*firmware crashed! \(guid/,
)

const drivers =
  'rtw|rtl8|ath\\d|mt7\\d|mwifiex|iwlwifi|brcmfmac|r81\\d|ig[bc]\\b|e1000|ixgbe|i40e|bnx|mlx\\d|tg3|atlantic|bcmgenet|macb|dwmac|stmmac|lan78|ax88|smsc9|aqc111|fec\\b'

/**
 * The card does not start, or its firmware stopped answering: drivers/base/dd.c with a time-out or
 * an error of the bus, tg3, rtw88 and rtw89, mt76x02, ath9k_htc, ath10k, ath11k, mwifiex, iwlwifi. A firmware
 * file that is missing (-2) is another matter.
 */
export const noAnswer = lines(
  [
    'probe with driver ',
    'probe of ',
    'xtal si not ready',
    'failed to power on',
    'mac power on failed',
    'Firmware failed to start',
    'Target is unresponsive',
    'firmware crashed: MHI_CB',
    'failed to wake target for',
    'mwifiex_cmd_timeout_func',
    ': time out after ',
    'active on fifo',
    'tg3_stop_block timed out',
  ],
  new RegExp(
    [
      String.raw`\b(?:${drivers})\w*[ :](?:(?!with error -\d).)*failed with error -(?:5|71|110|121)\b`,
      String.raw`rtw\w* \S+: (?:failed to power on|mac power on failed|xtal si not ready)`,
      String.raw`mt7\w+ \S+: Firmware failed to start`,
      'ath9k_htc: Target is unresponsive',
      String.raw`ath1\w+ \S+: (?:firmware crashed: MHI_CB_(?:EE_RDDM|SYS_ERROR)|failed to wake target for (?:read|write)32 .*: -110)`,
      'mwifiex_cmd_timeout_func: Timeout cmd id',
      String.raw`iwlwifi \S+: (?:Error sending \S+: time out after \d+ms|Queue \d+ is active on fifo \d+ and stuck for \d+ ms)`,
      'tg3_stop_block timed out',
    ].join('|'),
  ),
)

/** drivers/net/phy/phy-core.c, e1000e: the gigabit link does not hold over this cable. */
export const fellBack = lines([
  'Downshift occurred from negotiated speed',
  'Link Speed was downgraded by SmartSpeed',
  'Gigabit has been disabled, downgrading speed',
])

/**
 * Wi-Fi chips: the firmware stopped, or its bus does not answer (-110, -5, -84, -19; brcmfmac's
 * sdio.c, bcmsdh.c, usb.c, bcdc.c; fwil.c, once the driver has given the bus up). A firmware that answers -52 only refuses one request, as it does
 * all day: no fault.
 */
const busError = String.raw`-(?:110|5|84|19)\b`
export const wireless = lines(
  [
    'brcmf_',
    'irmware has halted',
    'irmware halted',
    'Microcode SW error',
    'CTRL-EVENT-DISCONNECTED',
    'brcmfmac: brcmf',
  ],
  new RegExp(
    String.raw`brcmf_(?!cfg80211_(?:start_ap|stop_ap|add_iface|del_station)\b)\w+: .*(?:firmware trap|err(?:or)?[ =:]*${busError}|failed\b.*${busError}|\(${busError}\))|brcmf_(?:sdio|usb|pcie|proto|bus|chip|attach|fw_get|fil)\w*: (?!.*-(?:2|52)\b).*(?:timed? ?out|failed|bus is down)|[Ff]irmware (?:has )?halted|Microcode SW error|CTRL-EVENT-DISCONNECTED(?!.*reason=3\b)`,
  ),
)

/**
 * drivers/net/usb/r8152.c: a packet, a buffer for one, or a register did not get through USB. -2, -104 and -108 are
 * of one that was called back, as when the card is reset or taken down; -19 of a card that is gone.
 */
export const sendFails = lines(
  [
    'x status -',
    'et_registers -',
    "Couldn't submit rx[",
    'failed tx_urb -',
    'resubmit intr, status -',
  ],
  /r8152 .*(?:Couldn't submit rx\[.*ret = |failed tx_urb |resubmit intr, status )-(?!(?:2|19|104|108)\b)\d+\b|[RT]x status -(?!(?:2|104|108)\b)\d+\b|r8152 .*[gs]et_registers -(?!(?:2|19|104|108)\b)\d+\b/,
)

/**
 * A card behind USB did not answer once (drivers/net/usb/smsc95xx.c, lan78xx.c; of Wi-Fi:
 * mt76 and mt7601u, rt2x00usb.c, rtlwifi/usb.c, rtw88/usb.c). The USB bus or its
 * supply does that too: a card that is gone says it at each look.
 */
export const unanswered = lines(
  [
    'ailed to read reg index',
    'ailed to write reg index',
    'ailed to read register index',
    'ailed to write register index',
    'ailed to read stat',
    'ailed to read(',
    'ailed to write(',
    'ing MII_ACCESS',
    'MII is busy in',
    'unexpected urb length',
    'endor request req:',
    'usb_vendor_request: Error',
    'usbctrl_vendorreq TimeOut',
    'e register 0x',
    'd register 0x',
  ],
  /(?:smsc\d+xx|lan78xx|ax88179|asix|aqc111|r8152).*(?:[Ff]ailed to (?:read|write)|Error (?:read|writ)ing MII_ACCESS|MII is busy in|unexpected urb length)|\bmt7\w+ .*endor request req:\w+ off:\w+ failed:-(?!19\b)\d|rt2x00usb_vendor_request: Error - .*error -(?!19\b)\d|usbctrl_vendorreq TimeOut! status:0x(?!ffffffed)|rtw_\w+ \S+: (?:read|write) register 0x\w+ failed with -(?!19\b)\d/,
)
