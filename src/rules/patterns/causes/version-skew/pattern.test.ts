import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const node = (name: string, version: string, ready: boolean, roles: string[] = []) => ({
  name,
  version,
  conditions: [{ type: 'Ready', status: ready ? ('True' as const) : ('False' as const) }],
  unschedulable: false,
  taints: [],
  roles,
  addresses: [],
})
const server = node('pi01', 'v1.32.4+k3s1', true, ['control-plane', 'master'])

testPattern(pattern, {
  finds: [
    ...[
      'W0403 config.go:361] Pod[2] (web-1_default(63446b97)) from api failed validation, ignoring: [spec.containers[0].terminationMessagePolicy: Required value: must be set]',
      'error execution phase preflight: configmaps "kubelet-config-1.19" is forbidden: User "system:bootstrap:ab12cd" cannot get resource "configmaps"',
      'stderr: configmaps \\"kubelet-config-1.11\\" is forbidden: User \\"system:bootstrap:3w1\\" cannot get configmaps',
    ].map((text) => ({
      name: `a part that is newer than the server: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      '- Specified version to upgrade to "v1.31.2" is too high; kubeadm can upgrade only 1 minor version at a time',
      '- Specified version to upgrade to "v1.33.0" is at least one minor release higher than the kubeadm minor release (33 > 31)',
      'this version of kubeadm only supports deploying clusters with the control plane version >= 1.32.0. Current version: v1.30.1',
      'Error: INSTALLATION FAILED: chart requires kubeVersion: >=1.28.0-0 which is incompatible with Kubernetes v1.26.9+k3s1',
    ].map((text) => ({
      name: `a tool that was made for other versions: ${text.slice(0, 40)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: "Longhorn's manager beside kinds or a manifest of another version",
      evidence: [
        log(
          'level=error msg="Upgrade failed: upgrade resources failed: Volume in version \\"v1beta2\\" cannot be handled as a Volume: strict decoding error: unknown field \\"spec.newField\\""\nlevel=fatal msg="Error starting webhook: can\'t get required environment variable, env POD_NAME wasn\'t set"',
        ),
      ],
    },
    {
      name: 'an engine that is too old for its manager',
      evidence: [
        log(
          'level=fatal msg="Error starting manager: failed checking engine upgrade path: incompatible engine ei-1 client API version: found version 8 is below required minimal version 9"',
        ),
      ],
    },
    {
      name: 'an old ingress controller on a newer cluster',
      evidence: [
        log(
          'reflector.go:205] k8s.io/client-go/informers/factory.go:86: Failed to list *v1beta1.Ingress: the server could not find the requested resource (get ingresses.extensions)',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a release that still names a kind which Kubernetes has removed',
      evidence: [
        log(
          'Error: UPGRADE FAILED: unable to build kubernetes objects from current release manifest: resource mapping not found for name: "web" namespace: "" from "": no matches for kind "PodDisruptionBudget" in version "policy/v1beta1"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a kubelet since 1.17 whose kind the server does not have, in a wrapped message',
      confidence: 'suspected',
      evidence: [
        log(
          "message: 'Failed to initialize CSINode: error updating CSINode annotation: timed\n  out waiting for the condition; caused by: the server could not find the requested\n  resource'",
        ),
      ],
    },
    {
      name: 'an agent that was upgraded first',
      evidence: [
        log(
          'level=error msg="Failed to retrieve agent config: incompatible down-level server detected; servers must be upgraded to at least v1.20.4+k3s1, or restarted with --disable-network-policy"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a pasted table with a newer agent that is NotReady',
      evidence: [log(read('nodes-v1.32.txt'))],
      confidence: 'suspected',
      subject: 'node/fell2',
    },
    {
      name: 'a kubelet that asks for what an old server lacks',
      evidence: [log(read('kubelet-v1.17.txt'))],
      confidence: 'suspected',
    },
    {
      name: 'an etcd over newer data',
      evidence: [log(read('etcd-v3.5.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'an agent newer than its server, and what its kubelet says',
      evidence: [
        facts(nodes, [server, node('pi02', 'v1.33.1+k3s1', false)]),
        log(read('kubelet-v1.17.txt')),
      ],
      confidence: 'confirmed',
      subject: 'node/pi02',
    },
    {
      name: 'an agent newer than its server that works so far',
      evidence: [facts(nodes, [server, node('pi02', 'v1.33.1+k3s1', true)])],
      confidence: 'suspected',
    },
    {
      name: 'an agent three versions behind, of a line that may only be two behind',
      evidence: [
        facts(nodes, [
          node('pi01', 'v1.27.4+k3s1', true, ['control-plane']),
          node('pi02', 'v1.24.9+k3s1', true),
        ]),
      ],
      confidence: 'suspected',
      subject: 'node/pi02',
    },
    {
      name: 'an agent four versions behind',
      evidence: [facts(nodes, [server, node('pi02', 'v1.28.9+k3s1', true)])],
      confidence: 'suspected',
    },
    {
      name: 'a pasted table without roles whose versions no server tolerates',
      evidence: [
        log(
          'NAME    STATUS   VERSION        AGE\nmoor    Ready    v1.27.9+k3s1   200d\nfell1   Ready    v1.31.2+k3s1   3d',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'such a table, and a kubelet that never got its first list',
      evidence: [
        log(
          'NAME    STATUS   VERSION        AGE\nmoor    Ready    v1.27.9+k3s1   200d\nfell1   Ready    v1.31.2+k3s1   3d',
        ),
        log('Error: services have not yet been read at least once, cannot construct envvars'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a Longhorn that skipped a version',
      evidence: [
        log(
          'failed to upgrade since upgrading from v1.4.4 to v1.6.0 for minor version is not supported',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'members of etcd that do not speak with each other',
      confidence: 'suspected',
      evidence: [
        log(
          '{"level":"warn","caller":"rafthttp/stream.go:600","msg":"request sent was ignored by remote peer due to server version incompatibility","error":"server version incompatibility"}',
        ),
      ],
    },
    ...[
      'reflector.go:153] k8s.io/client-go/informers/factory.go:135: Failed to list *v1.CSIStorageCapacity: the server could not find the requested resource',
      'Error: INSTALLATION FAILED: resource mapping not found for name: "tidy" namespace: "web" from "": no matches for kind "CronJob" in version "batch/v1"',
    ].map((text) => ({
      name: `a part that is newer than its server: ${text.slice(0, 30)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      'cacher.go:419] cacher (*policy.PodDisruptionBudget): unexpected ListAndWatch error: failed to list *policy.PodDisruptionBudget: no kind "PodDisruptionBudget" is registered for version "policy/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"; reinitializing...',
      'msg="no kind \\"CSINode\\" is registered for version \\"storage.k8s.io/v1\\" in scheme \\"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\\""',
      'Error from server: no kind "Deployment" is registered for version "apps/v1"',
    ].map((text) => ({
      name: `a server that is older than what it finds in its store: ${text.slice(0, 24)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
  ],
  staysQuiet: [
    {
      name: 'a pod of a file of the node that its writer got wrong',
      rival: 'k3s-configuration-invalid',
      evidence: [
        log(
          'W0403 config.go:361] Pod[0] (web_default(1)) from file failed validation, ignoring: spec.containers[0].image: Required value',
        ),
      ],
    },
    {
      name: 'a token that was never good for the settings of the kubelet',
      rival: 'join-credentials-mismatch',
      evidence: [log('configmaps "cluster-info" is forbidden: User "system:anonymous"')],
    },
    {
      name: "a field that somebody's own manifest has wrong",
      rival: 'app-fault',
      evidence: [
        log(
          'Error from server (BadRequest): error when creating "a.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.foo"',
        ),
      ],
    },
    {
      name: 'a pod whose account may not list nodes',
      rival: 'app-fault',
      evidence: [
        log(
          'failed to list *v1.Node: nodes is forbidden: User "system:serviceaccount:web:default" cannot list resource "nodes"',
        ),
      ],
    },
    {
      name: "somebody's manifest that kubectl cannot read",
      rival: 'app-fault',
      evidence: [
        log(
          'error: unable to decode "web.yaml": no kind "Route" is registered for version "apps/v1" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:29"',
        ),
      ],
    },
    {
      name: 'a kind of its own that a controller was not told of',
      rival: 'app-fault',
      evidence: [
        log(
          'no kind "Garden" is registered for version "example.net/v1" in scheme "pkg/runtime/scheme.go:101"',
        ),
      ],
    },
    {
      name: 'a kubelet that could not reach the server at all',
      rival: 'server-unreachable-from-agent',
      evidence: [
        log(
          'Failed to initialize CSINode: error updating CSINode annotation: timed out waiting for the condition; caused by: dial tcp 127.0.0.1:6444: connect: connection refused',
        ),
      ],
    },
    {
      name: 'an agent three versions behind, as a kubelet may be since 1.25',
      evidence: [
        facts(nodes, [
          node('pi01', 'v1.28.4+k3s1', true, ['control-plane']),
          node('pi02', 'v1.25.9+k3s1', true),
        ]),
      ],
    },
    {
      name: 'a pasted table of one version',
      evidence: [log(read('nodes-v1.32.txt').replace('v1.33.4', 'v1.32.1'))],
    },
    {
      name: 'a pasted table without roles that some order of the nodes allows',
      evidence: [
        log(
          'NAME    STATUS   VERSION        AGE\nmoor    Ready    v1.31.9+k3s1   200d\nfell1   Ready    v1.34.2+k3s1   3d',
        ),
      ],
    },
    {
      name: 'an upgrade under way, agents one behind',
      evidence: [facts(nodes, [server, node('pi02', 'v1.31.9+k3s1', true)])],
    },
    {
      name: 'a NotReady agent of the same version',
      rival: 'longhorn-csi-driver-not-registered',
      evidence: [facts(nodes, [server, node('pi02', 'v1.32.1+k3s1', false)])],
    },
    {
      name: 'a kubectl that mistypes a kind',
      evidence: [log('error: the server could not find the requested resource')],
    },
    {
      name: 'members of two clusters',
      evidence: [
        log(
          '{"level":"warn","caller":"rafthttp/stream.go:610","msg":"request sent was ignored by remote peer due to cluster ID mismatch","error":"cluster ID mismatch"}',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'an agent that the server shows no nodes',
      evidence: [
        log(
          'reflector.go:243: failed to list *v1.Node: nodes is forbidden: User "system:node:den-1" cannot list resource "nodes" in API group "" at the cluster scope',
        ),
      ],
    },
    {
      name: 'a kind of its own that a program does not find',
      evidence: [
        log(
          'reflector.go:150] Failed to list *v1alpha1.Middleware: the server could not find the requested resource (get middlewares.example.net)',
        ),
      ],
    },
    {
      name: 'a kubelet that never got its first list, and no versions',
      evidence: [log('services have not yet been read at least once, cannot construct envvars')],
    },
    {
      name: 'a manifest with an unknown kind',
      evidence: [
        log(
          'unable to recognize "a.yaml": no matches for kind "IngressRoute" in version "traefik.io/v1alpha1"',
        ),
      ],
    },
    {
      name: 'a manifest that takes a kind from the wrong group',
      evidence: [
        log('unable to recognize "a.yaml": no matches for kind "Pod" in version "apps/v1"'),
      ],
    },
    {
      name: 'a kind that a switch can turn off',
      evidence: [
        log(
          'reflector.go:561] Failed to list *v1.ResourceClaim: the server could not find the requested resource',
        ),
      ],
    },
    {
      name: 'a newer agent without any server in the table',
      silent: true,
      evidence: [facts(nodes, [node('pi02', 'v1.33.1+k3s1', false)])],
    },
  ],
})
