import * as z from 'zod'
import { nodesHaveJoined } from '#src/rules/checks/nodes-have-joined.ts'
import { k3sUnitOf, type UnitFact } from '#src/rules/k3s-unit.ts'
import { type NodeFact, whyNotReady } from '#src/rules/ready-nodes.ts'
import { defineStep } from '../define-step.ts'
import { joinAgent } from './join-agents.ts'

const longestSeconds = 600

/**
 * Gives an agent a token anew that has one no longer: it was off for longer than its own was good
 * for, or its Node was deleted meanwhile.
 */
export const renewToken = defineStep({
  id: 'renew-token',
  title: ({ node }) => `Let ${node} join again`,
  input: z.object({
    node: z.string().min(1),
    server: z.object({ node: z.string(), address: z.string() }),
    version: z.string(),
  }),
  reads: {},
  // Nothing of K3s runs there that could be disturbed.
  risk: 'safe',
  about: ({ node, version }) => ({ node, wish: { nodes: [node], version } }),
  requires: [],
  verify: [nodesHaveJoined],
  verifyWithinSeconds: () => longestSeconds,

  preview: ({ node, server }) => [
    `${server.node} makes a token for ${node} that expires in an hour`,
    `K3s starts anew on ${node} with it`,
  ],

  remembered: z.object({}),
  remember: async () => ({}),
  apply: ({ node, server }, context) => joinAgent(node, server, context),
  // The token that it had is good for nothing.
  undo: 'impossible',
})

/**
 * Whether an agent tries to join and does not come to it. One whose unit somebody stopped does not
 * try.
 *
 * @param node what the API lists under its name
 * @param now milliseconds since the epoch
 */
export function waitsOutside(
  units: readonly UnitFact[],
  node: NodeFact | undefined,
  now: number,
): boolean {
  const state = k3sUnitOf(units)?.activeState
  if (state === 'activating' || state === 'failed')
    return node === undefined || whyNotReady(node, now) !== undefined
  // Its Node was deleted while it ran: only a start makes it anew.
  return state === 'active' && node === undefined
}
