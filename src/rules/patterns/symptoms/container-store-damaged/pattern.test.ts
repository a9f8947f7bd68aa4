import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    { name: 'a layer whose parent is not listed', evidence: [log(read('containerd-v1.2.txt'))] },
    {
      name: 'a layer whose parent is not on the disk',
      evidence: [log(read('containerd-v1.7.txt'))],
    },
    { name: 'a pod that is listed and unknown', evidence: [log(read('containerd-v2.0.txt'))] },
    {
      name: 'a kubelet that cannot read the list of pods',
      evidence: [
        log(
          '"Failed to start ContainerManager" err="failed to build map of initial containers from runtime: no PodsandBox found with Id \'77ab\'"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a list that is no database any more',
      evidence: [
        log(
          'level=error msg="containerd exited" error="/var/lib/rancher/k3s/agent/containerd/io.containerd.metadata.v1.bolt/meta.db: invalid database"',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a registry that has no such image',
      rival: 'image-unusable',
      evidence: [log('failed to resolve reference "docker.io/a/b:1": docker.io/a/b:1: not found')],
    },
    {
      name: 'layers that cannot be stacked',
      rival: 'kernel-feature-missing',
      evidence: [
        log(
          'failed to mount rootfs component &{overlay overlay [workdir=/a/snapshots/7/work]}: no such device: unknown',
        ),
      ],
    },
    {
      name: 'a runtime that is slow to recover',
      evidence: [log('failed to recover state: failed to list pods: context deadline exceeded')],
    },
    {
      name: 'a database of something else',
      evidence: [
        log('panic: freepages: failed to get all reachable pages'),
        log('open db: invalid database'),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'an image that fails without a reason',
      evidence: [log('Error: failed to create containerd container')],
      silent: true,
    },
  ],
})
