import * as z from 'zod'
import { disksHaveRoomForUpdates } from '#src/rules/checks/disks-have-room-for-updates.ts'
import { nodeIsTheOneMeant } from '#src/rules/checks/node-is-the-one-meant.ts'
import { updatesAreInstalled } from '#src/rules/checks/updates-are-installed.ts'
import { updatesRemoveNothing } from '#src/rules/checks/updates-remove-nothing.ts'
import { availabilityGate, dataGate, defineStep } from '../define-step.ts'
import { emptyNodeGates } from '../node-gates.ts'

/** An SD card takes its time over a kernel and its initramfs. */
const longestMilliseconds = 60 * 60_000
const shownPackages = 40

const Package = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9+.:-]*$/),
  /** Absent for a package that comes new with another. */
  from: z.string().optional(),
  to: z.string().regex(/^[A-Za-z0-9.+:~-]+$/),
})

const ownGates = [dataGate(nodeIsTheOneMeant), dataGate(disksHaveRoomForUpdates)]

/** Installs on one node the packages that were shown, and no others. */
export const installUpdates = defineStep({
  id: 'install-updates',
  title: ({ node, packages }) =>
    packages.length === 0
      ? `Finish what dpkg began on ${node}`
      : `Install ${packages.length} ${packages.length === 1 ? 'package' : 'packages'} on ${node}`,
  input: z.object({
    node: z.string().min(1),
    /** False where nothing of it restarts what pods stand on. */
    drained: z.boolean(),
    scope: z.enum(['all', 'security']),
    packages: z.array(Package),
    /** Packages that may be taken away, because somebody accepted it. */
    removals: z.array(z.string()),
    rootBytes: z.number().int().nonnegative(),
    bootBytes: z.number().int().nonnegative(),
  }),
  reads: {},
  risk: 'disruptive',
  about: ({ node, packages, rootBytes, bootBytes }) => ({
    node,
    wish: {
      packages: packages.map(({ name, from = '' }) => `${name} ${from}`),
      rootBytes,
      bootBytes,
    },
  }),
  requires: [...ownGates, availabilityGate(updatesRemoveNothing), ...emptyNodeGates],
  requiresFor: ({ drained, scope }) => [
    ...ownGates,
    // Security fixes alone never take a package away: apt is told so.
    ...(scope === 'all' ? [availabilityGate(updatesRemoveNothing)] : []),
    ...(drained ? emptyNodeGates : []),
  ],
  verify: [updatesAreInstalled],

  preview: ({ node, packages, removals }) => [
    ...(packages.length === 0 ? ['dpkg --configure -a'] : []),
    ...packages
      .slice(0, shownPackages)
      .map(({ name, from, to }) => `${name} ${from === undefined ? 'new' : from} → ${to}`),
    ...(packages.length > shownPackages ? [`and ${packages.length - shownPackages} more`] : []),
    ...removals.map((name) => `${name} is removed`),
    `configuration files that somebody changed on ${node} stay as they are`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ node, scope, packages, removals }, { node: shellOf, say, stopHere }) {
    stopHere()
    const input = packages.map(({ name, to }) => `${name}=${to}\n`).join('')
    const said = await shellOf(node).run(program, [scope, ...removals], {
      input: input === '' ? '\n' : input,
      timeoutMilliseconds: longestMilliseconds,
    })
    say(`${node}: ${said.trim() === '' ? 'packages are installed' : said.trim()}`)
  },

  // dpkg does not go back: an older version may not read what a newer one wrote.
  undo: 'impossible',
})

/**
 * Goes on where an earlier try was cut off: dpkg finishes what it began, and what is installed by
 * then is not asked for again. What apt would do now must be within what was shown; for all
 * packages that is compared before, for security fixes they are named one by one. Packages that apt
 * keeps because others need them stay marked so.
 *
 * apt gets no terminal and waits for another apt; a session that ends does not end it, since dpkg
 * between two packages is the worst place to stop.
 */
const program = `export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a UCF_FORCE_CONFFOLD=1
scope=$1
shift
# Only root writes there; another shell that was cut off may still be at work with its own.
wanted=/run/bramble-update.$$
trap 'rm -f -- "$wanted" "$wanted.now" "$wanted.log"' EXIT
trap '' HUP
grep . >"$wanted" || :
apt() { apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null >>"$wanted.log" 2>&1 || { grep -E "^(E|dpkg): " "$wanted.log" | tail -n 3 >&2; exit 1; }; }
: >"$wanted.log"
if [ -n "$(dpkg --audit)" ] || [ -n "$(ls /var/lib/dpkg/updates 2>/dev/null)" ]; then
tries=0
until dpkg --configure -a --force-confdef --force-confold </dev/null >>"$wanted.log" 2>&1; do
tries=$((tries + 1))
if ! grep -q "lock" "$wanted.log" || [ "$tries" -ge 60 ]; then grep -E "^(E|dpkg): " "$wanted.log" | tail -n 3 >&2; exit 1; fi
: >"$wanted.log"
sleep 5
done
[ -z "$(dpkg --audit)" ] || { dpkg --audit | grep "^ " | head -n 3 >&2; exit 1; }
echo "what dpkg had begun is finished"
fi
apt-get -s -q full-upgrade 2>&1 | sed -n 's/^Inst \\([^ ]*\\) \\(\\[[^]]*\\] \\)\\{0,1\\}(\\([^ )]*\\).*/\\1=\\3/p' >"$wanted.now"
if [ "$scope" = security ]; then
set --
while read -r package; do if grep -qxF -- "$package" "$wanted.now"; then set -- "$@" "$package"; fi; done <"$wanted"
[ $# -gt 0 ] || exit 0
names=$(for package; do echo "\${package%%=*}"; done)
kept=$(apt-mark showauto $names)
apt --no-remove --only-upgrade install "$@"
[ -z "$kept" ] || apt-mark auto $kept >/dev/null
exit 0
fi
strange=$(while read -r package; do grep -qxF -- "$package" "$wanted" || echo "$package"; done <"$wanted.now")
[ -z "$strange" ] || { echo "apt offers what nobody was shown: $strange" | head -n 3 >&2; exit 1; }
for name in $(apt-get -s -q full-upgrade 2>&1 | sed -n 's/^Remv \\([^ ]*\\).*/\\1/p'); do
case " $* " in *" $name "*) ;; *) echo "apt would remove $name, and nobody accepted that" >&2; exit 1;; esac
done
[ -s "$wanted.now" ] || exit 0
if [ $# -eq 0 ]; then apt --no-remove full-upgrade; else apt full-upgrade; fi`
