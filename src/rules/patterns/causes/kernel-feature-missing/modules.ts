import { lines } from '#src/model/line.ts'

/** Questions about modules that are named but not loaded. */

/**
 * kmod: the folder of the running kernel's modules is gone, or never was there, as in a container.
 * What K3s needs may be built in, or loaded by the host.
 */
export const noModules = lines(
  'ould not open builtin file',
  /could not open builtin file '\/lib\/modules\/[^']+'/,
)

/** What the pod network, containerd, Longhorn and shared volumes ask for. */
const asked = String.raw`(?:br_netfilter|bridge|overlay|vxlan|veth|wireguard|(?:lib)?iscsi\w*|dm_\w+|nfs\w*|nf_\w+|nft_\w+|ip_set\w*|ip_vs\w*|ip6?_?tables?\w*|x_tables|xt_\w+)`

/**
 * The module is of another build (kernel/module/main.c), forbidden (systemd src/shared/module-util.c,
 * kmod), not there, or may not be loaded without a signature (security/lockdown). One that only a
 * device wants is nobody's fault here.
 */
export const moduleRefused = lines(
  [
    'version magic ',
    'ailed to find module ',
    'is deny-listed',
    'is blacklisted',
    "could not insert '",
  ],
  new RegExp(
    String.raw`\b${asked}: version magic '.*' should be|ailed to find module '(?!iscsi_tcp)${asked}'|Module '?${asked}'? is (?:deny-listed|blacklisted)|could not insert '(?:lib)?iscsi\w*': (?:Operation not permitted|Key was rejected|Exec format|Unknown symbol)`,
  ),
)

/**
 * kmod (libkmod, modprobe) and open-iscsi (usr/transport.c; its `Kmod error -2` is ENOENT): the
 * running kernel has no such module, though the initiator is there. Minimal kernels (SUSE's
 * kernel-default-base, Ubuntu's without linux-modules-extra, some boards') come without it, and an
 * update takes the modules of the kernel that still runs away.
 */
export const noIscsi = lines(
  ['iscsi_tcp', 'Could not insert module tcp'],
  /Module iscsi_tcp not found in directory|could not find module by name='iscsi_tcp'|ailed to find module 'iscsi_tcp'|Could not insert module (?:iscsi_)?tcp\b.*Kmod error -2\b/,
)

/**
 * util-linux `mount`, also in German and Chinese: a kind of file system that every distribution
 * brings along as a module, so those of the running kernel are gone, or not loaded any more. What
 * is no file system to be mounted (`LVM2_member`, `swap`, none at all) is another matter.
 */
export const noFileSystem = lines(
  ['nknown filesystem type', 'nbekannter Dateisystemtyp', '未知的文件系统类型'],
  /(?:nknown filesystem type|nbekannter Dateisystemtyp|未知的文件系统类型) ?['"‘“„»«]?(?:vfat|msdos|exfat|f2fs|ext[23]|squashfs|erofs|iso9660|udf|fuse(?:blk)?|virtiofs|9p|ceph|jfs|bcachefs)\b/,
)

/** libbpf (src/btf.c) and cilium/ebpf (btf/kernel.go): the kernel does not say how its types look. */
export const noTypes = lines([
  'failed to find valid kernel BTF',
  'kernel BTF is missing at ',
  'no BTF found for kernel version',
])

/** K3s asks for modules that may be built in, and goes on: a warning alone says nothing. */
export const softWarning = lines('Failed to load kernel module')
