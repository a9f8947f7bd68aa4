import { fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)
const election = '"msg":"9a02 is starting a new election at term 2"'

const lostStream = 'lost TCP streaming connection with remote peer'
const peer = (clock: string, said: string) =>
  `{"level":"warn","ts":"2026-02-11T${clock}:00.000Z","caller":"rafthttp/peer.go:1","msg":"${said}","remote-peer-id":"7a1"}`

testPattern(pattern, {
  finds: [
    {
      name: 'more members that could not write than could',
      evidence: [
        log(
          'https://10.9.0.1:2379 is healthy: successfully committed proposal: took = 8ms\nhttps://10.9.0.2:2379 is unhealthy: failed to commit proposal: context deadline exceeded\nhttps://10.9.0.3:2379 is unhealthy: failed to commit proposal: context deadline exceeded',
        ),
      ],
      confidence: 'suspected',
    },
    ...[
      'execution phase check-etcd: etcd cluster is not healthy: failed to dial endpoint https://10.9.0.3:2379',
      'microk8s.daemon-kubelite[900]: Failed to get leader: no known leader',
    ].map((text) => ({
      name: `a member of the list that does not answer, or none that leads: ${text.slice(0, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      'level=info msg="Adding member moor-5a5a=https://192.168.4.23:2380 to etcd cluster [fell-11=https://192.168.4.21:2380 moorold-77=https://192.168.4.23:2380]"',
      'level=info msg="Adding https://192.168.4.23:2380 to etcd cluster [fell-11=https://192.168.4.21:2380 moor-77=https://192.168.4.23:2380]"',
    ].map((text) => ({
      name: `a server whose address an earlier life of it holds: ${text.slice(16, 50)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    ...[
      'etcdserver: could not get cluster response from http://10.3.1.4:12380: Get http://10.3.1.4:12380/members: dial tcp 10.3.1.4:12380: connection refused',
      'etcd   Running   Fail   10m   Health check failed: etcdserver: rpc not supported for learner',
      'failed to add member pi03 to etcd cluster: cluster is unhealthy or another node is currently joining the cluster',
      'level=error msg="Failed to start server: no available dqlite leader server found"',
      '8e9e05c52164694d, unstarted, , https://10.3.1.4:2380, , false',
      '| 8e9e05c52164694d | started | pi03 | https://10.3.1.4:2380 | https://10.3.1.4:2379 |       true |',
      'pi01   8a94def43f7181ef   pi03   https://10.3.1.4:2380   https://10.3.1.4:2379   true',
    ].map((text) => ({
      name: `a member without a vote: ${text.slice(0, 40)}`,
      evidence: [log(text)],
      confidence: 'suspected' as const,
    })),
    {
      name: 'a member whose data was lost, and whose old life is still in the list',
      evidence: [
        log(
          '"msg":"discovery failed","error":"member 8e9e05c52164694d has already been bootstrapped"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a peer that the others removed',
      evidence: [
        log(
          '"msg":"rejected stream from remote peer because it was removed","local-member-id":"8e9e"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an address that is in the list already',
      evidence: [log('error adding member: etcdserver: Peer URLs already exists')],
      confidence: 'confirmed',
    },
    {
      name: 'a join that a dead member blocks',
      evidence: [log(read('join-v1.21.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a lost majority',
      evidence: [log(read('lost-majority-v1.33.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'a server that is not in the list',
      evidence: [
        log(
          'Failed to test etcd connection: this server is a not a member of the etcd cluster. Found [a-1=https://10.3.1.2:2380], expect: b-2=10.3.1.9',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a removed member that starts again',
      evidence: [log('the member has been permanently removed from the cluster')],
      confidence: 'confirmed',
    },
    {
      name: 'a join that waits for others',
      evidence: [
        log(
          'level=info msg="Waiting for other members to finish joining etcd cluster: etcdserver: too many learner"',
        ),
      ],
      confidence: 'suspected',
    },
    { name: 'one cut line', evidence: [log('... etcdserver: no leader')], confidence: 'suspected' },
    {
      name: 'a name that is in the list already, in a journal cut at the right',
      evidence: [
        log(
          'level=error msg="Shutdown request received: etcd cluster join failed: duplicate node name found>',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'streams to a peer that ended, in the words of etcd since 3.4',
      evidence: [
        log(
          'WARN  "peer became inactive (message send to peer failed)" error: "failed to read 7a1 on stream MsgApp v2 (unexpected EOF)"\nWARN  "lost TCP streaming connection with remote peer"',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'a peer that came back and is lost again',
      evidence: [log(`${peer('10:00', 'peer became active')}\n${peer('10:07', lostStream)}`)],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a controller that lost its lease',
      rival: 'apiserver-overload-tls-timeouts',
      evidence: [log('level=fatal msg="lost leadership, restarting kube-vip"')],
    },
    {
      name: 'a server that joins a list without it',
      evidence: [
        log(
          'level=info msg="Adding member moor-5a5a=https://192.168.4.2:2380 to etcd cluster [fell-11=https://192.168.4.21:2380 crag-77=https://192.168.4.22:2380]"',
        ),
      ],
    },
    {
      name: 'the address that each machine has behind the NAT of VirtualBox',
      rival: 'host-address-or-route-conflict',
      evidence: [
        log(
          'level=info msg="Adding member b-77aa=https://10.0.2.15:2380 to etcd cluster [a-11ff=https://10.0.2.15:2380]"',
        ),
      ],
    },
    {
      name: 'a list in which all have a vote',
      evidence: [
        log(
          '91bc3c398fb3c146, started, pi01, https://10.3.1.2:2380, https://10.3.1.2:2379, false\n8e9e05c52164694d, started, pi02, https://10.3.1.3:2380, https://10.3.1.3:2379, false',
        ),
      ],
    },
    {
      name: 'a peer that was away for a restart',
      evidence: [
        log(
          `${peer('10:00', lostStream)}\n${peer('10:01', 'prober detected unhealthy status')}\n${peer('10:02', 'established TCP streaming connection with remote peer')}`,
        ),
      ],
    },
    {
      name: 'a member that stops by itself',
      evidence: [
        log(
          '"msg":"lost TCP streaming connection with remote peer","error":"context canceled"\n"msg":"peer became inactive (message send to peer failed)","error":"failed to read 7a1 on stream Message (context canceled)"',
        ),
      ],
    },
    {
      name: 'a client whose certificate is refused',
      rival: 'cert-expired',
      evidence: [
        log(
          'client: etcd cluster is unavailable or misconfigured; error #0: x509: certificate has expired or is not yet valid',
        ),
      ],
    },
    {
      name: 'the election of a start',
      evidence: [log(`${election}\n"msg":"raft.node: 9a02 elected leader 9a02 at term 2"`)],
    },
    {
      name: 'slow requests alone',
      rival: 'slow-datastore-disk',
      evidence: [
        log('"msg":"slow fdatasync","took":"4s"\n"msg":"apply request took too long","took":"3s"'),
      ],
    },
    {
      name: 'a database that is full',
      rival: 'datastore-corrupt-or-full',
      evidence: [log('etcdserver: mvcc: database space exceeded')],
    },
  ],
  cannotTell: [
    ...[
      'ETCD join failed: context deadline exceeded',
      'starting kubernetes: preparing server: start managed database: joining etcd cluster: etcdclient: no available endpoints',
    ].map((text) => ({
      name: `a server that could not join, and does not say why: ${text.slice(0, 30)}`,
      evidence: [log(`pi02 k3s[1]: time="2026-02-27T12:00:03Z" level=fatal msg="${text}"`)],
    })),
    {
      name: 'a server that somebody resets',
      evidence: [
        log(
          '[reset] Removing info for node "fell"\n[reset] failed to remove etcd member: etcdserver: re-configuration failed due to not enough started members',
        ),
      ],
    },
    {
      name: 'one of three that could not write',
      evidence: [
        log(
          'https://10.9.0.1:2379 is healthy: successfully committed proposal: took = 8ms\nhttps://10.9.0.2:2379 is healthy: successfully committed proposal: took = 9ms\nhttps://10.9.0.3:2379 is unhealthy: failed to commit proposal: context deadline exceeded',
        ),
      ],
    },
    {
      name: 'a member that etcdctl calls unhealthy',
      evidence: [log('https://10.9.0.2:2379 is unhealthy: failed to commit proposal: deadline')],
    },
    {
      name: 'messages to a member that pile up',
      evidence: [
        log(
          '{"level":"warn","caller":"rafthttp/peer.go:267","msg":"dropped internal Raft message since sending buffer is full (overloaded network)","message-type":"MsgApp","remote-peer-active":true}',
        ),
      ],
    },
    {
      name: 'a learner that does not get on',
      evidence: [
        log(
          'time="2026-03-01T11:40:00Z" level=warning msg="Learner pi05-0a1b2c stalled at RaftAppliedIndex=4711 for 1m30.2s"',
        ),
      ],
    },
    {
      name: 'a new member that was told of none that answers, without a word on why',
      evidence: [
        log(
          '{"level":"fatal","msg":"discovery failed","error":"cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs"}',
        ),
      ],
    },
    {
      name: 'a join that found nobody at its own address',
      evidence: [log('etcd cluster join failed: dial tcp 127.0.0.1:2379: connection refused')],
    },
    {
      name: 'alerts alone, which count scrapes',
      evidence: [log('etcdMembersDown\netcdInsufficientMembers ("insufficient members (0)")')],
    },
    {
      name: 'elections on a slow disk',
      evidence: [log(`${election}\n"msg":"slow fdatasync","took":"4s"`)],
    },
    {
      name: 'members that refuse certificates',
      evidence: [
        log(
          `${election}\n"msg":"rejected connection","remote-addr":"10.3.1.3:5512","error":"remote error: tls: bad certificate"`,
        ),
      ],
    },
  ],
})
