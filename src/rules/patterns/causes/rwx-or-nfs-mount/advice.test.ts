import { expect, test } from 'vitest'
import { helpAgainst } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

test.each([
  ["mount.nfs: mount(2): mount program didn't pass remote address", 'nfs-common'],
  ['mount.nfs: rpc.statd is not running but is required for remote locking.', 'rpc-statd'],
  ['mount.nfs: access denied by server while mounting nas.lan:/tank/books', 'exportfs -v'],
  ['rpc.mountd[811]: refused mount request from 192.168.7.9 for /tank: unmatched host', 'exportfs'],
  [
    'mount.nfs: mounting nas.lan:/books failed, reason given by server: No such file or directory',
    'showmount -e',
  ],
  ['mount.nfs: Protocol not supported', 'nfsvers='],
  [
    'mount.nfs: access denied by server while mounting nfs-server.media.svc.cluster.local:/',
    'pod behind a Service',
  ],
  ["exportfs: /etc/exports:3: unknown keyword 'rww'", '/etc/exports'],
  ['nfs: server 192.168.7.2 not responding, still trying', 'bring the server back'],
  ['ls: cannot access /mnt/books: Stale file handle', 'umount -l'],
  ['level=error msg="ganesha.nfsd failed with error: exit status 2"', 'share-manager'],
  ['mount error(13): Permission denied', 'the account or its secret'],
  ['flock: /data/lock: No locks available', 'rpc-statd'],
  [
    "chown: changing ownership of '/data': Operation not permitted\nnas:/db on /data type nfs4 (rw)",
    'no_root_squash',
  ],
  [
    'Two workers wait in D-state.\nnas:/db on /data type nfs4 (rw,timeo=600,retrans=2)',
    'bring the server back',
  ],
  [
    'stat /var/lib/kubelet/pods/7c/volumes/kubernetes.io~csi/books/mount: transport endpoint is not connected',
    'process behind that mount died',
  ],
])('%s is told what helps against it, and not the whole page', (text, advice) => {
  const help = helpAgainst(pattern, text)
  expect(help).toContain(advice)
  expect(help?.length).toBeLessThan(pattern.docs.mitigation.length / 2)
  expect(pattern.docs.mitigation).toContain(advice)
})

test('words that fit no case are told all of them', () =>
  expect(helpAgainst(pattern, 'NFS mount errors since this morning')).toBe(
    pattern.docs.mitigation.replaceAll('{node}', 'NODE'),
  ))

test('a server that is a pod is not looked for on a node', () =>
  expect(
    helpAgainst(pattern, 'mount.nfs: access denied by server while mounting 10.43.7.9:/books'),
  ).not.toMatch(/exportfs|\/etc\/exports/))
