import * as z from 'zod'
import { nodeFiles } from '#src/model/node-files.ts'
import type { StepContext } from './define-step.ts'
import { refuseLiveVolumes } from './killall.ts'

const longestMilliseconds = 10 * 60_000

/** A board that K3s is to go from. */
export const Uninstalled = z.object({
  node: z.string().min(1),
  /** Of the board that was planned for: another one at its address is left alone. */
  machineId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Folders of local volumes that somebody agreed to lose; any other one keeps K3s there. */
  localVolumes: z.array(z.string().startsWith('/var/lib/rancher/k3s/storage/')),
})
export type Uninstalled = Readonly<z.infer<typeof Uninstalled>>

interface Wish {
  /** `stopped`: K3s was ended before, and one that runs again is a surprise that ends it. */
  readonly found: 'stopped' | 'running'
  /** Whether what Longhorn left on the disk goes too. */
  readonly wipe: boolean
}

/**
 * Makes a node a bare board again. May be called again on a board where it was cut off.
 *
 * @throws cluster error `node-program-failed` for another board, a K3s that runs again, a volume in
 *   use, a local volume that nobody agreed to lose, or a mount that is left
 */
export async function uninstall(
  { node, machineId, localVolumes }: Uninstalled,
  { found, wipe }: Wish,
  context: Pick<StepContext, 'node' | 'say'>,
): Promise<void> {
  const args = [machineId, found, wipe ? 'wipe' : 'keep', ...localVolumes]
  const left = await context.node(node).run(uninstallProgram, args, {
    timeoutMilliseconds: longestMilliseconds,
  })
  for (const path of left.split('\n').filter(Boolean))
    context.say(`${path} is left on ${node}: something is mounted there`)
  context.say(`${node} is a bare board again`)
}

/** One line for each thing that goes. */
export function uninstallPreview(node: string, machineId: string): string[] {
  return [
    `refuse where ${node} is not machine ${machineId.slice(0, 8)}, has a volume in use, a mount that does not end, or a local volume that is not listed`,
    `K3s’s own scripts on ${node}: delete /etc/rancher, /var/lib/rancher/k3s, /var/lib/kubelet`,
    `files that Bramble keeps on ${node} go, and what stood there before comes back`,
  ]
}

/**
 * K3s's own script deletes /var/lib/rancher/k3s and /var/lib/kubelet as they are: through a mount
 * that is left it would delete a volume, and local-path volumes lie below the first of them. So
 * the board is asked itself, whatever the API says; K3s is stopped before the question whether a
 * volume is in use, since until then a pod may still come; and nothing is deleted until
 * k3s-killall.sh has left no mount. Says which folders it could not delete.
 */
export const uninstallProgram = `[ "$(cat /etc/machine-id)" = "$1" ] || { echo "another board answers here than the one that was planned for" >&2; exit 1; }
if [ "$2" = stopped ]; then
for unit in k3s.service k3s-agent.service; do
if systemctl is-active -q "$unit"; then echo "$unit runs again" >&2; exit 1; fi
done
fi
wipe=$3
shift 3
${refuseLiveVolumes}for place in /var/lib/rancher/k3s/storage/* /var/lib/rancher/k3s/storage/.[!.]*; do
[ -e "$place" ] || continue
for agreed; do
if [ "$agreed" = "$place" ]; then continue 2; fi
done
echo "a local volume is still here, nobody agreed to lose it, and nothing else has it: $place" >&2
exit 1
done
for unit in k3s-agent.service k3s.service; do
systemctl disable -q --now "$unit" 2>/dev/null || :
if systemctl is-active -q "$unit"; then echo "$unit does not stop" >&2; exit 1; fi
done
${refuseLiveVolumes}if script=$(command -v k3s-killall.sh); then "$script" </dev/null >/dev/null 2>&1 || :; fi
left=$(grep -oE ' /var/lib/kubelet/(pods|plugins)/[^ ]*' /proc/self/mounts || :)
if [ -n "$left" ]; then
echo "still mounted after k3s-killall.sh, and nothing is deleted through a mount:$left" | tr '\\n' ' ' >&2
exit 1
fi
for name in k3s-agent-uninstall.sh k3s-uninstall.sh; do
script=$(command -v "$name") || continue
"$script" </dev/null >/dev/null 2>&1 || { echo "$name ended with $?" >&2; exit 1; }
done
for folder in /var/lib/rancher/k3s /var/lib/kubelet /etc/rancher/k3s /etc/rancher/node; do
[ -d "$folder" ] || continue
find "$folder" -xdev -depth -delete 2>/dev/null || :
[ ! -d "$folder" ] || echo "$folder"
done
for file in ${Object.keys(nodeFiles).join(' ')}; do
if [ -f "$file" ] && head -n 1 "$file" | grep -q '^# Kept by Bramble'; then rm -f -- "$file"; fi
if [ -f "$file.before-bramble" ] && [ ! -e "$file" ]; then mv -- "$file.before-bramble" "$file"; fi
done
rm -rf /usr/local/lib/bramble
rm -f /usr/local/bin/k3s
systemctl daemon-reload
if [ "$wipe" = wipe ] && [ -d /var/lib/longhorn ]; then find /var/lib/longhorn -xdev -mindepth 1 -delete; fi`
