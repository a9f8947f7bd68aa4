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
  ],
  /EMAC reset timeout|mlx\d\w* .*: TX timeout detected|TX timeout detected, starting reset task|\bfec \S+ \S+: MDIO read timeout|MDIO device at address \d+ is missing|unsupported SFP\+ or QSFP module|mlx\d\w* .*print_health_info.*\[0\] 0x|rtw\w* \S+: failed to send h2c command|imed out while disabling [RT]X DMA|could not attach to PHY|ould not attach PHY \(-|ailed to connect to PHY|halt tx timed out|RX queue corruption: reset it|ailed to reset the dma|DMA engine initialization failed|detach NIC|NVM Checksum Is Not Valid|ME firmware caused invalid [RT]DT|rror reading PHY register|alx .*: fatal interrupt 0x|r8152 .*(?:Get ether addr fail|failed probe after|USB reset failed)|PSM's watchdog has fired|(?:ixgbe|i40e|ice) .*: Adapter removed|iwlwifi .*(?:ailed to run INIT ucode|imeout waiting for hardware access)|mt7\w+ .*: (?:Message [0-9a-f]+ \(seq \d+\) timeout|chip reset failed|driver own failed)|ath1\w+ .*firmware crashed! \(guid/,
)

/** drivers/net/phy/phy-core.c, e1000e: the gigabit link does not hold over this cable. */
export const fellBack = lines([
  'Downshift occurred from negotiated speed',
  'Link Speed was downgraded by SmartSpeed',
  'Gigabit has been disabled, downgrading speed',
])

/**
 * Wi-Fi chips: the firmware stopped, or its bus does not answer (-110, -5, -84, -19; brcmfmac's
 * sdio.c, bcmsdh.c, usb.c, bcdc.c). A firmware that answers -52 only refuses one request, as it does
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
    String.raw`brcmf_(?!cfg80211_(?:start_ap|stop_ap|add_iface|del_station)\b)\w+: .*(?:firmware trap|err(?:or)?[ =:]*${busError}|failed\b.*${busError}|\(${busError}\))|brcmf_(?:sdio|usb|pcie|proto|bus|chip|attach|fw_get|fil)\w*: (?!.*-(?:2|52)\b).*(?:timed? ?out|failed)|[Ff]irmware (?:has )?halted|Microcode SW error|CTRL-EVENT-DISCONNECTED(?!.*reason=3\b)`,
  ),
)

/**
 * drivers/net/usb/r8152.c: a packet, or a register, did not get through USB. -2, -104 and -108 are
 * of one that was called back, as when the card is reset or taken down; -19 of a card that is gone.
 */
export const sendFails = lines(
  ['x status -', 'et_registers -'],
  /[RT]x status -(?!(?:2|104|108)\b)\d+\b|r8152 .*[gs]et_registers -(?!(?:2|19|104|108)\b)\d+\b/,
)
