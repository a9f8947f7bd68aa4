/**
 * What stands beside `no space left on device` where a table of the kernel is full and no disk:
 * inotify, cgroups, keys, maps of eBPF, semaphores and shared memory. Part of an expression.
 */
export const ofNoDisk =
  'inotify|fsnotify|watch|session key|/sys/fs/cgroup|\\bupdate: |cilium_|PolicyMap|emaphores|shared memory segment'
