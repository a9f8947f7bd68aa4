import { serverTokenPath } from '#src/model/backup.ts'
import { clusterError } from '#src/model/error.ts'
import type { BackupParts, TakePart } from '#src/transport/backup/backup-file.ts'
import type { NodeShell } from '../node-shell.ts'

const home = '/var/lib/rancher/k3s/server'
const staged = `${home}/bramble-restore`
const agentTokenPath = `${home}/agent-token`

const swapMilliseconds = 3 * 60_000

/** Makes room for a database on its way; what an earlier try left is gone. */
export async function beginDatabase(shell: NodeShell): Promise<void> {
  await shell.run(beginProgram)
}

/** Sends each part to the node as it is read: nothing of it touches this machine's disk. */
export function sendDatabase(shell: NodeShell): TakePart {
  return async ({ name, sha256 }, bytes) => {
    if (name !== 'state.db' && name !== 'state.db-wal')
      throw clusterError('restore-part', `The backup holds ${name}, no part of a SQLite database.`)
    await shell.sendFile(bytes, { path: `${staged}/db/${name}`, mode: '0600', sha256 })
  }
}

/**
 * Puts the database and its tokens in the place of those that are there, which stay beside it. May
 * be called again: whatever stands there then is set aside too, and nothing is deleted.
 *
 * @returns the folder in which the others stay
 */
export async function placeDatabase(
  shell: NodeShell,
  { files }: Pick<BackupParts, 'files'>,
): Promise<string> {
  for (const path of [serverTokenPath, agentTokenPath]) {
    const token = files.get(path)
    const text = Buffer.from(token ?? []).toString('utf8')
    if (token) await shell.writeFile(path.replace(home, staged), text, '0600')
  }
  const said = await shell.run(swapProgram, [], { timeoutMilliseconds: swapMilliseconds })
  return said.trim()
}

const beginProgram = `umask 077
rm -rf ${staged}
mkdir -p ${staged}/db`

/**
 * https://docs.k3s.io/datastore/backup-restore: the folder of the database, and the token. The
 * certificates are set aside and not put back: K3s compares them with what the database holds,
 * enciphered by that token, does not start where a file is newer, and writes them all where none
 * are there (github.com/k3s-io/k3s, pkg/cluster/bootstrap.go, ReconcileBootstrapData).
 */
const swapProgram = `umask 077
cd ${home}
[ -s bramble-restore/db/state.db ] && [ -s bramble-restore/token ] || { echo "what arrived of the backup is not whole" >&2; exit 1; }
if grep -qsE '^ *(cluster-init: *.?true|datastore-endpoint:|server:)' /etc/rancher/k3s/config.yaml /etc/rancher/k3s/config.yaml.d/*.yaml; then
echo "K3s is told in /etc/rancher/k3s to have another datastore than SQLite" >&2
exit 1
fi
if [ -d db/etcd ]; then echo "etcd is the datastore of this server" >&2; exit 1; fi
systemctl stop k3s.service
if systemctl is-active -q k3s.service; then echo "k3s.service does not stop" >&2; exit 1; fi
old=before-restore-$(date -u +%Y%m%dT%H%M%SZ)-$$
mkdir "$old"
for name in db token agent-token tls cred; do
if [ -e "$name" ]; then mv -- "$name" "$old/$name"; fi
if [ -e "bramble-restore/$name" ]; then mv -- "bramble-restore/$name" "$name"; fi
done
chmod 0700 db
rm -rf bramble-restore
sync
echo "${home}/$old"`
