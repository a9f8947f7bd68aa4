import { kernelSettings } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'the word of kubeadm in a sentence',
      confidence: 'confirmed',
      evidence: [log('kubeadm init writes CGROUPS_MEMORY missing')],
    },
    {
      name: 'a list of controllers, as somebody tells it',
      confidence: 'suspected',
      evidence: [
        log('cat /sys/fs/cgroup/cgroup.controllers gives cpuset cpu io pids, memory is missing'),
      ],
    },
    {
      name: 'the check of K3s, on a node with both versions mounted',
      confidence: 'confirmed',
      evidence: [
        log(
          '- cgroup hierarchy: cgroups Hybrid mounted, cpuset|memory controllers status: bad (fail)',
        ),
      ],
    },
    {
      name: 'runc, which cannot set a limit',
      confidence: 'confirmed',
      evidence: [
        log(
          'Error: failed to create containerd task: runc create failed: unable to start container process: unified resource "memory.max" can\'t be set: controller "memory" not available',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: 'the same in a journal of K3s',
      confidence: 'confirmed',
      evidence: [
        log(
          'k3s[611]: E0301 err="runc create failed: controller \\"memory\\" not available: unknown"',
        ),
      ],
    },
    {
      name: 'the list of controllers, printed',
      confidence: 'suspected',
      evidence: [log('cpuset cpu io pids')],
    },
    {
      name: 'a kubelet on the first version of control groups',
      confidence: 'confirmed',
      evidence: [log('failed to run Kubelet: mountpoint for memory not found')],
    },
    {
      name: 'the inspection of MicroK8s',
      confidence: 'confirmed',
      evidence: [log('WARNING:  The memory cgroup is not enabled.')],
    },
    {
      name: "kubeadm's preflight",
      evidence: [log('[ERROR SystemVerification]: missing required cgroups: memory')],
      confidence: 'confirmed',
    },
    {
      name: 'docker info',
      evidence: [log('WARNING: No memory limit support\nWARNING: No swap limit support')],
      confidence: 'suspected',
    },
    {
      name: "the kernel's table of controllers",
      evidence: [
        log(
          '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t0\t62\t1\nmemory\t0\t62\t0\npids\t0\t62\t1',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the refusal of a current agent',
      evidence: [log(read('k3s-agent-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the refusal with its old advice',
      evidence: [log(read('k3s-v1.20.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the refusal of a kubelet of its own',
      evidence: [
        log(
          'Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [memory]',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the kernel line, on a node that starts K3s',
      evidence: [
        log(
          'kernel: cgroup: Disabling memory control group subsystem\nsystemd[1]: Starting k3s-agent.service - Lightweight Kubernetes...',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the controller list of a node, before K3s is installed',
      evidence: [
        facts(kernelSettings, [{ cgroupControllers: ['cpuset', 'cpu', 'io', 'pids'] }], 'pi02'),
      ],
      confidence: 'suspected',
      subject: 'node/pi02',
    },
    {
      name: 'a kubelet that misses this controller alone',
      confidence: 'confirmed',
      evidence: [
        log(
          'kubelet.go:1649] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: error validating root container [kubepods] : cgroup [\\"kubepods\\"] has some missing controllers: memory"',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'the list of controllers with the one that counts',
      evidence: [
        log('level=fatal msg="failed to find memory cgroup (v2)"'),
        log('cpuset cpu io memory pids'),
      ],
    },
    {
      name: 'a command line that takes it back',
      evidence: [
        log(
          'Kernel command line: coherent_pool=1M cgroup_disable=memory root=PARTUUID=1-02 cgroup_enable=memory',
        ),
      ],
    },
    {
      name: 'another controller that a container asks for',
      evidence: [
        log('unified resource "hugetlb.2MB.max" can\'t be set: controller "hugetlb" not available'),
      ],
    },
    {
      name: 'Docker without a limit of the swap alone',
      evidence: [log('WARNING: No swap limit support')],
    },
    {
      name: "the kernel's table with the controller on, after an old refusal",
      evidence: [
        log('level=fatal msg="failed to find memory cgroup (v2)"'),
        log('cpu\t0\t62\t1\nmemory\t0\t62\t1'),
      ],
    },
    {
      name: 'a boot that switches it off by firmware and on by cmdline.txt',
      evidence: [
        log(
          '[    0.000000] cgroup: Disabling memory control group subsystem\n[    0.000000] cgroup: Enabling memory control group subsystem',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'an old refusal on a node where the controller is on by now',
      evidence: [
        log(read('k3s-agent-v1.33.txt'), { node: 'pi02' }),
        facts(kernelSettings, [{ cgroupControllers: ['cpu', 'memory', 'pids'] }], 'pi02'),
      ],
    },
    {
      name: 'another fatal start-up message',
      rival: 'k3s-configuration-invalid',
      evidence: [log('level=fatal msg="flag provided but not defined: -flanel-backend"')],
    },
    {
      name: 'a container from which its host keeps all controllers',
      evidence: [
        log(
          '"Failed to start ContainerManager" err="error validating root container [kubepods] : cgroup [\\"kubepods\\"] has some missing controllers: cpu, cpuset, hugetlb, memory, pids"',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a limit that could not be set',
      evidence: [
        log(
          'runc create failed: openat2 /sys/fs/cgroup/kubepods/pod1/memory.max: no such file or directory',
        ),
      ],
    },
    {
      name: 'a container that was refused its memory limit',
      evidence: [
        log(
          'error setting cgroup config for procHooks process: cannot set memory limit: container could not join or create cgroup',
        ),
      ],
    },
    {
      name: 'a command line that leaves it off, on a board that may not be a node',
      evidence: [
        log(
          'Kernel command line: coherent_pool=1M cgroup_disable=memory root=PARTUUID=1-02 rootwait',
        ),
      ],
    },
    {
      name: 'the kernel line alone: every board of Raspberry Pi OS boots like that',
      evidence: [
        log('[    0.000000] cgroup: Disabling memory control group subsystem', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'a start that says nothing of cgroups',
      silent: true,
      evidence: [log('level=info msg="Starting k3s agent"')],
    },
  ],
})
