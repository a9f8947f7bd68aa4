import { lines } from '#src/model/line.ts'

/**
 * A host that keeps from a container (LXC, Docker, nspawn) what the kubelet cannot do without:
 * the kernel's log, settings below /proc/sys, controllers of cgroup v2 (kubelet pkg/kubelet/cm, oom).
 */
export const confined = lines(
  [
    'open /dev/kmsg',
    'Failed to start ContainerManager',
    'cannot enter cgroupv2',
    'missing controllers: ',
    // kubelet pkg/kubelet/cm/cgroup_manager_linux.go; memory is a matter of the boot parameters.
    'subsystem mount for required subsystem',
  ],
  /ubelet\b.*open \/dev\/kmsg: |Failed to start ContainerManager.*\/proc\/sys\/\S+: (?:permission denied|read-only file system)|cannot enter cgroupv2 .*invalid state|cgroup \[\\*"?kubepods\\*"?\] has some missing (?:.*missing )?controllers: (?!memory(?!, ))|find subsystem mount for required subsystem: (?!memory)\w+/,
)
/**
 * The kubelet of 1.35 and later does not start where systemd mounts the first version of control
 * groups (pkg/kubelet/apis/config/validation): old distributions, or a boot parameter.
 */
export const oldGroups = lines('on a host using cgroup v1')
/** The same, and what is missing is not said. */
export const noRootGroup = lines('ailed to initialize top level QOS containers')
