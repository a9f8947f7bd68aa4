import { datastore } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: "a list of free pages that is none, in the last word of K3s' own copy of etcd",
      evidence: [
        log(
          'level=fatal msg="starting etcd for a look: invalid freelist page: 12, page type is leaf"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'dqlite whose oldest segment begins behind the snapshot',
      evidence: [log('[ERROR]: found closed segment past last snapshot: 104485-104731')],
      confidence: 'confirmed',
    },
    {
      name: 'a member that met its quota',
      evidence: [
        log(
          '"caller":"etcdserver/util.go:123","msg":"failed to apply request","took":"12.4µs","response":"","error":"etcdserver: no space"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a datastore without what the first start writes',
      evidence: [
        log(
          'level=fatal msg="Error: preparing server: failed to bootstrap cluster data: failed to reconcile with local datastore: no bootstrap data found in datastore - check server token value and verify datastore integrity"',
        ),
      ],
      confidence: 'suspected',
    },
    { name: 'a damaged SQLite', evidence: [log(read('kine-v1.18.txt'))], confidence: 'confirmed' },
    { name: 'a damaged etcd', evidence: [log(read('etcd-v3.5.txt'))], confidence: 'confirmed' },
    {
      name: 'an etcd over its quota',
      evidence: [
        log('rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an alarm',
      evidence: [log('memberID:10501334649042878790 alarm:NOSPACE')],
      confidence: 'confirmed',
    },
    {
      name: 'a raft log that is shorter than it was',
      evidence: [
        log(
          'panic: tocommit(107) is out of range [lastIndex(84)]. Was the raft log corrupted, truncated, or lost?',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a snapshot that the log refers to, etcd 3.3',
      evidence: [
        log(
          "etcdserver: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist",
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a log that cannot be repaired, etcd 3.4',
      evidence: [log('etcdserver: read wal error (walpb: crc mismatch) and cannot be repaired')],
      confidence: 'confirmed',
    },
    {
      name: 'pages of bbolt that point outside the file',
      evidence: [
        log('panic: freepages: failed to get all reachable pages (page 7: out of bounds: 5)'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a root of bbolt that lies behind its end',
      evidence: [log('panic: root bucket pgid (72) above high water mark (40)')],
      confidence: 'confirmed',
    },
    {
      name: 'a segment of dqlite that is too short',
      evidence: [
        log(
          'preparing server: start cluster and https: raft_start(): io: load closed segment 0000000000000001-0000000000000004: found 3 entries (expected 4)',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'the words of SQLite alone',
      evidence: [log('database disk image is malformed')],
      confidence: 'suspected',
    },
    {
      name: 'members whose histories differ',
      confidence: 'confirmed',
      evidence: [
        log(
          '{"level":"error","caller":"etcdserver/corrupt.go:222","msg":"Detected compaction hash mismatch","followers":"[8f2a]"}',
        ),
      ],
    },
    {
      name: 'the alarm as K3s tells it',
      confidence: 'confirmed',
      evidence: [log('level=warning msg="Alarm on etcd server: CORRUPT"')],
    },
    {
      name: "a damaged schema of K3s's own SQLite",
      evidence: [
        log(
          'k3s[611]: level=error msg="error while range on /registry/health : malformed database schema (kine_name_index)"',
        ),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'a program that ends over its own code while it asks etcd',
      rival: 'app-fault',
      evidence: [
        log(
          'panic: runtime error: index out of range [3]\n\nmain.keys(0xc0)\ngo.etcd.io/etcd/client/v3.(*kv).Get(0xc1)',
        ),
      ],
    },
    {
      name: "a pod's own SQLite file that the disk does not give",
      rival: 'app-fault',
      evidence: [log('sqlite3.OperationalError: disk I/O error')],
    },
    {
      name: 'a datastore that another token locked',
      rival: 'join-credentials-mismatch',
      evidence: [
        log(
          'failed to reconcile with local datastore: bootstrap data already found and encrypted with different token',
        ),
      ],
    },
    {
      name: 'a write that finds the disk full',
      rival: 'node-disk-full',
      evidence: [log('etcdserver: failed to save snapshot: write db.tmp: no space left on device')],
    },
    {
      name: 'dqlite on a disk that is full',
      rival: 'node-disk-full',
      evidence: [log('raft_start(): io: load open segment open-2: write: no space left on device')],
    },
    {
      name: 'etcd that looks for a snapshot and finds one',
      rival: 'benign-k3s-noise',
      evidence: [
        log(
          '{"level":"info","caller":"snapshot/v3_snapshot.go:248","msg":"saved snapshot","path":"/tmp/snapshot.db"}',
        ),
      ],
    },
    {
      name: 'the SQLite of an application',
      rival: 'app-fault',
      evidence: [
        log('sqlite3.DatabaseError: database disk image is malformed', { origin: 'pods' }),
      ],
    },
    {
      name: 'the same without an origin',
      rival: 'app-fault',
      evidence: [log('sqlite3.DatabaseError: database disk image is malformed')],
    },
    {
      name: 'that of another language, with the file that it opened',
      rival: 'app-fault',
      evidence: [
        log(
          'FTL failed to open store error="database disk image is malformed (11)" path=/data/shop.db',
        ),
        log("Unhandled exception. SQLite Error 11: 'database disk image is malformed'."),
      ],
    },
    {
      name: 'a disk that is full',
      rival: 'node-disk-full',
      evidence: [log('error while range on /registry: database or disk is full')],
    },
    {
      name: 'a datastore of usual size',
      evidence: [facts(datastore, [{ kind: 'etcd', sizeBytes: 200_000_000 }])],
    },
    {
      name: 'a peer that is merely behind',
      evidence: [
        log(
          '{"level":"warn","caller":"etcdserver/corrupt.go:120","msg":"cannot fetch hash from remote peer; local member is behind","error":"etcdserver: mvcc: required revision is a future revision"}',
        ),
      ],
    },
    {
      name: "a program's own SQLite",
      evidence: [
        log('sqlite3.DatabaseError: malformed database schema (idx_users)', { origin: 'pods' }),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a panic of which only the places in the code of etcd are there',
      evidence: [
        log(
          'panic: runtime error: slice bounds out of range [:8] with capacity 5\n\ngoroutine 1 [running]:\ngo.etcd.io/etcd/raft/v3/raftpb.(*Entry).Unmarshal(0xc000, {0x1})',
        ),
      ],
    },
    ...[
      'Error from server: rpc error: code = Unknown desc = attempt to write a readonly database',
      '[signal SIGBUS: bus error code=0x2 addr=0x7f10 pc=0x46e1]',
    ].map((text) => ({ name: `the disk under it: ${text.slice(0, 40)}`, evidence: [log(text)] })),
    {
      name: 'a SQLite file that the disk does not give',
      evidence: [
        log(
          'creating storage endpoint: failed to create driver for default endpoint: setup db: disk I/O error: input/output error',
        ),
      ],
    },
    {
      name: 'a large folder of etcd',
      evidence: [facts(datastore, [{ kind: 'etcd', sizeBytes: 3e9 }])],
    },
    {
      name: 'etcd on a disk that fails it',
      evidence: [
        log(
          '{"level":"fatal","caller":"etcdserver/raft.go:243","msg":"failed to save Raft hard state and entries","error":"write /var/lib/rancher/k3s/server/db/etcd/member/wal/14.wal: input/output error"}',
        ),
      ],
    },
    {
      name: 'SQLite on a file system that turned read-only',
      evidence: [
        log(
          'k3s[611]: level=error msg="error while range on /registry/health : attempt to write a readonly database"',
        ),
      ],
    },
  ],
})
