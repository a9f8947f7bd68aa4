import * as z from 'zod'
import { packageListsAreFresh } from '#src/rules/checks/package-lists-are-fresh.ts'
import { defineStep, type StepContext } from '../define-step.ts'

const longestMilliseconds = 20 * 60_000

/** Fetches package lists and packages on all nodes at once; installs nothing. */
export const refreshPackages = defineStep({
  id: 'refresh-packages',
  title: ({ nodes }) => `Fetch packages on ${nodes.join(', ')}`,
  input: z.object({ nodes: z.array(z.string().min(1)).min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ nodes }) => ({ wish: { nodes } }),
  requires: [],
  verify: [packageListsAreFresh],

  preview: ({ nodes }) =>
    nodes.map((node) => `${node}: apt-get update, apt-get --download-only full-upgrade`),

  remembered: z.object({}),
  remember: async () => ({}),

  async apply({ nodes }, context) {
    context.stopHere()
    const ends = await Promise.allSettled(nodes.map((node) => refresh(node, context)))
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed) throw failed.reason
  },

  // Newer lists, and packages in apt's own cache: nothing that anybody uses has changed.
  async undo() {},
})

async function refresh(node: string, { node: shellOf, say }: StepContext): Promise<void> {
  const said = await shellOf(node).run(program, [], { timeoutMilliseconds: longestMilliseconds })
  say(
    `${node}: ${said.includes('not fetched') ? 'lists fetched; dpkg was interrupted, so packages come later' : 'lists and packages fetched'}`,
  )
}

/**
 * The lock over the lists is one that apt does not wait for, and its own daily job may hold it. An
 * archive that does not answer is an error here; for plain apt it is a warning, and old lists stay.
 * While dpkg is interrupted apt downloads nothing: the step that installs mends that first.
 */
const program = `export DEBIAN_FRONTEND=noninteractive
tries=0
while :; do
if said=$(apt-get -q -o APT::Update::Error-Mode=any update 2>&1 </dev/null); then break; fi
tries=$((tries + 1))
case $said in *"Could not get lock"*) ;; *) tries=60;; esac
if [ "$tries" -ge 60 ]; then echo "$said" | grep -E "^(E|W):" | head -n 3 >&2; exit 1; fi
sleep 5
done
mkdir -p /var/lib/apt/periodic
touch /var/lib/apt/periodic/update-success-stamp
if [ -n "$(dpkg --audit)" ]; then echo "not fetched"; exit 0; fi
apt-get -q -y -o DPkg::Lock::Timeout=300 --download-only full-upgrade </dev/null >&2`
