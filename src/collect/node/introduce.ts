import type { SshDoor } from '#src/transport/ssh/door.ts'
import type { SshFailure } from '#src/transport/ssh/failure.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import type { SshTarget } from '#src/transport/ssh/target.ts'
import { rootCommand } from './facts/k3s-files.ts'

/**
 * How reading reaches root on a node: `self` logs in as root, `sudo` needs no password for
 * anything, `reading` needs none for what reading asks, `password` needs one, `absent` has no sudo.
 */
const rootWays = ['self', 'sudo', 'reading', 'password', 'absent'] as const
type RootWay = (typeof rootWays)[number]

/** What a node says of itself when one meets it first. */
export interface Introduction {
  readonly hostname?: string
  readonly user?: string
  readonly machineId?: string
  /** Which of K3s's units it has; absent where none, or where it was not seen. */
  readonly role?: 'server' | 'agent'
  readonly root?: RootWay
  readonly failure?: SshFailure
}

/** Read-only. One function that the last line calls, so that a cut connection runs nothing. */
const program = `{ bramble() {
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
read -r name </proc/sys/kernel/hostname && echo "hostname $name"
echo "user $(id -un)"
read -r machine </etc/machine-id && echo "machine $machine"
for unit in /etc/systemd/system /usr/lib/systemd/system /etc/init.d; do
if [ -e $unit/k3s.service ] || [ -x $unit/k3s ]; then echo 'role server'; fi
if [ -e $unit/k3s-agent.service ] || [ -x $unit/k3s-agent ]; then echo 'role agent'; fi
done
if [ "$(id -u)" = 0 ]; then echo 'root self'
elif ! command -v sudo >/dev/null; then echo 'root absent'
elif sudo -n true >/dev/null 2>&1 </dev/null; then echo 'root sudo'
else
answer=$(sudo -n ${rootCommand.map(quoteWord).join(' ')} 2>&1 </dev/null)
case $answer in @root*) echo 'root reading';; *) echo 'root password';; esac
fi
echo 'that is all'
}
bramble; } 2>/dev/null
`

/** Asks a node who it is, whether K3s is on it, and how root is reached there. */
export async function introduce(
  door: SshDoor,
  target: SshTarget,
  options: { readonly timeoutMilliseconds: number; readonly signal: AbortSignal },
): Promise<Introduction> {
  const answer = await door.run(target, program, { ...options, maxBytes: 16_384 })
  if (answer.failure) return { failure: answer.failure }
  return introductionIn(Buffer.from(answer.output).toString('utf8'))
}

/** Only what looks like an answer is taken: a login may greet with anything. */
export function introductionIn(text: string): Introduction {
  const word = (pattern: RegExp) => pattern.exec(text)?.[1]
  const hostname = word(/^hostname ([A-Za-z0-9][A-Za-z0-9.-]{0,252})$/m)
  const user = word(/^user ([\w.@$-]{1,64})$/m)
  const machineId = word(/^machine ([0-9a-f]{32})$/m)
  const role = word(/^role (server|agent)$/m)
  const said = word(/^root (\w+)$/m)
  const root = rootWays.find((way) => way === said)
  if (!/^that is all$/m.test(text) && hostname === undefined)
    return {
      failure: {
        kind: 'cut',
        reason: 'the node let us in, but did not run what it was given',
        next: 'Is the user’s shell one that takes programs on its input? Try `ssh NODE sh -s`.',
      },
    }
  return {
    ...(hostname !== undefined && { hostname: hostname.toLowerCase() }),
    ...(user !== undefined && { user }),
    ...(machineId !== undefined && { machineId }),
    ...((role === 'server' || role === 'agent') && { role }),
    ...(root && { root }),
  }
}
