export const killallMilliseconds = 180_000

/**
 * K3s's killall script unmounts by force, and hangs on a share that is gone (k3s-io/k3s#8520,
 * #9750). So nothing runs it while a volume is attached here, or a share is mounted for a pod.
 */
export const refuseLiveVolumes = `live=
for session in /sys/class/iscsi_session/session*; do
[ -e "$session/targetname" ] || continue
read -r target < "$session/targetname"
case $target in *io.longhorn*) live="$live \${target##*:}" ;; esac
done
mounts=$(grep -oE ' [^ ]*/kubernetes[.]io[~/]csi/[^ ]* | /var/lib/kubelet/[^ ]* (nfs4?|cifs|fuse[^ ]*) ' /proc/self/mounts || :)
if [ -n "$live$mounts" ]; then
echo "volumes are still in use here, and nothing is unmounted by force:$live $mounts" | tr '\\n' ' ' >&2
exit 1
fi
`

export const killall = `${refuseLiveVolumes}script=$(command -v k3s-killall.sh) || {
echo "k3s-killall.sh is not there: K3s was set up without its own installer" >&2
exit 1
}
"$script" </dev/null >/dev/null 2>&1 || :`
