import { pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)
const limit = 128 * 1024 * 1024

const web = { namespace: 'default', name: 'web-1', nodeName: 'pi02' }

testPattern(pattern, {
  finds: [
    {
      name: 'a limit that not even runc fits into',
      confidence: 'suspected',
      evidence: [
        log(
          'OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
          { origin: 'events' },
        ),
      ],
    },
    {
      name: "a kill in a pod's group",
      confidence: 'confirmed',
      evidence: [log(text('cgroup-v2-cgroupfs.txt'), { origin: 'kernel' })],
    },
    {
      name: 'the words of kernel 4.19',
      confidence: 'confirmed',
      evidence: [log(text('linux-4.19.txt'))],
    },
    {
      name: 'a description of a pod',
      confidence: 'suspected',
      evidence: [log(text('describe.txt'))],
    },
    {
      name: 'a container with a limit, as the API shows it',
      confidence: 'confirmed',
      subject: 'pod/default/web-1',
      evidence: [
        facts(pods, [
          {
            ...web,
            uid: 'u1',
            containers: [{ name: 'web', lastReason: 'OOMKilled', memoryLimitBytes: limit }],
          },
        ]),
      ],
    },
    {
      name: 'a row of a pasted table',
      confidence: 'suspected',
      subject: 'pod/default/web-1',
      evidence: [facts(pods, [{ ...web, reason: 'OOMKilled', containers: [] }])],
    },
    {
      name: 'a limit below what the container already holds',
      confidence: 'suspected',
      evidence: [
        log(
          'error setting cgroup config for procHooks process: unable to set memory limit to 4194304 (current usage: 5242880, peak usage: 5304320): unknown',
          { origin: 'events' },
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a note beside the exit code that denies it',
      rival: 'probe-too-strict',
      evidence: [
        log(
          'Exit Code: 143   <- SIGTERM, not OOMKilled\nContainer web failed liveness probe, will be restarted',
        ),
      ],
    },
    {
      name: 'the node was out of memory, the runtime still says OOMKilled',
      rival: 'oom-killer-node',
      evidence: [
        log(text('describe.txt')),
        log(
          'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/kubepods/burstable/pod3d7a/aa,task=web,pid=9',
        ),
      ],
    },
    {
      name: 'a group below its limit, as somebody looked it up',
      rival: 'oom-killer-node',
      evidence: [log('memory: usage 131072kB, limit 262144kB, failcnt 0')],
    },
    {
      name: 'all pods together reached their share',
      rival: 'oom-killer-node',
      evidence: [
        log(
          'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/kubepods,task_memcg=/kubepods/burstable/pod3d7a/aa,task=web,pid=9\nMemory cgroup out of memory: Killed process 9 (web)',
        ),
      ],
    },
    {
      name: 'a probe killed it',
      rival: 'probe-too-strict',
      evidence: [
        log(
          'Exit Code: 137\nWarning  Unhealthy  kubelet  Liveness probe failed: HTTP probe failed',
        ),
      ],
    },
    {
      name: 'docker says that it was no memory kill',
      rival: 'app-fault',
      evidence: [log('"OOMKilled": false,\n"ExitCode": 1')],
    },
  ],
  cannotTell: [
    {
      name: 'a heap that is full',
      evidence: [log('java.lang.OutOfMemoryError: Java heap space', { origin: 'pods' })],
    },
    {
      name: 'a report of a group at its limit that does not say which',
      evidence: [
        log(
          'kernel: memory: usage 262144kB, limit 262144kB, failcnt 77\nkernel: swap: usage 0kB, limit 9007199254740988kB, failcnt 0',
          { origin: 'kernel' },
        ),
      ],
    },
    { name: 'exit code 137 alone', evidence: [log('Reason: Error\nExit Code: 137')] },
    {
      name: 'OOMKilled without a limit of its own',
      evidence: [
        facts(pods, [
          { ...web, uid: 'u1', containers: [{ name: 'web', lastReason: 'OOMKilled' }] },
        ]),
      ],
    },
  ],
})
