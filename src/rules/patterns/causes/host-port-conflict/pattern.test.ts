import { pods } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a name server in a pod',
      evidence: [
        log('dnsmasq: failed to create listening socket for port 53: Address already in use', {
          origin: 'pods',
        }),
      ],
      confidence: 'suspected',
    },
    {
      name: "a program that always runs in the node's network",
      evidence: [
        log('ERROR prometheus HTTP server err="listen tcp :2112: bind: address already in use"', {
          origin: 'pods',
        }),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'two exporters of one node',
      evidence: [log('listen tcp 0.0.0.0:9100: bind: address already in use', { origin: 'pods' })],
      confidence: 'confirmed',
    },
    {
      name: 'a second load balancer',
      evidence: [log(read('scheduler-v1.31.txt'))],
      confidence: 'confirmed',
    },
    { name: 'a second K3s', evidence: [log(read('k3s-v1.29.txt'))], confidence: 'confirmed' },
    {
      name: 'a pod that waits, by its status',
      evidence: [
        facts(pods, [
          {
            namespace: 'kube-system',
            name: 'svclb-gate-2xk4p',
            containers: [],
            unschedulableMessage:
              "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
          },
        ]),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a load balancer pod that waits in a pasted table',
      evidence: [log('svclb-gate-5d21f0a9-2xk4p   0/2   Pending   0   41m')],
      confidence: 'suspected',
    },
    {
      name: 'another program of the node',
      evidence: [log('nginx: [emerg] bind() to 0.0.0.0:8080 failed (98: Address already in use)')],
      confidence: 'suspected',
    },
    {
      name: 'a port that Docker cannot publish, quoted with the log of a container',
      evidence: [
        log(
          'Error starting userland proxy: listen tcp4 0.0.0.0:8081: bind: address already in use',
          { origin: 'pods' },
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the program that has the port already',
      evidence: [
        log('listen udp :5353: bind: address already in use', { origin: 'pods' }),
        log(
          'avahi-dae   650 avahi   13u  IPv4   23659      0t0  TCP 127.0.0.1:5353 (LISTEN)\ntcp   LISTEN 0 4096 0.0.0.0:22 0.0.0.0:*',
        ),
      ],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'programs that listen, and none that wants more',
      evidence: [log('tcp   LISTEN 0 4096 0.0.0.0:5353 0.0.0.0:*')],
    },
    {
      name: 'sshd, which has its port already by IPv6',
      evidence: [
        log('sshd[761]: error: Bind to port 22 on 0.0.0.0 failed: Address already in use.'),
      ],
    },
    {
      name: 'a load balancer pod that runs',
      evidence: [log('svclb-gate-5d21f0a9-2xk4p   2/2   Running   0   41m')],
    },
    {
      name: 'nodes without memory',
      rival: 'node-overload',
      evidence: [log('0/2 nodes are available: 2 Insufficient memory.')],
    },
    {
      name: 'a wrong flag',
      rival: 'k3s-configuration-invalid',
      evidence: [log('level=fatal msg="flag provided but not defined: -prot"')],
    },
  ],
  cannotTell: [
    {
      name: 'a port of an application in its own network',
      evidence: [log('listen tcp :8080: bind: address already in use', { origin: 'pods' })],
    },
    {
      name: 'a program in a pod, and one that listens elsewhere',
      evidence: [
        log('listen tcp :5353: bind: address already in use', { origin: 'pods' }),
        log('tcp   LISTEN 0 4096 0.0.0.0:53 0.0.0.0:*'),
      ],
    },
    {
      name: 'a web server in a pod, in the words of musl',
      evidence: [
        log('nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address in use)', { origin: 'pods' }),
      ],
    },
    {
      name: 'a program inside a pod',
      evidence: [log('listen tcp :8080: bind: address already in use', { origin: 'pods' })],
    },
  ],
})
