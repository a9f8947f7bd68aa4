import { datastore } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const read = (name: string) => fixture(import.meta.url, name)

testPattern(pattern, {
  finds: [
    {
      name: 'a member that met its quota',
      evidence: [
        log(
          '"caller":"etcdserver/util.go:123","msg":"failed to apply request","took":"12.4µs","response":"","error":"etcdserver: no space"',
        ),
      ],
      confidence: 'confirmed',
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
      name: 'the words of SQLite alone',
      evidence: [log('database disk image is malformed')],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'a write that finds the disk full',
      rival: 'node-disk-full',
      evidence: [log('etcdserver: failed to save snapshot: write db.tmp: no space left on device')],
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
      name: 'a disk that is full',
      rival: 'node-disk-full',
      evidence: [log('error while range on /registry: database or disk is full')],
    },
    {
      name: 'a datastore of usual size',
      evidence: [facts(datastore, [{ kind: 'etcd', sizeBytes: 200_000_000 }])],
    },
  ],
  cannotTell: [
    {
      name: 'a large folder of etcd',
      evidence: [facts(datastore, [{ kind: 'etcd', sizeBytes: 3e9 }])],
    },
  ],
})
