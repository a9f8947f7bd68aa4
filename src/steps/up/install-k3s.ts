import { keptByBramble } from '#src/model/node-files.ts'
import type { NodeShell } from '../node-shell.ts'

/** Where the installer lies on a node; kept, because K3s is updated with it too. */
export const installerPath = '/usr/local/lib/bramble/install-k3s.sh'
const joinPath = '/etc/rancher/k3s/config.yaml.d/10-bramble-join.yaml'
const longestMilliseconds = 10 * 60_000

interface Installation {
  readonly role: 'server' | 'agent'
  /** Whom it joins; undefined for the server that begins the cluster. */
  readonly joins: string | undefined
  /** Makes the first server begin an etcd of its own, not SQLite. */
  readonly beginsEtcd: boolean
  readonly token: string | undefined
  /** False where something has to be put in place before K3s runs. */
  readonly starts?: boolean
}

/**
 * Runs K3s's own installer with what is on the node already. The token reaches it on stdin and by
 * an environment variable of the installer alone; K3s keeps it in a file that only root reads.
 */
export async function installK3s(
  shell: NodeShell,
  { role, joins, beginsEtcd, token, starts = true }: Installation,
): Promise<void> {
  const lines = [
    ...(joins === undefined ? [] : [`server: ${JSON.stringify(joins)}\n`]),
    // With a datastore on its disk K3s takes no notice of it (docs.k3s.io/datastore/ha-embedded).
    ...(beginsEtcd ? ['cluster-init: true\n'] : []),
  ]
  if (lines.length > 0) await shell.writeFile(joinPath, keptByBramble + lines.join(''), '0644')
  await shell.run(program, [installerPath, role, starts ? 'false' : 'true'], {
    input: `${token ?? ''}\n`,
    timeoutMilliseconds: longestMilliseconds,
  })
}

const program = `IFS= read -r token || :
export INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_SKIP_SELINUX_RPM=true INSTALL_K3S_EXEC="$2" INSTALL_K3S_SKIP_START="$3"
[ -z "$token" ] || export K3S_TOKEN="$token"
sh "$1" </dev/null >&2`
