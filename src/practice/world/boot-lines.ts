import type { Board } from './board.ts'

/**
 * What a board's kernel and systemd say when it starts and when it is shut down. Words: Linux
 * 6.12 (arch/arm64/kernel/setup.c, drivers/mmc/core/bus.c, fs/ext4/super.c, drivers/net/phy/phy.c)
 * and systemd 257 (src/core/manager.c, src/shutdown/shutdown.c).
 */
export function kernelStart(board: Board): readonly string[] {
  const core = board.isPi5 ? '0x414fd0b1' : '0x410fd083'
  const kilobytes = Math.round(board.memoryBytes / 1024)
  return [
    `Booting Linux on physical CPU 0x0000000000 [${core}]`,
    `Linux version ${board.kernel} (serge@raspberrypi.com) (aarch64-linux-gnu-gcc-14) #1 SMP PREEMPT Debian 1:6.12.47-1+rpt1 (2025-09-16)`,
    `Machine model: ${board.model}`,
    `Kernel command line: ${board.commandLine}`,
    `Memory: ${kilobytes - 180_000}K/${kilobytes}K available`,
    ...diskStart(board),
    `EXT4-fs (${board.rootPartition}): mounted filesystem ${board.rootUuid} r/w with ordered data mode. Quota mode: none.`,
    board.isPi5
      ? 'macb 1f00100000.ethernet eth0: Link is Up - 1Gbps/Full - flow control tx'
      : 'bcmgenet fd580000.ethernet eth0: Link is Up - 1Gbps/Full - flow control rx/tx',
  ]
}

function diskStart({ disk, diskBytes }: Board): readonly string[] {
  const gibibytes = (diskBytes / 1024 ** 3).toFixed(1)
  return disk.device === 'nvme0n1'
    ? ['nvme nvme0: pci function 0001:01:00.0', 'nvme nvme0: 4/0/0 default/read/poll queues']
    : [
        'mmc0: new UHS-I speed SDR104 SDXC card at address aaaa',
        `mmcblk0: mmc0:aaaa ${disk.model} ${gibibytes} GiB`,
      ]
}

export const systemdStart: readonly string[] = [
  'systemd 257.8-1~deb13u2 running in system mode (+PAM +AUDIT +SELINUX +APPARMOR)',
  'Detected architecture arm64.',
  'Reached target network-online.target - Network is Online.',
  'Reached target multi-user.target - Multi-User System.',
]

export const systemdEnd: readonly string[] = [
  'Reached target shutdown.target - System Shutdown.',
  'Reached target final.target - Late Shutdown Services.',
]

/** A line as K3s's own logger writes it. */
export function k3sLine(board: Board, level: 'info' | 'error' | 'fatal', text: string): string {
  const stamp = new Date(board.now()).toISOString().slice(0, 19)
  return `time="${stamp}Z" level=${level} msg="${text.replaceAll('"', '\\"')}"`
}

/** K3s says its version when it starts, server and agent alike. */
export function k3sStart(board: Board): readonly string[] {
  const agent = board.role === 'agent' ? 'agent ' : ''
  return [
    k3sLine(board, 'info', `Starting k3s ${agent}${board.k3sVersion}`),
    board.role === 'server'
      ? k3sLine(
          board,
          'info',
          `Running kube-apiserver --advertise-address=${board.address} --allow-privileged=true`,
        )
      : k3sLine(
          board,
          'info',
          `Running load balancer k3s-agent-load-balancer 127.0.0.1:6444 -> [] [default: ${board.serverAddress ?? 'unknown'}:6443]`,
        ),
    k3sLine(
      board,
      'info',
      `Running kubelet --hostname-override=${board.name} --node-ip=${board.address}`,
    ),
  ]
}
