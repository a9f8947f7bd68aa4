import { expect, test } from 'vitest'
import app from '#src/rules/patterns/causes/app-fault/pattern.ts'
import dns from '#src/rules/patterns/causes/cluster-dns-failing/pattern.ts'
import cni from '#src/rules/patterns/causes/cni-not-ready/pattern.ts'
import files from '#src/rules/patterns/causes/filesystem-corruption/pattern.ts'
import addresses from '#src/rules/patterns/causes/host-address-or-route-conflict/pattern.ts'
import image from '#src/rules/patterns/causes/image-unusable/pattern.ts'
import join from '#src/rules/patterns/causes/join-credentials-mismatch/pattern.ts'
import stopped from '#src/rules/patterns/causes/k3s-service-stopped/pattern.ts'
import limits from '#src/rules/patterns/causes/kernel-limit-exhausted/pattern.ts'
import disks from '#src/rules/patterns/causes/longhorn-disk-unschedulable/pattern.ts'
import iscsi from '#src/rules/patterns/causes/longhorn-iscsi-unusable/pattern.ts'
import overlay from '#src/rules/patterns/causes/overlay-mtu-or-offload/pattern.ts'
import server from '#src/rules/patterns/causes/server-unreachable-from-agent/pattern.ts'
import traffic from '#src/rules/patterns/causes/traffic-blocked/pattern.ts'
import skew from '#src/rules/patterns/causes/version-skew/pattern.ts'
import { helpAgainst } from '#test/support/pattern.ts'

test.each([
  [traffic, 'ufw drops the VXLAN packets between the nodes.', 'UDP 8472', 'give it the rule'],
  [
    traffic,
    'The network policy of the shop blocks all traffic to its database.',
    'give it the rule',
    'UDP 8472',
  ],
  [
    traffic,
    'xx drop (Policy denied) flow 0x1 to endpoint 12, identity 4->5: 10.42.0.5:41000 -> 10.42.1.6:5432 tcp SYN',
    'DNS (port 53',
    'UDP 8472',
  ],
  [image, 'exec /usr/bin/web: exec format error', 'linux/arm64', 'imagePullSecret'],
  [
    disks,
    "Disk default-disk-1(/mnt/ssd) on node pi03 is not ready: record diskUUID doesn't match the one on the disk",
    'mount the right disk',
    'snapshots',
  ],
  [disks, 'precheck new replica failed: insufficient storage', 'snapshots', 'blkid'],
  [iscsi, 'nsenter: failed to execute iscsiadm: No such file or directory', 'apt-get', 'SELinux'],
  [iscsi, 'iscsid[4711]: sendmsg: bug? ctrl_fd 4', 'virtual machine', 'apt-get'],
  [
    files,
    '/dev/sda2: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.',
    'fsck.mode=force',
    'valuable metadata',
  ],
  [
    image,
    'Failed to pull image "web:9": 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    'a mirror',
    'linux/arm64',
  ],
  [
    image,
    'Failed to pull image "shop/web:9": failed to resolve reference "docker.io/shop/web:9": docker.io/shop/web:9: not found',
    'name or tag',
    'toomany',
  ],
  [
    overlay,
    '10.0.0.1.7103 > 10.0.0.2.8472: [bad udp cksum 0xbd67 -> 0x4e7f!] OTV',
    'ethtool -K flannel.1',
    'lower the MTU',
  ],
  [overlay, 'ping: local error: message too long, mtu=1420', 'lower the MTU', 'ethtool'],
  [limits, 'nf_conntrack: nf_conntrack: table full, dropping packet', 'conntrack_max', 'inotify'],
  [limits, 'failed to create fsnotify watcher: too many open files', 'max_user_instances', 'gc_'],
  [limits, 'neighbour: arp_cache: neighbor table overflow!', 'gc_thresh3', 'inotify'],
  [app, 'Mounting arguments: -t ext4 -o uid=70 /dev/sdd /data', 'mountOptions', 'helm rollback'],
  [app, 'Error: UPGRADE FAILED: "web" has no deployed releases', 'helm rollback', 'nodeSelector'],
  [
    app,
    'Readiness probe failed: Get "https://10.42.0.7:80/": http: server gave HTTP response to HTTPS client',
    '`scheme`',
    'helm rollback',
  ],
  [files, 'BTRFS error (device sda2): parent transid verify failed on 1', 'scrub', '/dev/longhorn'],
  [files, 'FAT-fs (mmcblk0p1): error, invalid access to FAT (entry 0x0f)', 'fsck.vfat', 'scrub'],
  [addresses, 'default via 10.43.0.1 dev tun0\n10.43.0.0/16 dev tun0', 'out of VPNs', 'dhcpcd'],
  [
    join,
    'level=fatal msg="bootstrap data already found and encrypted with different token"',
    'used first',
    'kubeadm',
  ],
  [join, 'Node password rejected, duplicate hostname', 'rename one', 'K3S_TOKEN'],
  [
    server,
    'level=error msg="failed to get CA certs: https://127.0.0.1:6444/cacerts: 404 Not Found"',
    'pass TCP on',
    'advertise-address',
  ],
  [
    stopped,
    'Nov 24 03:12:30 pi01 systemd[1]: Stopped k3s.service - Lightweight Kubernetes.\nNov 24 03:12:30 pi01 systemd[1]: k3s.service: Deactivated successfully.',
    'enable --now k3s`',
    'k3s-agent',
  ],
  [
    skew,
    'cluster cannot be downgraded (current version: 3.4.13 is lower than determined cluster version: 3.5).',
    'backup of before',
    'mapkubeapis',
  ],
  [
    image,
    'Failed to pull image "10.7.0.9:5000/web:9": http: server gave HTTP response to HTTPS client',
    'registries.yaml',
    'linux/arm64',
  ],
  [image, 'Back-off pulling image "localhost:5000/web:9"', 'ctr images import', 'linux/arm64'],
  [
    traffic,
    'Chain INPUT (policy DROP 9 packets, 540 bytes)\ndial tcp 10.43.0.1:443: i/o timeout',
    'UDP 8472',
    'give it the rule',
  ],
  [dns, '[FATAL] plugin/loop: Loop (127.0.0.1:53 -> :53) detected', 'Loop:', 'No upstream'],
  [
    dns,
    '[ERROR] plugin/errors: 2 lark.test. A: read udp 10.42.0.7:4->192.168.7.1:53: i/o timeout',
    'No upstream',
    'Loop:',
  ],
  [dns, "wget: bad address 'shop.lark'", 'on each node', 'No upstream'],
  [cni, 'Error registering network: node "den" pod cidr not assigned', 'range for its', 'webhook'],
  [
    cni,
    'plugin type="flannel" failed (add): failed to set bridge addr: "cni0" already has an IP address different from 10.42.1.1/24',
    'ip link delete cni0',
    'webhook',
  ],
  [
    cni,
    'plugin type="host-local" failed (add): no IP addresses available in range set: 10.42.1.1-10.42.1.254',
    'never given back',
    'webhook',
  ],
  [cni, 'flannel exited: operation not permitted', 'webhook', 'never given back'],
  [
    addresses,
    'Unicast reply from 10.7.0.20 [2C:CF:67:00:00:01]  0.6ms\nUnicast reply from 10.7.0.20 [D8:3A:DD:00:00:02]  0.9ms',
    'second owner',
    'cluster-reset',
  ],
  [
    addresses,
    'failed to validate nodeIP: node IP: "10.7.0.20" not found in the host\'s network interfaces',
    'node-ip',
    'second owner',
  ],
] as const)('pattern %#: only the cure of its case', (pattern, text, told, untold) => {
  const help = helpAgainst(pattern, text)
  expect(help).toContain(told)
  expect(help).not.toContain(untold)
  expect(pattern.docs.mitigation).toContain(untold)
})
