import { isWholeFunction, notWhole } from '../etcd-snapshot.ts'

/** A folder of ours on the server, on the datastore's own disk; gone again when a backup is done. */
export const workFolder = '/var/lib/rancher/k3s/server/db/bramble-backup'

/** What a rebuilt server needs besides its datastore. Paths: docs.k3s.io/cli/server, /cli/token. */
const keptPaths = [
  '/etc/rancher/k3s/config.yaml',
  '/etc/rancher/k3s/config.yaml.d/*.yaml',
  '/etc/rancher/k3s/registries.yaml',
  '/var/lib/rancher/k3s/server/token',
  '/var/lib/rancher/k3s/server/agent-token',
  '/var/lib/rancher/k3s/server/cred/*',
  '/var/lib/rancher/k3s/server/manifests/bramble-*.yaml',
]
/**
 * For a person who restores by hand: K3s itself takes its authorities from the datastore, with
 * SQLite too, where the server token opens them.
 */
const authorityPaths = [
  '/var/lib/rancher/k3s/server/tls/*.crt',
  '/var/lib/rancher/k3s/server/tls/*.key',
  '/var/lib/rancher/k3s/server/tls/*.current',
  '/var/lib/rancher/k3s/server/tls/etcd/*',
]

/**
 * Ends with what is there: `version`, `authority`, `part NAME SIZE SHA256` for each file of the
 * work folder and `file PATH BASE64`.
 */
function tellProgram(paths: readonly string[]): string {
  return `k3s --version | sed -n 's/^k3s version \\([^ ]*\\).*/version \\1/p'
sum=$(sha256sum < /var/lib/rancher/k3s/server/tls/server-ca.crt)
echo "authority \${sum%% *}"
for file in ${workFolder}/*; do
  sum=$(sha256sum < "$file")
  echo "part \${file##*/} $(wc -c < "$file") \${sum%% *}"
done
for file in ${paths.join(' ')}; do
  [ -f "$file" ] || continue
  echo "file $file $(base64 < "$file" | tr -d '\\n')"
done`
}

const startProgram = `umask 077
rm -rf ${workFolder}
mkdir ${workFolder}`

/** The snapshot is known to be whole before it is fetched. */
export const etcdProgram = `${startProgram}
${isWholeFunction}
k3s etcd-snapshot save --name bramble --dir ${workFolder} >&2
set -- ${workFolder}/*
[ $# = 1 ] && [ -f "$1" ] || { echo "K3s saved no snapshot" >&2; exit 1; }
is_whole "$1" || { echo "${notWhole}" >&2; exit 1; }
mv "$1" ${workFolder}/snapshot
${tellProgram(keptPaths)}`

/**
 * Copies SQLite's database while K3s writes, without a program of SQLite on the node. Pages reach
 * the database file only from the write-ahead log, and that log begins anew, under other salts in
 * its header, only once all of it is there. So a log that is copied after the database, and still
 * has the header that it had before, holds every page that changed meanwhile; SQLite puts them in
 * their places when it opens the copy (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).
 */
export const sqliteCopyProgram = `header() { { head -c 32 "$1/state.db-wal" 2>/dev/null || :; ls -i "$1/state.db"; } | sha256sum; }
copy() {
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    before=$(header "$1")
    plain=$(stat -c '%s %Y' "$1/state.db")
    cp "$1/state.db" "$2/state.db"
    rm -f "$2/state.db-wal"
    [ ! -s "$1/state.db-wal" ] || cp "$1/state.db-wal" "$2/state.db-wal"
    [ "$(header "$1")" = "$before" ] || continue
    # Without a log only the database itself can tell that it changed.
    [ -s "$2/state.db-wal" ] || [ "$(stat -c '%s %Y' "$1/state.db")" = "$plain" ] || continue
    return 0
  done
  echo "the datastore changed too fast to copy it, ten times" >&2
  return 1
}`

export const sqliteProgram = `${startProgram}
${sqliteCopyProgram}
copy /var/lib/rancher/k3s/server/db ${workFolder}
${tellProgram([...keptPaths, ...authorityPaths])}`

export const cleanProgram = `rm -rf ${workFolder}`

/** What such a program told. */
export interface Told {
  readonly version: string | undefined
  readonly authority: string | undefined
  readonly parts: { readonly name: string; readonly sizeBytes: number; readonly sha256: string }[]
  readonly files: ReadonlyMap<string, Uint8Array>
}

export function toldBy(text: string): Told {
  const word = (key: string) => new RegExp(`^${key} (\\S+)$`, 'm').exec(text)?.[1]
  const parts = [...text.matchAll(/^part (\S+)\s+(\d+) ([0-9a-f]{64})$/gm)].map(
    ([, name = '', size, sha256 = '']) => ({ name, sizeBytes: Number(size), sha256 }),
  )
  const files = [...text.matchAll(/^file (\/\S+) ([\w+/=]*)$/gm)].map(
    ([, path = '', content = '']) => [path, Buffer.from(content, 'base64')] as const,
  )
  return { version: word('version'), authority: word('authority'), parts, files: new Map(files) }
}
