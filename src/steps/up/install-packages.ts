import * as z from 'zod'
import { nodeHasPrograms } from '#src/rules/checks/node-has-programs.ts'
import { defineStep } from '../define-step.ts'

/** Debian's packages by a program of theirs. */
const packageOf = { iscsiadm: 'open-iscsi', 'mount.nfs': 'nfs-common' } as const
type Program = keyof typeof packageOf

const longestMilliseconds = 15 * 60_000

/** What Longhorn needs of a node: an iSCSI initiator, and NFS for volumes that several pods write. */
export const installPackages = defineStep({
  id: 'install-packages',
  title: ({ node, programs }) =>
    `Install ${programs.map((one) => packageOf[one]).join(' and ')} on ${node}`,
  input: z.object({
    node: z.string().min(1),
    programs: z.array(z.enum(Object.keys(packageOf) as [Program, ...Program[]])).min(1),
  }),
  reads: {},
  risk: 'safe',
  about: ({ node, programs }) => ({ node, wish: { programs } }),
  requires: [],
  verify: [nodeHasPrograms],

  preview: ({ programs }) => [
    `apt-get install ${programs.map((one) => packageOf[one]).join(' ')}`,
    ...(programs.includes('iscsiadm') ? ['iscsid is started, now and at each boot'] : []),
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  async apply({ node, programs }, context) {
    const packages = programs.map((one) => packageOf[one])
    const wish = { timeoutMilliseconds: longestMilliseconds }
    await context.node(node).run(installProgram, packages, wish)
  },
  // That a program is there does not say that it runs.
  async settle({ node, programs }, _, context) {
    if (programs.includes('iscsiadm')) await context.node(node).run('systemctl enable --now iscsid')
  },
  // Somebody may have begun to use them.
  undo: 'impossible',
})

/** Asks nobody, and waits for another apt: unattended-upgrades runs after a boot. */
const installProgram = `export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
apt-get -q -o DPkg::Lock::Timeout=120 update >&2
apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install "$@" >&2`
