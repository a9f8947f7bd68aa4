import { linkCounters } from '#src/model/facts/link-counters.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

const counted = (name: string, receivedPackets: number, receiveErrors: number) =>
  facts(linkCounters, [{ interface: name, receivedPackets, receiveErrors }])

testPattern(pattern, {
  finds: [
    {
      name: 'one broken packet in two hundred on a cable',
      evidence: [counted('end0', 900_000, 4500)],
      confidence: 'suspected',
    },
    {
      name: 'broken frames in the words of ifconfig, of now and of old',
      evidence: [
        log('        RX errors 1049  dropped 0  overruns 0  frame 536'),
        log('          RX packets:277593775 errors:1049 dropped:0 overruns:0 frame:536'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a Wi-Fi chip whose bus the driver gave up',
      evidence: [
        log('kernel: ieee80211 phy0: brcmf_fil_cmd_data: bus is down. we have nothing to do.'),
      ],
      confidence: 'suspected',
    },
    ...[
      'rtw89_8852ce 0000:44:00.0: xtal si not ready(W): offset=90 val=10 mask=10',
      'mt7925u 2-1:1.3: probe with driver mt7925u failed with error -110',
      'r8169: probe of 0001:01:00.0 failed with error -5',
      'mt76x2e 0000:02:00.0: Firmware failed to start',
      'ath9k_htc 1-1.3:1.0: ath9k_htc: Target is unresponsive',
      'ath11k_pci 0000:03:00.0: firmware crashed: MHI_CB_EE_RDDM',
      'mwifiex_sdio mmc1:0001:1: mwifiex_cmd_timeout_func: Timeout cmd id = 0x16, act = 0x0',
      'iwlwifi 0000:00:14.3: Error sending SCAN_CFG_CMD: time out after 2000ms.',
      'tg3 0000:04:00.0: tg3_stop_block timed out, ofs=4800 enable_bit=2',
    ].map((line) => ({
      name: `a card that does not answer: ${line.split(' ')[0]}`,
      evidence: [log(line)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a Wi-Fi stick does not answer any more',
      confidence: 'confirmed',
      evidence: [
        log(
          'mt7601u 2-1:1.0: Vendor request req:07 off:0730 failed:-110\nmt7601u 2-1:1.0: Vendor request req:07 off:0734 failed:-110\nmt7601u 2-1:1.0: Vendor request req:07 off:0738 failed:-110',
        ),
      ],
    },
    {
      name: 'the same of Ralink and of Realtek',
      confidence: 'confirmed',
      evidence: [
        log(
          'ieee80211 phy0: rt2x00usb_vendor_request: Error - Vendor Request 0x06 failed for offset 0x1018 with error -71\nrtl_usb: reg 0x102, usbctrl_vendorreq TimeOut! status:0xffffff92 value=0x4d5\nrtw_8822bu 1-1.2:1.2: write register 0x101c failed with -110',
        ),
      ],
    },
    {
      name: 'a Realtek card whose queues do not empty',
      confidence: 'confirmed',
      evidence: [
        log('r8169 0000:01:00.0 enp1s0: rtl_rxtx_empty_cond_2 == 0 (loop: 42, delay: 100).'),
      ],
    },
    {
      name: 'a Mellanox card does not send',
      confidence: 'suspected',
      evidence: [log('mlx5_core 0000:01:00.0 enp1s0f0: TX timeout detected')],
    },
    {
      name: 'a card behind USB whose registers cannot be read, in three ways',
      confidence: 'confirmed',
      evidence: [
        log(`smsc95xx 1-1.1:1.0 eth0: unexpected urb length 0
smsc95xx 1-1.1:1.0 eth0: Error reading MII_ACCESS
smsc95xx 1-1.1:1.0 eth0: MII is busy in smsc95xx_mdio_read`),
      ],
    },
    {
      name: 'a gigabit port at ten megabits, as lshw lists it',
      confidence: 'suspected',
      evidence: [log('configuration: autonegotiation=on driver=e1000e link=yes speed=10Mbit/s')],
    },
    {
      name: 'an Allwinner port whose controller does not reset',
      confidence: 'suspected',
      evidence: [log('dwmac-sun8i 1c30000.ethernet: EMAC reset timeout')],
    },
    {
      name: 'Broadcom’s big cards',
      confidence: 'suspected',
      evidence: [log('bnxt_en 0000:81:00.1 enp129s0f1: TX timeout detected, starting reset task!')],
    },
    {
      name: 'a chip behind the port that does not answer',
      confidence: 'suspected',
      evidence: [log('mdio_bus stmmac-0: MDIO device at address 3 is missing.')],
    },
    {
      name: 'a module that the card does not take',
      confidence: 'suspected',
      evidence: [
        log(
          'ixgbe 0000:03:00.1: failed to initialize because an unsupported SFP+ or QSFP module type was detected.',
        ),
      ],
    },
    {
      name: 'a USB card that loses its carrier',
      confidence: 'suspected',
      evidence: [
        log(
          '[ 4100.100200] r8152 1-1.3:1.0 eth1: carrier off\n[ 4109.200300] r8152 1-1.3:1.0 eth1: carrier on\n[ 5201.000001] r8152 1-1.3:1.0 eth1: carrier off',
        ),
      ],
    },
    {
      name: 'NetworkManager waits for the link',
      confidence: 'suspected',
      evidence: [
        log(
          'NetworkManager[512]: <info>  [1749012.1] device (end0): carrier: link disconnected (deferring action for 6000 milliseconds)\nNetworkManager[512]: <info>  [1749090.4] device (end0): carrier: link disconnected (deferring action for 6000 milliseconds)',
        ),
      ],
    },
    {
      name: 'alerts of the cluster',
      confidence: 'suspected',
      evidence: [
        log(
          'NodeNetworkInterfaceFlapping\nNetwork interface "end0" changing its up status often on node-exporter monitoring/node-exporter-x2',
        ),
      ],
    },
    {
      name: 'a card behind USB that receives no more',
      confidence: 'suspected',
      evidence: [log('r8152 1-1.3:1.0 eth1: Rx status -71')],
    },
    {
      name: 'a card behind USB that cannot lay out buffers',
      confidence: 'suspected',
      evidence: [
        log(
          "r8152 1-1.3:1.0 eth1: Couldn't submit rx[00000000aabbccdd], ret = -11\nr8152 1-1.3:1.0 eth1: failed tx_urb -11",
        ),
      ],
    },
    {
      name: 'a Wi-Fi stick that gets no memory for what it hears',
      confidence: 'suspected',
      evidence: [log('rtw88_8821cu 1-1.2:1.2: failed to allocate rx_skb')],
    },
    {
      name: 'a card behind USB whose registers are not read',
      confidence: 'suspected',
      evidence: [log('r8152 2-2:1.0 eth2: get_registers -110')],
    },
    {
      name: 'a Wi-Fi chip that does not wake',
      confidence: 'suspected',
      evidence: [log('mt7921e 0000:02:00.0: driver own failed')],
    },
    {
      name: 'another one whose firmware fell over',
      confidence: 'suspected',
      evidence: [log('ath10k_pci 0000:01:00.0: firmware crashed! (guid 0a1b2c3d)')],
    },
    {
      name: 'a card behind USB that leaves its bus again and again',
      evidence: [
        log(
          "[  900.979854] cdc_ether 1-1.2:1.0 eth1: unregister 'cdc_ether' usb-0000:01:00.0-1.2, CDC Ethernet Device\n[  901.871073] cdc_ether 1-1.2:1.0 eth1: register 'cdc_ether' at usb-0000:01:00.0-1.2, CDC Ethernet Device\n[ 1900.979854] cdc_ether 1-1.2:1.0 eth1: unregister 'cdc_ether' usb-0000:01:00.0-1.2, CDC Ethernet Device\n[ 2900.979854] cdc_ether 1-1.2:1.0 eth1: unregister 'cdc_ether' usb-0000:01:00.0-1.2, CDC Ethernet Device",
        ),
      ],
    },
    {
      name: 'a Wi-Fi chip whose bus fails',
      confidence: 'suspected',
      evidence: [
        log(
          'brcmfmac: brcmf_sdio_readframes: RXHEADER FAILED: -84\nbrcmfmac: brcmf_sdio_htclk: HT Avail timeout (1000000): clkctl 0x50',
        ),
      ],
    },
    {
      name: 'a Wi-Fi firmware that answers no more',
      confidence: 'suspected',
      evidence: [log('brcmfmac: brcmf_fill_bss_param: Failed to get bss info (-110)')],
    },
    {
      name: 'an adapter of another maker that answers no more',
      confidence: 'confirmed',
      evidence: [
        log(
          'asix 1-1.2:1.0 eth1: Failed to read reg index 0x0000: -71\nasix 1-1.2:1.0 eth1: Failed to write reg index 0x0000: -71\nasix 1-1.2:1.0 eth1: Failed to read reg index 0x0000: -71',
        ),
      ],
    },
    {
      name: 'a Wi-Fi chip behind USB that does not answer',
      confidence: 'suspected',
      evidence: [log('mt7921u 2-1:1.3: Message 00020002 (seq 3) timeout')],
    },
    {
      name: 'a Wi-Fi chip that does not start',
      confidence: 'suspected',
      evidence: [log('iwlwifi 0000:02:00.0: Failed to run INIT ucode: -110')],
    },
    {
      name: 'NetworkManager that sees the carrier go, twice',
      confidence: 'suspected',
      evidence: [
        log(
          "NetworkManager[512]: <info>  [1698973200.1234] device (eth0): state change: activated -> unavailable (reason 'carrier-changed', sys-iface-state: 'managed')\nNetworkManager[512]: <info>  [1698973260.1234] device (eth0): state change: activated -> unavailable (reason 'carrier-changed', sys-iface-state: 'managed')",
        ),
      ],
    },
    {
      name: 'a bond whose port lost its link',
      confidence: 'suspected',
      evidence: [log('bond0: (slave eth0): link status definitely down, disabling slave')],
    },
    {
      name: 'a card that its driver lets go',
      confidence: 'suspected',
      evidence: [log("r8169 0000:02:00.0 eth0: Can't reset secondary PCI bus, detach NIC")],
    },
    {
      name: 'an adapter behind USB that does not start',
      confidence: 'suspected',
      evidence: [log('r8152 2-1:1.0: r8152 failed probe after 3 tries; giving up')],
    },
    {
      name: 'the same in the words of e1000e',
      confidence: 'suspected',
      evidence: [log('e1000e 0000:00:1f.6 eno1: Link Speed was downgraded by SmartSpeed')],
    },
    {
      name: 'a gigabit link that the cable does not bear',
      confidence: 'suspected',
      evidence: [
        log(
          'Broadcom BCM54213PE unimac-mdio--19:01: Downshift occurred from negotiated speed 1Gbps to actual speed 100Mbps, check cabling!',
        ),
      ],
    },
    {
      name: 'a driver that does not reach its PHY',
      confidence: 'suspected',
      evidence: [
        log(
          'bcmgenet fd580000.ethernet eth0: failed to connect to PHY\nmacb 1f00100000.ethernet eth0: Could not attach PHY (-19)',
        ),
      ],
    },
    {
      name: 'a link that flaps, as somebody tells it',
      confidence: 'suspected',
      evidence: [log('eth0 flapping on this board only, twelve times an hour')],
    },
    {
      name: 'a card of Intel that no longer answers',
      confidence: 'confirmed',
      evidence: [log('igb 0000:04:00.0 eno2: Failed to read reg 0x10')],
    },
    {
      name: 'a hang as somebody tells it',
      confidence: 'confirmed',
      evidence: [log('e1000e Hardware Unit Hang on nic0 every two seconds from 04:10 on')],
    },
    {
      name: 'a pair of the cable that does not carry, by the driver and by a person',
      confidence: 'suspected',
      evidence: [
        log(
          'r8169 0000:02:00.0 enp2s0: Downshift occurred from negotiated speed 1Gbps to actual speed 100Mbps, check cabling!\nwk3 comes up with 100 Mbit/s instead of 1 Gbit/s',
        ),
      ],
    },
    {
      name: 'a card that does not send any more, by two more drivers',
      confidence: 'confirmed',
      evidence: [
        log(
          'ixgbe 0000:03:00.0 enp3s0: initiating reset due to tx timeout\ni40e 0000:02:00.0 eno1: tx_timeout recovery level 1, hung_queue 3',
        ),
      ],
    },
    {
      name: 'a port that flaps, by a driver with words of its own',
      confidence: 'suspected',
      evidence: [
        log(
          'mlx4_en: enp1s0: Link Down\nmlx4_en: enp1s0: Link Up\nmlx4_en: enp1s0: Link Down\nmlx4_en: enp1s0: Link Up',
        ),
      ],
    },
    {
      name: 'a card behind USB whose link does not hold: its driver is no port of a switch',
      confidence: 'suspected',
      evidence: [
        log(
          'lan78xx 1-1.1.1:1.0 eth0: Link is Down\nlan78xx 1-1.1.1:1.0 eth0: Link is Up - 1Gbps/Full\nlan78xx 1-1.1.1:1.0 eth0: Link is Down',
        ),
      ],
    },
    {
      name: 'a card behind USB whose packets do not get through',
      confidence: 'suspected',
      evidence: [log('r8152 2-1.4:1.0 eth1: Tx status -71')],
    },
    {
      name: 'a network card behind USB that does not answer',
      confidence: 'confirmed',
      evidence: [log('r8152 2-1:1.0 eth0: Stop submitting intr, status -71')],
    },
    {
      name: 'a card behind USB that answers no look at all',
      confidence: 'confirmed',
      evidence: [
        log(
          [4, 5, 6]
            .map(
              (second) =>
                `[  90${second}.100000] smsc95xx 1-1.1:1.0 eth0: Failed to read reg index 0x00000114: -110`,
            )
            .join('\n'),
        ),
      ],
    },
    {
      name: "a virtual machine's card",
      confidence: 'confirmed',
      evidence: [log('virtio_net virtio0 ens18: TX timeout on queue: 0, sq: output.0')],
    },
    {
      name: 'a card behind USB that falls back to 10 megabit',
      confidence: 'suspected',
      evidence: [log('smsc95xx 1-1.1:1.0 eth0: link up, 10Mbps, full-duplex, lpa 0x4C61')],
    },
    {
      name: 'a link that does not hold from the first second on',
      confidence: 'suspected',
      evidence: [
        log(
          [12, 15, 19, 24]
            .flatMap((second) => [
              `[   ${second}.100000] r8169 0000:01:00.0 eth0: Link is Up - 1Gbps/Full`,
              `[   ${second + 2}.200000] r8169 0000:01:00.0 eth0: Link is Down`,
            ])
            .join('\n'),
        ),
      ],
    },
    {
      name: 'a queue of a Pi 4 that stops',
      confidence: 'confirmed',
      evidence: [log(text('pi4-genet.txt'))],
    },
    {
      name: 'a card that hangs',
      confidence: 'confirmed',
      evidence: [log(text('e1000e.txt'), { origin: 'kernel' })],
    },
    {
      name: 'a link that goes down and up',
      confidence: 'suspected',
      evidence: [log(text('pi5-flaps.txt'))],
    },
    {
      name: 'a link that stays down',
      confidence: 'suspected',
      evidence: [log('bcmgenet fd580000.ethernet eth0: Link is Down')],
    },
    {
      name: 'a Wi-Fi chip that does not answer',
      confidence: 'suspected',
      evidence: [
        log(
          'ieee80211 phy0: brcmf_cfg80211_get_station: GET STA INFO failed, -52\nbrcmfmac: brcmf_sdio_bus_rxctl: resumed on timeout',
        ),
      ],
    },
    {
      name: 'packets that arrive broken',
      confidence: 'suspected',
      evidence: [log('     rx_crc_errors: 8123')],
    },
  ],
  staysQuiet: [
    {
      name: 'a handful of broken packets in years, and a bridge of containers',
      evidence: [counted('eth0', 4e9, 130), counted('cni0', 9000, 4500)],
    },
    {
      name: 'dropped packets, which are nobody’s fault by themselves',
      evidence: [log('        RX errors 0  dropped 81234  overruns 0  frame 0')],
    },
    {
      name: 'a card whose firmware is missing, and a device that is no network card',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'iwlwifi 0000:00:14.3: probe with driver iwlwifi failed with error -2\npcf2127-i2c 1-0051: probe with driver pcf2127-i2c failed with error -121',
        ),
      ],
    },
    {
      name: 'a Wi-Fi stick was pulled out',
      evidence: [
        log(
          'rtl_usb: reg 0x102, usbctrl_vendorreq TimeOut! status:0xffffffed value=0x100012\nmt76x2u 2-1:1.0: vendor request req:47 off:9018 failed:-19',
        ),
      ],
    },
    {
      name: 'a container’s interface',
      evidence: [
        log(
          'NetworkManager[512]: <info>  [1749012.1] device (veth1a2b): link disconnected (deferring action for 6000 milliseconds)\nNetworkManager[512]: <info>  [1749090.4] device (veth1a2c): link disconnected (deferring action for 6000 milliseconds)',
        ),
      ],
    },
    {
      name: 'a card behind USB that was unplugged',
      evidence: [log('r8152 2-2:1.0 eth2: get_registers -19\nr8152 2-2:1.0 eth2: Rx status -108')],
    },
    {
      name: 'networkd that has trouble with its own timers',
      evidence: [
        log(
          'systemd-networkd[401]: eth0: Failed to process carrier lost event: No such file or directory',
        ),
      ],
    },
    {
      name: 'a Wi-Fi firmware that refuses what it is asked',
      evidence: [
        log(
          'brcmfmac: brcmf_cfg80211_get_channel: chanspec failed (-52)\nbrcmfmac: brcmf_p2p_create_p2pdev: timeout occurred\nbrcmfmac: brcmf_cfg80211_scan: scan error (-52)\nbrcmfmac: brcmf_vif_set_mgmt_ie: vndr ie set error : -52',
        ),
      ],
    },
    {
      name: 'NetworkManager that sees the carrier come',
      evidence: [
        log(
          "NetworkManager[512]: <info>  [1698973200.1234] device (eth0): state change: unavailable -> disconnected (reason 'carrier-changed', sys-iface-state: 'managed')",
        ),
      ],
    },
    {
      name: 'another driver that resets another device',
      evidence: [
        log(
          'sdhci 0000:00:1a.0: fatal interrupt 0x600, resetting\nusb 1-1: USB reset failed, errno=-110',
        ),
      ],
    },
    {
      name: 'somebody who says that the driver was silent',
      evidence: [log('No NETDEV WATCHDOG and no PCIe link lost anywhere in the journal.')],
    },
    {
      name: 'somebody who looked for it',
      evidence: [log('ethtool is clean and there is no "Link is Down" in either log')],
    },
    {
      // r8169 and phylib at each start; four boots of a healthy PC: github.com/zictes/log.
      name: 'a driver that says down before its first up, boot after boot',
      evidence: [
        log(
          [1, 2, 3]
            .map(
              (hour) =>
                `May 08 0${hour}:49:10 pc kernel: Linux version 6.12.30-amd64 (gcc)\nMay 08 0${hour}:49:14 pc kernel: r8169 0000:07:00.0 enp7s0: Link is Down\nMay 08 0${hour}:49:17 pc kernel: r8169 0000:07:00.0 enp7s0: Link is Up - 1Gbps/Full`,
            )
            .join('\n'),
        ),
      ],
    },
    {
      // github.com/jimdigriz/debian-clearfog-gt-8k: the board's switch, a sleeping PC behind it.
      name: 'a slow neighbour at a port of the switch in the board',
      evidence: [
        log(
          'mv88e6085 f412a200.mdio-mii:04 lan4: Link is Up - 10Mbps/Full - flow control rx/tx\nmv88e6085 f412a200.mdio-mii:04 lan4: Link is Down',
        ),
      ],
    },
    {
      // github.com/IITPHaechi/raspberrypi: a Pi 3 that ends its own access point.
      name: 'an access point that is taken down',
      evidence: [
        log(
          'brcmfmac: brcmf_cfg80211_stop_ap: setting AP mode failed -52\nbrcmfmac: brcmf_cfg80211_add_iface: iface validation failed: err=-16',
        ),
      ],
    },
    {
      name: 'Wi-Fi that leaves its access point once',
      evidence: [
        log(
          'wpa_supplicant[431]: wlan0: CTRL-EVENT-DISCONNECTED bssid=00:00:5e:00:53:01 reason=0 locally_generated=1\ndhcpcd[485]: wlan0: carrier lost\ndhcpcd[485]: wlan0: carrier acquired',
        ),
      ],
    },
    {
      name: 'a card behind USB that is taken down with packets on the way',
      evidence: [log('r8152 2-1.4:1.0 eth1: Tx status -108\nr8152 4-1:1.0 eth1: Tx status -2')],
    },
    {
      name: 'interfaces of containers',
      evidence: [
        log(
          'systemd-networkd[400]: veth1a2b3c: Lost carrier\nsystemd-networkd[400]: veth9f8e7d: Lost carrier',
        ),
      ],
    },
    {
      name: 'a reboot',
      evidence: [
        log(
          'systemd[1]: Reached target shutdown.target - System Shutdown.\nbcmgenet fd580000.ethernet eth0: Link is Down',
        ),
      ],
    },
    {
      name: 'a start',
      evidence: [log('macb 1f00100000.ethernet eth0: Link is Up - 1Gbps/Full - flow control tx')],
    },
    { name: 'clean counters', evidence: [log('rx_crc_errors: 0')] },
    {
      name: 'a PCIe slot without a drive',
      rival: 'kernel-regression',
      evidence: [log('brcm-pcie 1000110000.pcie: link down')],
    },
    {
      name: 'a busy server',
      rival: 'node-overload',
      evidence: [log('net/http: TLS handshake timeout')],
    },
  ],
  cannotTell: [
    {
      name: 'a ping that loses some of its packets',
      evidence: [log('50 packets transmitted, 31 received, 38% packet loss, time 49812ms')],
    },
    {
      name: 'a row of mtr in which a fifth is lost',
      evidence: [log('  2.|-- 10.9.0.1    20.0%    10   3018.  958.6   9.0  3018. 1234.6')],
    },
    {
      name: 'a ping that nobody answers, or of which one packet is missing',
      evidence: [
        log('5 packets transmitted, 0 received, 100% packet loss, time 4011ms'),
        log('400 packets transmitted, 397 received, 0.75% packet loss, time 399812ms'),
      ],
      silent: true,
    },
    {
      name: 'a Wi-Fi chip that did not take a command',
      evidence: [
        log(
          'rtw89_8922ae 0000:07:00.0: no tx fwcmd resource\nrtw89_8922ae 0000:07:00.0: failed to send h2c',
        ),
      ],
    },
    {
      name: 'a Wi-Fi stick did not answer once',
      evidence: [log('mt76x2u 2-1:1.0: vendor request req:47 off:9018 failed:-71')],
    },
    {
      name: 'a card behind USB that could not be asked once',
      evidence: [log('smsc95xx 1-1.1:1.0 eth0: Error reading MII_ACCESS')],
    },
    {
      name: 'a Wi-Fi chip that woke late',
      evidence: [log('rtw_8822ce 0000:02:00.0: firmware failed to leave lps state')],
    },
    {
      name: 'a driver that fell behind',
      evidence: [log('kernel: lan78xx 1-1.1.1:1.0 eth0: kevent 4 may have been dropped')],
    },
    {
      name: 'a network that is late at the start',
      evidence: [
        log(
          'systemd-networkd-wait-online[398]: Timeout occurred while waiting for network connectivity.',
        ),
      ],
    },
    {
      name: 'Wi-Fi that loses its access point again and again',
      evidence: [
        log(
          [1, 2, 3]
            .map((hour) => `Jun 11 0${hour}:05:28 pi01 dhcpcd[315]: wlan0: carrier lost`)
            .join('\n'),
        ),
      ],
    },
    {
      name: 'twice down while the node starts',
      evidence: [
        log(
          [
            '[    6.100000] e1000e 0000:00:19.0 eth0: NIC Link is Down',
            '[    9.200000] e1000e 0000:00:19.0 eth0: NIC Link is Down',
          ].join('\n'),
        ),
      ],
    },
    {
      name: 'a card behind USB that did not answer once',
      evidence: [log('lan78xx 1-1.1.1:1.0 eth0: Failed to read stat ret = -110')],
    },
    {
      name: 'down and up once',
      evidence: [
        log(
          'macb 1f00100000.ethernet eth0: Link is Down\nmacb 1f00100000.ethernet eth0: Link is Up - 1Gbps/Full',
        ),
      ],
    },
  ],
})
