import * as z from 'zod'
import { timeIsKept } from '#src/rules/checks/time-is-kept.ts'
import { defineStep } from '../define-step.ts'

/** Lets systemd keep a node's clock right. */
export const setTimeSync = defineStep({
  id: 'set-time-sync',
  title: ({ node }) => `Keep the clock of ${node} right`,
  input: z.object({ node: z.string().min(1) }),
  reads: {},
  risk: 'safe',
  about: ({ node }) => ({ node }),
  requires: [],
  verify: [timeIsKept],

  preview: () => ['timedatectl set-ntp true'],

  remembered: z.object({ wasOn: z.boolean() }),
  remember: async ({ node }, context) => {
    const told = await context.node(node).run('timedatectl show -p NTP')
    return { wasOn: /^NTP=yes$/m.test(told) }
  },
  async apply({ node }, context) {
    await context.node(node).run('timedatectl set-ntp true')
  },
  async undo({ node }, { wasOn }, context) {
    if (!wasOn) await context.node(node).run('timedatectl set-ntp false')
  },
})
