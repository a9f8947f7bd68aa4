/**
 * A function of the shell, `is_whole FILE`: a snapshot of etcd ends with the SHA-256 of what comes
 * before it (etcd, server/etcdserver/api/snap). One that K3s packed has no such end.
 */
export const isWholeFunction = `is_whole() {
  size=$(stat -c %s "$1")
  told=$(tail -c 32 "$1" | od -An -v -tx1 | tr -d ' \\n')
  sum=$(head -c "$((size - 32))" "$1" | sha256sum)
  [ "\${sum%% *}" = "$told" ]
}`
export const notWhole = 'the snapshot that K3s saved is not whole, or is packed'
