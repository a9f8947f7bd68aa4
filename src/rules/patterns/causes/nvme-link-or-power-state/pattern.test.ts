import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'smartctl gets no answer from the drive',
      confidence: 'suspected',
      evidence: [
        log('Read NVMe Identify Controller failed: NVME_IOCTL_ADMIN_CMD: Input/output error'),
      ],
    },
    {
      name: 'a drive whose size becomes nothing',
      confidence: 'suspected',
      evidence: [log('nvme1n1: detected capacity change from 3907029168 to 0')],
    },
    {
      name: 'a Rockchip link that does not come up, under a drive that is missed',
      confidence: 'suspected',
      evidence: [
        log(
          'rk-pcie fe150000.pcie: PCIe Link Fail, LTSSM is 0x3, hw_retries=1\nlsblk shows no nvme drive',
        ),
      ],
    },
    {
      name: 'a DesignWare link, and somebody who misses the drive',
      confidence: 'suspected',
      evidence: [
        log(
          'tegra194-pcie 14180000.pcie: Phy link never came up\nThe board fails to detect the NVMe drive.',
        ),
      ],
    },
    {
      name: 'a controller that does not say what it is',
      confidence: 'suspected',
      evidence: [log('nvme nvme0: Identify Controller failed (-4)')],
    },
    {
      name: 'a drive that does not come back from its reset',
      confidence: 'suspected',
      evidence: [log('nvme 0000:01:00.0: not ready 65535ms after FLR; giving up')],
    },
    {
      name: 'an error of the bus that names the drive',
      confidence: 'suspected',
      evidence: [
        log(
          'nvme 0000:01:00.0: PCIe Bus Error: severity=Uncorrectable (Fatal), type=Transaction Layer, (Requester ID)',
        ),
      ],
    },
    {
      name: 'a slot without a link where a drive should be',
      confidence: 'suspected',
      evidence: [log('brcm-pcie 1000110000.pcie: link down\nThe NVMe is not detected.')],
    },
    {
      name: 'a drive that lspci no longer shows, as somebody tells it',
      confidence: 'suspected',
      evidence: [log('The NVMe vanished from lspci until the next cold boot.')],
    },
    {
      name: 'requests that were under way when the controller was reset',
      confidence: 'suspected',
      evidence: [log('nvme0n1: I/O Cmd(0x1) @ LBA 28312, 8 blocks, I/O Error (sct 0x3 / sc 0x71)')],
    },
    {
      name: 'a drive that is gone on a Pi 5',
      confidence: 'confirmed',
      evidence: [log(text('pi5-gone.txt'), { origin: 'kernel' })],
    },
    {
      name: 'a controller that does not come back, kernel 5.15',
      confidence: 'confirmed',
      evidence: [log(text('linux-5.15-stuck.txt'))],
    },
    {
      name: 'one line only',
      confidence: 'suspected',
      evidence: [log('nvme nvme1: controller is down; will reset: CSTS=0x3, PCI_STATUS=0x10')],
    },
    {
      name: 'a drive that does not wake',
      confidence: 'suspected',
      evidence: [
        log(
          'nvme 0000:01:00.0: Unable to change power state from D3cold to D0, device inaccessible',
        ),
      ],
    },
    {
      name: 'a bridge that does not wake, and the drive with it',
      confidence: 'suspected',
      evidence: [
        log(
          'pcieport 0001:00:00.0: Unable to change power state from D3hot to D0, device inaccessible',
        ),
      ],
    },
    {
      name: 'a bootloader that finds no drive',
      confidence: 'suspected',
      evidence: [
        log(
          "Boot mode: NVME (06) order f41\nPCIe timeout: 0x0001e08f\nFailed to open device: 'nvme'",
        ),
      ],
    },
    {
      name: 'no link where the root should be',
      confidence: 'suspected',
      evidence: [
        log('brcm-pcie 1000110000.pcie: link down\nWaiting for root device /dev/nvme0n1p2...'),
      ],
    },
    {
      name: 'requests that time out again and again',
      confidence: 'suspected',
      evidence: [
        log(
          'nvme nvme0: I/O 12 QID 3 timeout, aborting\nnvme nvme0: I/O 13 QID 3 timeout, aborting',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'smartctl does not reach the drive for reasons of its own',
      evidence: [
        log(
          'Read NVMe Identify Controller failed: NVME_IOCTL_ADMIN_CMD: Bad address\nRead NVMe Identify Controller failed: scsi error no medium present',
        ),
      ],
    },
    {
      name: 'a slot that is empty',
      evidence: [log('rockchip-dw-pcie 3c0400000.pcie: Phy link never came up')],
    },
    {
      name: 'a drive that was grown',
      evidence: [log('nvme1n1: detected capacity change from 0 to 3907029168')],
    },
    {
      name: 'another card that does not come back',
      evidence: [
        log(
          'igb 0000:01:00.0: not ready 65535ms after FLR; giving up\nigb 0000:01:00.0: PCIe Bus Error: severity=Uncorrectable (Fatal), type=Transaction Layer, (Requester ID)',
        ),
      ],
    },
    {
      name: 'the drive reports bad places and goes on',
      rival: 'disk-media-failing',
      evidence: [
        log(
          'critical medium error, dev nvme0n1, sector 88112 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2\nnvme0n1: I/O Cmd(0x2) @ LBA 88112, 8 blocks, I/O Error (sct 0x2 / sc 0x81) MORE',
        ),
      ],
    },
    {
      name: 'the cure is in the boot parameters already',
      evidence: [
        log(
          'Kernel command line: console=tty1 nvme_core.default_ps_max_latency_us=0 pcie_aspm=off',
        ),
      ],
    },
    {
      name: 'a healthy start',
      evidence: [
        log('nvme nvme0: pci function 0001:01:00.0\nnvme nvme0: 4/0/0 default/read/poll queues'),
      ],
    },
    {
      name: 'the start of every Pi 5 without a drive',
      evidence: [log('brcm-pcie 1000110000.pcie: link down')],
    },
    {
      name: 'words of other links',
      evidence: [log('usb 2-1: device link down\nmacb eth0: Link is Down')],
    },
  ],
  cannotTell: [
    {
      name: 'bus errors that the hardware corrected',
      evidence: [
        log(
          'nvme 0001:01:00.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)',
        ),
      ],
    },
    {
      name: 'one request that came late',
      evidence: [log('nvme nvme0: I/O 96 QID 1 timeout, completion polled')],
    },
  ],
})
