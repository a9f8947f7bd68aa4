import type { NodeShell } from './node-shell.ts'

/** How the process that carries a run out is started again on its own machine. */
export interface OwnProcess {
  readonly run: number
  /** Whose process it is. */
  readonly user: string
  /** Absolute path of its program first; all that stands before the order that it gets. */
  readonly words: readonly string[]
  /** Its working directory. */
  readonly folder: string
  /** Nothing secret: it stands in a file. */
  readonly environment: Readonly<Record<string, string>>
}

export const resumeUnitPath = '/etc/systemd/system/bramble-resume.service'
const mark = '# Written by Bramble'

/**
 * A unit of systemd that goes on with a run at the next boot, and at no other: what starts it at a
 * boot is gone before Bramble starts, and the rest of it when Bramble ends. `+` lets these two
 * commands be root's (systemd.service(5)).
 */
export function resumeUnit({ run, user, words, folder, environment }: OwnProcess): string {
  return `${mark}: run ${run} goes on after the boot that it orders. It is gone once it has.
[Unit]
Description=Bramble goes on with run ${run} after the boot that it ordered
Wants=network-online.target
After=network-online.target ssh.service
RequiresMountsFor=${quoted(folder)}

[Service]
Type=exec
User=${user.replaceAll('%', '%%')}
WorkingDirectory=${folder.replaceAll('%', '%%')}
${Object.entries(environment)
  .map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`)
  .join('')}ExecStartPre=+/bin/rm -f ${wantedPath}
ExecStart=${[...words, 'resume-after-boot', `${run}`].map(word).join(' ')}
ExecStopPost=+/bin/rm -f ${resumeUnitPath}

[Install]
WantedBy=multi-user.target
`
}

const wantedPath = '/etc/systemd/system/multi-user.target.wants/bramble-resume.service'

/** One word of a line in a unit; systemd.syntax(7): what is quoted knows C's escapes, and % is its own. */
function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')
  return `"${escaped.replaceAll('\n', '\\n')}"`
}

/** A word of a command, where `$` is systemd's own too. */
function word(text: string): string {
  return quoted(text.replaceAll('$', '$$$$'))
}

/**
 * Where the boot has ended already, nothing is left behind for a later one. A program that runs
 * elsewhere than on this board's own system, in a container, could not be started by its systemd;
 * and a file of that name that Bramble has not written stays.
 */
const askProgram = `[ "$(cat /proc/sys/kernel/random/boot_id)" = "$1" ] || { echo again; exit 0; }
command -v systemctl >/dev/null || { echo "it has no systemd" >&2; exit 1; }
id "$3" >/dev/null 2>&1 || { echo "it has no user $3" >&2; exit 1; }
for place in "$4" "$5" "$6"; do
[ -e "$place" ] || { echo "$place is not on it" >&2; exit 1; }
done
if [ -e "$2" ] && ! head -n 1 "$2" | grep -q '^${mark}'; then
echo "$2 is not Bramble's" >&2
exit 1
fi
echo ready`

/** What `systemctl enable` does; nothing has to be told before the boot. */
const wantProgram = `mkdir -p -- "$(dirname -- "$2")"
ln -sfn "$1" "$2"
sync "$(dirname -- "$2")" 2>/dev/null || sync`

/**
 * Lets a run go on by itself after its own machine starts again. Resolves with false where that
 * boot has ended already.
 *
 * @param bootId of the boot that is to end
 * @throws cluster error `node-program-failed`, `node-no-root` or `node-unreachable`
 */
export async function writeResumeUnit(
  shell: NodeShell,
  bootId: string,
  own: OwnProcess,
): Promise<boolean> {
  const { user, words, folder } = own
  const [file = '', ...rest] = words
  const main = rest.find((one) => one.startsWith('/')) ?? file
  const said = await shell.run(askProgram, [bootId, resumeUnitPath, user, file, main, folder])
  if (said.trim() !== 'ready') return false
  await shell.writeFile(resumeUnitPath, resumeUnit(own), '0600')
  await shell.run(wantProgram, [resumeUnitPath, wantedPath])
  return true
}

/** Takes it away again, where the boot was not ordered after all. */
export async function removeResumeUnit(shell: NodeShell): Promise<void> {
  await shell.run('rm -f -- "$1" "$2"', [wantedPath, resumeUnitPath])
}
