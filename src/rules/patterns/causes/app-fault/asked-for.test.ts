import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

/** What a program asks the cluster for, and there is none of that name. */
testPattern(pattern, {
  finds: [
    {
      name: 'a mount of objects that are not there, in the words of the API',
      evidence: [
        log('MountVolume.SetUp failed for volume "conf" : configmaps "till" not found'),
        log('MountVolume.SetUp failed for volume "keys" : secrets "till" not found'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a service that is not there, in the words of Go, Node, PostgreSQL, MySQL and Java',
      evidence: [
        log('dial tcp: lookup ledger on 10.43.0.10:53: no such host', { origin: 'pods' }),
        log('Error: getaddrinfo ENOTFOUND ledger.shop.svc.cluster.local', { origin: 'pods' }),
        log(
          'psql: error: could not translate host name "ledger" to address: Name or service not known',
          { origin: 'pods' },
        ),
        log("ERROR 2005 (HY000): Unknown MySQL server host 'ledger' (-2)", { origin: 'pods' }),
        log('java.net.UnknownHostException: ledger: Name or service not known', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a controller whose own kinds the cluster does not have',
      evidence: [
        log(
          'reflector.go:533] failed to list *v1alpha2.TLSRoute: the server could not find the requested resource',
          { origin: 'pods' },
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a manifest whose kinds are not installed',
      evidence: [
        log(
          'error: resource mapping not found for name: "web": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a program that ends because an object is gone',
      evidence: [
        log('error: runnersets.actions.example.net "moor-67z" not found', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'data sources that are refused',
      evidence: [
        log('Datasource provisioning error: datasource.yaml config is invalid', { origin: 'pods' }),
      ],
      confidence: 'suspected',
    },
    {
      name: 'an answer of its own that it is broken, until it is killed',
      evidence: [
        log(
          'Liveness probe failed: HTTP probe failed with statuscode: 500\nContainer till failed liveness probe, will be restarted',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a probe whose command may not be run',
      evidence: [
        log(
          'Startup probe failed: sh: /ready.sh: Permission denied\nContainer till failed startup probe, will be restarted',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a probe whose command its image does not have',
      evidence: [
        log(
          'Liveness probe failed: /bin/sh: curl: not found\nContainer till failed liveness probe, will be restarted',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a program that is short of watches',
      rival: 'kernel-limit-exhausted',
      evidence: [
        log(
          'Unhandled exception. System.IO.IOException: The configured user limit (128) on the number of inotify instances has been reached\ntill-0   0/1   CrashLoopBackOff   4   3m',
          { origin: 'pods' },
        ),
      ],
    },
    {
      name: 'a sign of health that a slow program has yet to give',
      rival: 'probe-too-strict',
      evidence: [
        log(
          "Startup probe failed: cat: can't open '/tmp/up': No such file or directory\nContainer till failed startup probe, will be restarted",
        ),
      ],
    },
    {
      name: 'a name of the world, and a name server that is not asked at all',
      rival: 'cluster-dns-failing',
      evidence: [
        log('Error: getaddrinfo ENOTFOUND api.example.net', { origin: 'pods' }),
        log('Error: getaddrinfo EAI_AGAIN ledger', { origin: 'pods' }),
        log("ERROR 2005 (HY000): Unknown MySQL server host 'ledger' (-3)", { origin: 'pods' }),
      ],
    },
    {
      name: 'an API that the new version of the cluster has dropped',
      rival: 'version-skew',
      evidence: [
        log(
          'no matches for kind "Ingress" in version "networking.k8s.io/v1beta1"\nFailed to list *v1beta1.Ingress: the server could not find the requested resource',
        ),
      ],
    },
    {
      name: 'a person who asks for an object that is not there, and a controller that comes late',
      evidence: [
        log('Error from server (NotFound): deployments.apps "web" not found'),
        log('level=info msg="pods \\"web-0\\" not found"', { origin: 'pods' }),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a name of the world that is not known',
      silent: true,
      evidence: [log('Error: getaddrinfo ENOTFOUND api.example.net', { origin: 'pods' })],
    },
  ],
})
