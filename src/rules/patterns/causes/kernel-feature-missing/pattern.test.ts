import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a kernel that is locked down, and a program of BPF that was not loaded',
      confidence: 'suspected',
      evidence: [
        log(
          'Lockdown: tracee: use of bpf to read kernel RAM is restricted; see man kernel_lockdown.7\nload program: invalid argument: program of this type cannot use helper bpf_probe_read#4',
        ),
      ],
    },
    {
      name: 'an old modprobe, which leaves its name out',
      confidence: 'suspected',
      evidence: [log('FATAL: Module ip_vs not found.')],
    },
    {
      name: 'the boot partition cannot be mounted, since an update took the modules away',
      confidence: 'suspected',
      evidence: [log("mount: /boot/firmware: unknown filesystem type 'vfat'.")],
    },
    {
      name: 'the same in German',
      confidence: 'suspected',
      evidence: [log('mount: /media/stick: unbekannter Dateisystemtyp „exfat“.')],
    },
    {
      name: 'the same in Chinese',
      confidence: 'suspected',
      evidence: [log('mount: /mnt: 未知的文件系统类型“squashfs”.')],
    },
    {
      name: 'a program of eBPF finds no types, by libbpf',
      confidence: 'suspected',
      evidence: [log('libbpf: failed to find valid kernel BTF')],
    },
    {
      name: 'a program of eBPF finds no types, in Go',
      confidence: 'suspected',
      evidence: [
        log('load kernel spec: no BTF found for kernel version 5.10.120-tegra: not supported'),
      ],
    },
    {
      name: 'the kubelet misses a controller',
      confidence: 'suspected',
      evidence: [
        log(
          'Failed to start ContainerManager failed to initialize top level QOS containers: failed to set supported cgroup subsystems for cgroup [kubepods burstable]: Failed to find subsystem mount for required subsystem: pids',
        ),
      ],
    },
    {
      name: 'kubeadm misses a controller, not the one of memory',
      confidence: 'confirmed',
      evidence: [log('CGROUPS_CPUSET: missing\nCGROUPS_MEMORY: enabled')],
    },
    {
      name: 'the same in newer words',
      confidence: 'confirmed',
      evidence: [log('[ERROR SystemVerification]: missing required cgroups: pids')],
    },
    {
      name: 'Calico’s own look',
      confidence: 'suspected',
      evidence: [
        log('WARNING: Unable to detect the ip_set module as Loaded/Builtin module or lsmod'),
      ],
    },
    {
      name: 'kube-proxy finds no iptables',
      confidence: 'suspected',
      evidence: [log('err="iptables is not available on this host"')],
    },
    {
      name: 'a plugin of CNI that asks for an interface the kernel has not',
      confidence: 'confirmed',
      evidence: [
        log(
          'plugin type="macvlan" failed (add): failed to create macvlan: operation not supported',
        ),
      ],
    },
    {
      name: 'a share whose file system the kernel does not know',
      confidence: 'confirmed',
      evidence: [log('mount error: cifs filesystem not supported by the system')],
    },
    {
      name: 'WireGuard’s tools',
      confidence: 'suspected',
      evidence: [log('Unable to access interface: Protocol not supported')],
    },
    {
      name: 'nftables',
      confidence: 'suspected',
      evidence: [log('/dev/stdin:4:1-44: Error: Could not process rule: Operation not supported')],
    },
    {
      name: 'a kernel without bandwidth of processors',
      confidence: 'suspected',
      evidence: [
        log(
          'Error response from daemon: NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted',
        ),
      ],
    },
    {
      name: 'a match that iptables does not find, in a chain that is always there',
      confidence: 'suspected',
      evidence: [
        log(
          'iptables -t nat -A POSTROUTING -m set --match-set pods src -j MASQUERADE\niptables: No chain/target/match by that name.',
        ),
      ],
    },
    {
      name: 'a kernel without tunnels',
      confidence: 'suspected',
      evidence: [log('ERROR: Cannot open TUN/TAP dev /dev/net/tun: No such device (errno=19)')],
    },
    {
      name: 'the initiator is there, and the kernel has no iscsi_tcp: kmod, iscsiadm and systemd',
      confidence: 'confirmed',
      evidence: [
        log(
          "systemd-modules-load[222]: Failed to find module 'iscsi_tcp'\nmodprobe: FATAL: Module iscsi_tcp not found in directory /lib/modules/6.6.74-minimal\niscsiadm: Could not insert module tcp. Kmod error -2",
        ),
      ],
    },
    {
      name: 'a network chip whose driver is not there',
      confidence: 'suspected',
      evidence: [
        log(
          'r8169 0000:02:00.0: no dedicated PHY driver found for PHY ID 0x001cc800, maybe realtek.ko needs to be added to initramfs?',
        ),
      ],
    },
    {
      name: 'a file system that cannot carry layers',
      confidence: 'confirmed',
      evidence: [log('overlayfs: upper fs needs to support d_type.')],
    },
    {
      name: 'a file system of Btrfs from a newer kernel',
      confidence: 'confirmed',
      evidence: [
        log(
          'BTRFS error (device sdb1): cannot mount because of unknown incompat features (0x4000)',
        ),
      ],
    },
    {
      name: 'modules that systemd was told to load',
      confidence: 'suspected',
      evidence: [
        log(
          "systemd-modules-load[222]: Failed to find module 'dm_crypt'\nsystemd-modules-load[222]: Module 'br_netfilter' is deny-listed (by kmod)",
        ),
      ],
    },
    {
      name: 'a module of another build',
      confidence: 'suspected',
      evidence: [
        log(
          "br_netfilter: version magic '6.6.31+rpt-rpi-v8 SMP preempt mod_unload aarch64' should be '6.6.51+rpt-rpi-v8 SMP preempt mod_unload aarch64'",
        ),
      ],
    },
    {
      name: 'nf_tables that lacks a match or a chain type',
      confidence: 'suspected',
      evidence: [
        log(
          "iptables v1.8.7 (nf_tables): Couldn't find target `MASQUERADE'\niptables v1.8.7 (nf_tables): CHAIN_ADD failed (No such file or directory): chain INPUT",
        ),
      ],
    },
    {
      name: 'several modules asked for at once: kmod only warns',
      confidence: 'suspected',
      evidence: [
        log(
          'modprobe: WARNING: Module bridge not found in directory /lib/modules/6.1.0-xy\nmodprobe: WARNING: Module veth not found in directory /lib/modules/6.1.0-xy',
        ),
      ],
    },
    {
      name: 'an allocator that wants wider addresses',
      confidence: 'suspected',
      evidence: [
        log(
          'tcmalloc/system-alloc.cc:625] MmapAligned() failed - unable to allocate with tag (hint=0x2705c0000000, size=1073741824, alignment=1073741824)\ntcmalloc/arena.cc:58] FATAL ERROR: Out of memory trying to allocate internal tcmalloc data',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a program that looks for its module',
      confidence: 'suspected',
      evidence: [log('entrypoint: kernel module dm_snapshot is not loaded', { origin: 'pods' })],
    },
    {
      name: 'a server that names the kernel of its host',
      confidence: 'suspected',
      evidence: [log("ERROR: nfsd module is not loaded in the Docker host's kernel")],
    },
    {
      name: 'encrypted volumes without their module',
      confidence: 'suspected',
      evidence: [log('Cannot initialize device-mapper. Is dm_mod kernel module loaded?')],
    },
    {
      name: 'nftables that the kernel does not answer',
      confidence: 'suspected',
      evidence: [
        log(
          'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Invalid argument',
        ),
      ],
    },
    {
      name: 'the setting of a bridge, in the words of a guide',
      confidence: 'confirmed',
      evidence: [log('preflight: /proc/sys/net/bridge/bridge-nf-call-ip6tables not found')],
    },
    {
      name: 'modules of another kernel that the pod network needs',
      confidence: 'suspected',
      evidence: [log('vxlan: disagrees about version of symbol module_layout')],
    },
    {
      name: 'a file system that carries no overlay, in the words of the kernel',
      evidence: [
        log(
          "overlayfs: filesystem on '/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/10/fs' not supported as upperdir",
          { origin: 'kernel' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a pod that wants a setting of IPv6, on a kernel that runs without it',
      evidence: [
        log(
          'Error: failed to create containerd task: OCI runtime create failed: runc create failed: open /proc/sys/net/ipv6/conf/all/forwarding: no such file or directory: unknown',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a new kubelet on the first version of control groups',
      evidence: [
        log(
          'level=error msg="Shutdown request received: \\"kubelet exited: failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release\\""',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a container without the log of the kernel',
      evidence: [
        log(
          'Error: failed to run Kubelet: failed to create kubelet: open /dev/kmsg: no such file or directory',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a container that may not change settings of the kernel',
      evidence: [
        log(
          '"Failed to start ContainerManager" err="open /proc/sys/vm/overcommit_memory: read-only file system"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a container without controllers of cgroup v2',
      evidence: [
        log(
          '"Failed to create cgroup" err="cannot enter cgroupv2 \\"/sys/fs/cgroup/kubepods\\" with domain controllers -- it is in an invalid state"\nerror validating root container [kubepods] : cgroup ["kubepods"] has some missing paths or controllers, missing controllers: cpuset',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'kube-proxy that finds no iptables of its family',
      evidence: [
        log(
          'level=error msg="Shutdown request received: \\"kube-proxy exited: no support for primary IP family \\\\\\"IPv4\\\\\\"\\""',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a file system that carries no overlay, as K3s quotes it while it waits',
      evidence: [
        log(
          'level=info msg="Waiting to retrieve agent configuration; server is not ready: \\"overlayfs\\" snapshotter cannot be enabled for \\"/srv/k3s/agent/containerd\\", try using \\"fuse-overlayfs\\" or \\"native\\": failed to mount overlay: invalid argument"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'kube-proxy without connection tracking',
      evidence: [
        log(
          'E0214 08:27:13.607103      11 server.go:135] "Error running ProxyServer" err="open /proc/sys/net/netfilter/nf_conntrack_max: no such file or directory"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kernel whose modules went with an update',
      evidence: [
        log(
          'add bridge failed: Package not installed\nfailed to add the host (veth1a) <=> sandbox (veth2b) pair interfaces: operation not supported',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kernel without the cpuset controller',
      evidence: [log('level=fatal msg="failed to find cpuset cgroup (v2)"')],
      confidence: 'confirmed',
    },
    {
      name: 'containerd without overlay in the kernel',
      evidence: [
        log(
          'failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/rancher/k3s/a lowerdir=/var/lib/rancher/k3s/b]}: no such device: unknown',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'containerd on a file system that carries no overlay',
      evidence: [
        log(
          'failed to create containerd task: failed to mount rootfs component &{overlay overlay [workdir=/var/lib/rancher/k3s/a lowerdir=/var/lib/rancher/k3s/b]}: invalid argument: unknown',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'ipset without its side in the kernel',
      evidence: [log('ipset v7.15: Cannot open session to kernel.')],
      confidence: 'suspected',
    },
    {
      name: 'no VXLAN on Ubuntu 21.10',
      confidence: 'confirmed',
      evidence: [log(text('ubuntu-21.10.txt'))],
    },
    {
      name: 'a volume with features that the kernel does not know',
      confidence: 'confirmed',
      evidence: [log(text('old-kernel-new-volume.txt'))],
    },
    {
      name: 'no bridges at all',
      confidence: 'confirmed',
      evidence: [
        log(
          'failed to setup network for sandbox "1b": failed to create bridge "cni0": could not add "cni0": operation not supported',
        ),
      ],
    },
    {
      name: 'no bridge filter',
      confidence: 'confirmed',
      evidence: [
        log('stat /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory'),
      ],
    },
    {
      name: 'a table that the kernel lacks',
      confidence: 'suspected',
      evidence: [
        log(
          "iptables v1.8.7 (legacy): can't initialize iptables table `nat': Table does not exist (do you need to insmod?)",
        ),
      ],
    },
    {
      name: 'trim that is not supported',
      confidence: 'suspected',
      evidence: [log('fstrim: /data: the discard operation is not supported')],
    },
    {
      name: 'a container from which its host keeps all controllers',
      confidence: 'suspected',
      evidence: [
        log(
          '"Failed to start ContainerManager" err="error validating root container [kubepods] : cgroup [\\"kubepods\\"] has some missing controllers: cpu, cpuset, hugetlb, memory, pids"',
        ),
      ],
    },
    {
      name: 'a rule whose module nftables does not find',
      confidence: 'suspected',
      evidence: [
        log(
          'iptables v1.8.8 (nf_tables): RULE_APPEND failed (No such file or directory): rule in chain PREROUTING',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a kernel that boots without AppArmor',
      confidence: 'suspected',
      evidence: [
        log(
          'runc create failed: unable to start container process: unable to apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: no such file or directory: unknown',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a rule of portmap whose module nftables does not find',
      confidence: 'suspected',
      evidence: [
        log(
          'plugin type="portmap" failed (add): unable to set up nftables rules for port mappings: could not add nftables rules: /dev/stdin:5:1-60: Error: Could not process rule: No such file or directory',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'what is mounted is no file system',
      evidence: [
        log(
          "mount: /mnt: unknown filesystem type 'LVM2_member'.\nmount: /mnt: unknown filesystem type '(null)'.\nmount: unbekannter Dateisystemtyp „crypto_LUKS“",
        ),
      ],
    },
    {
      name: 'only the memory controller is missing',
      rival: 'memory-cgroup-disabled',
      evidence: [log('CGROUPS_MEMORY: missing\nCGROUPS_CPUSET: enabled')],
    },
    {
      name: 'a controller that kubeadm only would like',
      evidence: [log('CGROUPS_HUGETLB: missing')],
    },
    {
      name: 'a share that refuses',
      rival: 'rwx-or-nfs-mount',
      evidence: [log('mount error(13): Permission denied')],
    },
    {
      name: 'limits of memory alone',
      rival: 'memory-cgroup-disabled',
      evidence: [
        log(
          'Your kernel does not support memory limit capabilities or the cgroup is not mounted. Limitation discarded.',
        ),
      ],
    },
    {
      name: 'a module of iSCSI that nobody has loaded yet',
      rival: 'longhorn-iscsi-unusable',
      evidence: [
        log('iscsiadm: iSCSI driver tcp is not loaded. Load the module then retry the command.'),
      ],
    },
    {
      name: 'a module that only some device wants',
      evidence: [
        log(
          "systemd-modules-load[222]: Failed to find module 'lp'\nnvidia: version magic '6.6.31 SMP' should be '6.6.51 SMP'",
        ),
      ],
    },
    {
      name: "a module of a program's own",
      rival: 'app-fault',
      evidence: [log("Error: Cannot find module 'express'\nmod_ssl: module is not loaded")],
    },
    {
      name: 'the same without the rights of root',
      evidence: [
        log(
          'iptables v1.8.9 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)',
        ),
      ],
    },
    {
      name: 'an allocator that names the page size',
      rival: 'page-size-16k',
      evidence: [log('<jemalloc>: Unsupported system page size')],
    },
    {
      // github.com/Luisfc68/TP_Computacion_Aplicada (Debian's installer), dockerd and nvidia on others.
      name: 'modules that are asked for only to see what there is, and drivers that K3s does not need',
      evidence: [
        log(
          'hw-detect: modprobe: FATAL: Module rtc not found in directory /lib/modules/4.19.0-8-amd64\nlevel=warning msg="failed to load plugin io.containerd.snapshotter.v1.aufs" error="modprobe aufs failed: modprobe: FATAL: Module aufs not found"\nnvidia: disagrees about version of symbol module_layout',
        ),
      ],
    },
    {
      name: 'a setting of IPv6 that a start goes on without',
      evidence: [
        log(
          'level=error msg="Failed to set sysctl: open /proc/sys/net/ipv6/conf/all/forwarding: no such file or directory"\nsysctl: cannot stat /proc/sys/net/ipv6/conf/all/forwarding: No such file or directory',
        ),
      ],
    },
    {
      name: 'a program of somebody that reads no log of the kernel',
      evidence: [
        log(
          'cadvisor: Could not configure a source for OOM detection, disabling OOM events: open /dev/kmsg: no such file or directory',
        ),
      ],
    },
    {
      name: 'a setting for connection tracking at boot, before the module is loaded',
      evidence: [
        log(
          "systemd-sysctl[259]: Couldn't write '131072' to 'net/netfilter/nf_conntrack_max', ignoring: No such file or directory\nsysctl: cannot stat /proc/sys/net/netfilter/nf_conntrack_max: No such file or directory",
        ),
      ],
    },
    {
      name: 'a network that is not there yet',
      rival: 'cni-not-ready',
      evidence: [
        log('loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory'),
      ],
    },
    {
      name: 'a damaged file system',
      rival: 'filesystem-corruption',
      evidence: [log('/dev/longhorn/pvc-1: UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.')],
    },
    {
      name: 'one warning at the start',
      rival: 'benign-k3s-noise',
      evidence: [
        log('level=warning msg="Failed to load kernel module nft-expr-counter with modprobe"'),
      ],
    },
    {
      name: 'what the unit of K3s asks for before each start',
      rival: 'benign-k3s-noise',
      evidence: [
        log(
          'Nov 22 17:58:11 attic modprobe[221]: modprobe: FATAL: Module br_netfilter not found in directory /lib/modules/6.12.1',
        ),
      ],
    },
    {
      name: 'a healthy report',
      evidence: [log('- CONFIG_VXLAN: enabled (as module)\n- CONFIG_BRIDGE_NETFILTER: enabled')],
    },
    {
      name: 'the memory controller alone',
      evidence: [
        log(
          '"Failed to start ContainerManager" err="error validating root container [kubepods] : cgroup [\\"kubepods\\"] has some missing controllers: memory"',
        ),
      ],
    },
    {
      name: 'a profile that the program itself forbids',
      evidence: [
        log(
          'apparmor failed to apply profile: write /proc/self/attr/apparmor/exec: permission denied',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'a rule of portmap that it may not write',
      evidence: [
        log(
          'plugin type="portmap" failed (add): unable to set up nftables rules for port mappings: Error: Could not process rule: Operation not permitted',
          { origin: 'events' },
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a tool that looks into a kernel that is locked down',
      evidence: [log('Lockdown: bpftool: use of bpf to read kernel RAM is restricted; see man 7')],
    },
    {
      name: 'a chain that something flushed',
      evidence: [
        log(
          'iptables -t filter -A FORWARD -m conntrack --ctstate NEW -j DOCKER-USER\niptables: No chain/target/match by that name.',
        ),
      ],
    },
    {
      name: 'a container without its device',
      evidence: [
        log('ERROR: Cannot open TUN/TAP dev /dev/net/tun: No such file or directory (errno=2)'),
      ],
    },
    {
      name: 'a folder of containerd on a file system without types',
      evidence: [
        log(
          'failed to load plugin error="/var/lib/rancher/k3s/agent/containerd/io.containerd.snapshotter.v1.overlayfs does not support d_type."',
        ),
      ],
    },
    {
      name: 'a replica on a file system without extents',
      evidence: [
        log('level=fatal msg="Error running start replica command: file extent is unsupported"'),
      ],
    },
    {
      name: 'a kubelet without its root group',
      evidence: [
        log(
          '"Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubepods] doesn\'t exist"',
        ),
      ],
    },
    {
      name: 'a kernel without a folder of modules, as in a container',
      evidence: [
        log(
          "modprobe[411]: modprobe: ERROR: ../libkmod/libkmod.c:514 lookup_builtin_file() could not open builtin file '/lib/modules/5.4.0/modules.builtin.bin'\nmodprobe[411]: modprobe: FATAL: Module overlay not found in directory /lib/modules/5.4.0",
        ),
      ],
    },
    {
      name: 'several warnings at the start',
      evidence: [
        log(
          'level=warning msg="Failed to load kernel module overlay with modprobe"\nlevel=warning msg="Failed to load kernel module br_netfilter with modprobe"',
        ),
      ],
    },
  ],
})
