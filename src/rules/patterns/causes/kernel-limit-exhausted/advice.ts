import { type AdviceCase, adviceFrom } from '../../words/advice.ts'

/** What helps in each case: the table that is full. */
const cases: readonly AdviceCase[] = [
  [
    /inotify|fsnotify|watch|too many open files|no space left on device/i,
    'Watches: `fs.inotify.max_user_instances=8192` and `fs.inotify.max_user_watches=524288` in /etc/sysctl.d, then `sysctl --system`.',
  ],
  [
    /conntrack|table full/i,
    'Connections: `net.netfilter.nf_conntrack_max=262144` in /etc/sysctl.d, then `sysctl --system`.',
  ],
  [
    /neighbou?r|arp_cache|gc_thresh/i,
    'Neighbours: `net.ipv4.neigh.default.gc_thresh1=1024`, `gc_thresh2=4096` and `gc_thresh3=8192` in /etc/sysctl.d, then `sysctl --system`.',
  ],
  [
    /max_map_count|virtual memory areas/i,
    'Mappings: `vm.max_map_count=262144` in /etc/sysctl.d, then `sysctl --system`.',
  ],
  [
    /\bpids?\b|fork|thread|pthread|Resource temporarily/i,
    'Processes: the pod has too many (`kubelet-arg: pod-max-pids=` raises its share), or the node (`kernel.pid_max`, `kernel.threads-max`).',
  ],
  [
    /bpf|cilium/i,
    "A full map of Cilium is raised in Cilium's own settings (`bpf-policy-map-max`, `bpf-ct-global-tcp-max`).",
  ],
]

const always = 'Restart the pods that failed. If it fills again, find who leaks.'

export const { all: allAdvice, against: adviceFor } = adviceFrom(cases, always)
