import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case; a finding gets the parts that its lines ask for, the page all of them. */
const cases: readonly AdviceCase[] = [
  [
    /vxlan|flannel exited|xt_|ipt_|ip_set|nf_|nft|iptables|No chain|match|target|raspi/i,
    'Ubuntu on a Pi, in releases with a package of its own for these modules: `apt install linux-modules-extra-raspi` and reboot.',
  ],
  [
    /disagrees about version|version magic|not found in directory|builtin file|Package not installed|pair interfaces/i,
    'A kernel that was updated under the running one has lost its modules: reboot.',
  ],
  [
    /Lockdown: /,
    'A locked-down kernel: `cat /sys/kernel/security/lockdown` shows how far. What reads the kernel by BPF works with `lockdown=integrity` on the kernel command line, not with `confidentiality`, which Talos takes with Secure Boot.',
  ],
  [
    /unsupported optional feature|compatible features|unsupported feature|unknown incompat|compat_ro|unknown incompatible/i,
    'A file system with new features: a newer kernel and e2fsprogs on that node.',
  ],
  [
    /nknown filesystem type|filesystem not supported by the system/i,
    'A kind of file system that the kernel does not know: install the package with its modules (`linux-modules-extra-$(uname -r)` on Ubuntu), then `modprobe NAME`.',
  ],
  [
    /overlay|upperdir|d_type|posix_allocate/i,
    'Where no overlay can be mounted (`invalid argument`) or no room reserved (`posix_allocate`), put /var/lib/rancher on ext4 or xfs.',
  ],
  [
    /\/dev\/kmsg|ContainerManager|cgroupv2|missing controllers|permission denied|read-only file system/i,
    'A container of LXC needs nesting, `lxc.mount.auto: proc:rw sys:rw` and `lxc.mount.entry: /dev/kmsg dev/kmsg none defaults,bind,create=file`; a virtual machine needs none of it.',
  ],
  [
    /net\/ipv6/,
    'Where IPv6 is switched off at boot (`ipv6.disable=1`) and a pod wants a setting of it, switch it on again: `net.ipv6.conf.all.disable_ipv6=1` keeps addresses away and leaves the settings.',
  ],
  [
    /CGROUPS_|missing (?:required )?cgroups|cgroup \(v2\)/,
    'Where only another controller than memory is missing (`CGROUPS_CPUSET: missing`), `cgroup_enable=cpuset` in the boot parameters helps an old kernel of the Pi; else the kernel is built without it.',
  ],
  [
    /cgroup v1/,
    '`cgroup v1`: take `systemd.unified_cgroup_hierarchy=0` out of the boot parameters, or set it to 1 where the distribution is old (Ubuntu 20.04, Debian 10), and reboot; `kubelet-arg: fail-cgroupv1=false` helps until then.',
  ],
  [
    /MmapAligned|48-bit/,
    '`MmapAligned() failed`: `zgrep ARM64_VA_BITS= /proc/config.gz` shows fewer than 48; boot a kernel with 48, as Ubuntu and Debian build it, or take an image without tcmalloc.',
  ],
  [
    /ilesystem type|Dateisystemtyp|文件系统类型/,
    'Where `mount` does not know a common file system, the modules of the running kernel are gone since an update: `uname -r; ls /lib/modules`. Reboot into the installed kernel, or install that of the running one again. Do not format the disk.',
  ],
  [
    /BTF/,
    'A program of eBPF (Cilium, Tetragon, Falco) wants `/sys/kernel/btf/vmlinux`: a kernel built with `CONFIG_DEBUG_INFO_BTF`, or a newer version of that program.',
  ],
  [
    /primary IP family|not available on this host|Failed to initialize nft|process rule/,
    '`no support for primary IP family`, `iptables is not available`: `iptables -t nat -S` on the node shows what iptables lacks; a kernel with nftables only wants `kube-proxy-arg: proxy-mode=nftables`.',
  ],
]

const always =
  '`modprobe NAME`, and write the name to /etc/modules-load.d/k3s.conf. What cannot be loaded is not built: take the kernel of the distribution, or one that has it.'

/** The page's list of all cases, and what helps against the lines of one finding. */
export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
