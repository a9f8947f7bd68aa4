import { lines } from '#src/model/line.ts'
import { match, unknown } from '#src/model/verdict.ts'
import { definePattern } from '../../../define-pattern.ts'
import { adviceFor, allAdvice } from './advice.ts'
import { builtInChain, conntrack } from './chains.ts'
import { confined, noRootGroup, oldGroups } from './groups.ts'
import { moduleRefused, noFileSystem, noIscsi, noModules, noTypes, softWarning } from './modules.ts'
import { ask, questions } from './questions.ts'
import { tables } from './tables.ts'
import { sentences } from './told.ts'

/**
 * kmod: the module is not there at all. The units of K3s ask for br_netfilter and overlay before
 * each start and go on without them, since they may be built in: such a line alone says nothing.
 * The last two are of brctl and Docker, on a kernel whose modules an update took away. Installers
 * and containerd ask for modules (rtc, aufs) only to see what there is.
 */
const moduleMissing = lines(
  [
    // module-init-tools, and tools that quote it, leave its name out.
    'FATAL: Module',
    'modprobe: ERROR: could not insert',
    'modprobe: WARNING: Module',
    'missing kernel module',
    "can't find module",
    'add bridge failed: Package not installed',
    'pair interfaces: operation not supported',
    'kernel module ',
    'module is not loaded',
    'no dedicated PHY driver found',
  ],
  /^(?!.*modprobe\[\d+\].*Module (?:br_netfilter|overlay|nf_conntrack|ip_tables|iptable_\w+) )(?!.*iscsi_tcp)(?!.*(?:hw-detect: |io\.containerd\.snapshotter|use snapshotter )).*(?:\bFATAL: Module \S+ not found|modprobe: (?:FATAL|ERROR|WARNING: Module (?:bridge|br_netfilter|veth|vxlan|overlay|ip6?_tables|ip6?table_nat|nf_conntrack|nf_nat|ip_vs|wireguard|dm_crypt) not found)|missing kernel module\??|Package not installed|pair interfaces: operation not supported|kernel module \S+ (?:is )?(?:missing|not (?:loaded|found|available))|module is not loaded in the .*kernel|no dedicated PHY driver found for PHY ID)/,
)

/** Flannel makes its interface with the kernel's VXLAN driver. */
const vxlan = lines(
  [
    'flannel exited: operation not supported',
    'operation not supported',
    'Unknown device type',
    'rror registering network',
  ],
  // Any other plugin of CNI as well: a kind of interface or queue that this kernel does not have.
  /flannel exited: operation not supported|(?:vxlan|VXLAN|registering network|flannel|plugin type=\\*"\w+\\*" failed \(add\)).*operation not supported|Unknown device type/i,
)

/** A bridge for pods cannot be made (plugins/main/bridge), or bridged packets do not pass iptables. */
const bridge = lines(
  ['bridge-nf-call-ip', 'br_netfilter', 'ailed to create bridge'],
  /failed to create bridge .*operation not supported|bridge-nf-call-ip6?tables.*(?:[Nn]o such file|cannot stat|does not exist|not found)|cannot stat .*bridge-nf-call|br_netfilter.*(?:not loaded|does not exist)/,
)

/** A pod asks for a setting of IPv6, as K3s's own service balancer does, and the kernel runs without it. */
const noIpv6 = lines(
  '/proc/sys/net/ipv6/conf/',
  /^(?!.*ailed to set sysctl).*\/proc\/sys\/net\/ipv6\/conf\/\S+: no such file or directory/,
)

/** fs/ext4/super.c, fs/xfs: the volume was made by newer tools than the kernel, or fsck, knows. */
const fileSystem = lines(
  [
    'unsupported optional feature',
    'unknown read-only compatible',
    'read-only compatible features',
    'incompatible features',
    'has unsupported feature',
    'nknown filesystem type',
    'unknown incompatible',
    'unknown incompat features',
    'unknown compat_ro features',
    // cifs-utils mount.cifs.c and Ceph's mount helper: ENODEV.
    'filesystem not supported by the system',
  ],
  /mount error: \w+ filesystem not supported by the system|because of \S*unsupported optional features?|unknown (?:read-only )?(?:in)?compatible features|unknown incompatible|has unsupported feature\(s\)|unknown filesystem type '(?:xfs|ext4|btrfs|nfs4?|cifs|overlay)'|unknown incompatible feature|BTRFS.*unknown (?:incompat|compat_ro) features/,
)

/**
 * tcmalloc wants addresses of 48 bits; many kernels of ARM boards give 39. Envoy and MongoDB bring
 * it along. What it says next, `Out of memory`, is not about the node's memory.
 */
const addressBits = lines(['MmapAligned() failed', 'assumes a 48-bit virtual address'])

const trim = lines(
  ['iscard operation is not supported', 'FITRIM ioctl failed', 'fstrim'],
  /discard operation is not supported|FITRIM ioctl failed: Operation not supported|fstrim.*not supported/,
)

/**
 * runc writes the profile into a file that a kernel without AppArmor, or one that boots without it,
 * does not have (libcontainer/apparmor).
 */
const noAppArmor = lines(
  'apparmor failed to apply profile',
  /apparmor failed to apply profile: .*(?:no such file or directory|invalid argument)/,
)

/**
 * kube-proxy, which K3s ends with: iptables does not run, or shows no nat table of that family
 * (cmd/kube-proxy/app/server_linux.go, pkg/util/iptables).
 */
const noFamily = lines('no support for primary IP family')

/** containerd cannot stack layers, or a volume cannot be encrypted. K3s quotes the first again. */
const layers = lines(
  [
    'overlayfs',
    '"overlay"',
    'overlay: no such device',
    'rootfs component &{overlay',
    'target type not supported',
    'needs to support d_type',
  ],
  /overlayfs: upper fs needs to support d_type|overlayfs\\*" snapshotter cannot be enabled(?!.*(?:permission denied|no space))|failed to mount (?:overlay: |rootfs component &\{overlay overlay .*\}: )no such device|unknown filesystem type 'overlay'|crypt.*target type not supported|Check that kernel supports/,
)

/** EINVAL, where the file system below (ZFS, NFS, another overlay) cannot carry an overlay, or reserve room as dqlite asks. */
const noOverlayHere = lines(
  ['ailed to mount rootfs component', 'not supported as upperdir', 'posix_allocate: '],
  /posix_allocate: operation not supported|overlayfs: filesystem on .*not supported as upperdir|failed to mount rootfs component &\{overlay overlay .*\}: invalid argument/,
)

/** Who reads the kernel by BPF could not load its program (libbpf, cilium/ebpf, Falco's libpman). */
const bpfRefused = lines(
  ['failed to load BPF', 'BPF program load failed', 'load program: '],
  /failed to load BPF (?:object|program|skeleton)|BPF program load failed|load program: (?:invalid argument|operation not permitted|permission denied)/i,
)

/** `k3s check-config` marks what it needs; K3s itself asks for three controllers at its start. */
const checkConfig = lines(
  [
    'CONFIG_',
    'cpu cgroup (v2)',
    'cpuset cgroup (v2)',
    'controllers status: ',
    // kubeadm's preflight (k8s.io/system-validators); the memory controller is a matter of its own.
    'CGROUPS_',
    'ing cgroups: ',
    'required cgroups: ',
  ],
  /CGROUPS_(?:CPU|CPUACCT|CPUSET|DEVICES|FREEZER|PIDS): missing|missing (?:required )?cgroups: (?!memory\b)[a-z]+|CONFIG_\w+: missing \(fail\)|CONFIG_\w+: .*missing.*fail|failed to find cpu(?:set)? cgroup \(v2\)|(?<!memory )controllers status: bad \(fail\)/,
)

export default definePattern({
  id: 'kernel-feature-missing',
  title: 'The running kernel lacks a module or feature that is needed',
  severity: 'critical',
  stage: 'stable',
  since: '0.1.0',
  reads: {
    ...questions,
    moduleMissing,
    moduleRefused,
    vxlan,
    bridge,
    conntrack,
    noIpv6,
    noModules,
    noIscsi,
    noFileSystem,
    noTypes,
    tables,
    builtInChain,
    noFamily,
    noAppArmor,
    fileSystem,
    addressBits,
    trim,
    layers,
    noOverlayHere,
    checkConfig,
    bpfRefused,
    confined,
    oldGroups,
    noRootGroup,
    softWarning,
  },
  told: sentences,
  advise: adviceFor,
  explains: {
    onSameNode: [
      'cni-not-ready',
      'k3s-restarting',
      'node-silent',
      'pod-sandbox-failing',
      'volume-not-mounting',
      'longhorn-iscsi-unusable',
      'cluster-dns-failing',
    ],
  },
  rivals: [
    {
      cause: 'cni-not-ready',
      tell: '`subnet.env` is missing in the first minutes, or the flannel pod fails for another reason: every module is there.',
    },
    {
      cause: 'longhorn-iscsi-unusable',
      tell: 'Only iscsi_tcp or iscsiadm is missing: install open-iscsi.',
    },
    {
      cause: 'page-size-16k',
      tell: 'The allocator names the page size; `MmapAligned() failed` is about the width of addresses.',
    },
    {
      cause: 'benign-k3s-noise',
      tell: '`Failed to load kernel module … with modprobe` at the start, and everything works: it is built in.',
    },
    {
      cause: 'filesystem-corruption',
      tell: 'The file system is damaged, not new: fsck finds errors instead of features.',
    },
  ],
  remedy: 'add-kernel-feature',
  docs: {
    meaning:
      'A module is not installed or not loaded, or the kernel is too old for what the file system or firewall asks. Ubuntu for the Pi (21.10 to 23.10) keeps vxlan in a package of its own. Inside a container (LXC, Docker) the host decides what K3s may use.',
    impact: 'What needs it does not start: the pod network, a mount, or K3s itself.',
    diagnosis:
      'On {node}: `k3s check-config`, `uname -r; ls /lib/modules`, `lsmod | grep -E "vxlan|br_netfilter|overlay|iscsi_tcp"`. A kernel that was updated but not booted has no modules left: then reboot.',
    mitigation: allAdvice,
    references: [
      'https://github.com/torvalds/linux/blob/master/kernel/module/main.c',
      'https://github.com/systemd/systemd/blob/main/src/shared/module-util.c',
      'https://docs.k3s.io/installation/requirements?os=pi',
      'https://github.com/flannel-io/flannel/issues/1502',
      'https://github.com/libbpf/libbpf/blob/master/src/btf.c',
      'https://github.com/k3s-io/k3s/issues/8015',
      'https://github.com/longhorn/website/pull/783',
      'https://github.com/kubernetes/kops/pull/17968',
      'https://github.com/k3s-io/k3s/issues/2776',
      'https://github.com/k3s-io/k3s/issues/4085',
      'https://github.com/kubernetes-sigs/kind/issues/662',
      'https://github.com/k3s-io/k3s/issues/10455',
      'https://kubernetes.io/docs/concepts/architecture/cgroups/',
      'https://github.com/NVIDIA/OpenShell/pull/360',
      'https://github.com/opencontainers/runc/blob/main/libcontainer/apparmor/apparmor_linux.go',
      'https://github.com/k3s-io/klipper-lb/blob/master/entry',
      'https://github.com/raspberrypi/linux/issues/4375',
      'https://github.com/kubernetes/kubernetes/blob/master/cmd/kube-proxy/app/server_linux.go',
      'https://github.com/projectcalico/calico/blob/master/calicoctl/calicoctl/commands/node/checksystem.go',
      'https://github.com/containernetworking/plugins/blob/main/plugins/meta/bandwidth/ifb_creator.go',
      'https://github.com/torvalds/linux/blob/master/security/lockdown/lockdown.c',
      'https://github.com/falcosecurity/falco/issues/3416',
      'https://github.com/cilium/tetragon/issues/5507',
    ],
  },

  match(evidence) {
    const { moduleMissing, vxlan, bridge, tables, fileSystem, trim, layers, checkConfig } = evidence
    const sure = [
      ...vxlan,
      ...bridge,
      ...fileSystem,
      ...layers,
      ...checkConfig,
      ...evidence.oldGroups,
      ...evidence.noIscsi,
    ]
    const { conntrack, noOverlayHere, confined, noFamily } = evidence
    const likely = [
      ...moduleMissing,
      ...evidence.moduleRefused,
      ...tables,
      ...evidence.noFileSystem,
      ...evidence.noTypes,
      ...(evidence.builtInChain.length > 0 ? evidence.noSuchChain : []),
      ...noFamily,
      ...(evidence.bpfRefused.length > 0 ? evidence.lockedDown : []),
      ...evidence.noAppArmor,
      ...conntrack,
      ...evidence.noIpv6,
      ...evidence.addressBits,
      ...trim,
      ...noOverlayHere,
      ...confined,
    ]
    if (sure.length > 0) return match('confirmed', [...sure, ...likely])
    if (likely.length > 0) return match('suspected', likely)
    if (evidence.noRootGroup.length > 0)
      return unknown(
        'the kubelet cannot make its root group: a controller is missing, or it may not',
        {
          next: 'systemd-detect-virt; cat /sys/fs/cgroup/cgroup.controllers; k3s check-config',
        },
      )
    if (evidence.noModules.length > 0)
      return unknown('the running kernel has no folder of modules: are they built in?', {
        next: 'k3s check-config; uname -r; ls /lib/modules',
      })
    if (evidence.softWarning.length > 1)
      return unknown('K3s could not load modules; they may be built into the kernel', {
        next: 'k3s check-config',
      })
    return ask(evidence)
  },
})
