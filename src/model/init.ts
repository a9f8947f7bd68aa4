import * as z from 'zod'

/** The contract of `init --json`: what was found, what was pinned, and what was written. */

const InitNode = z.object({
  name: z.string(),
  address: z.string(),
  port: z.number().int().optional(),
  role: z.enum(['server', 'agent']),
  /** `api`: its label says so. `node`: its K3s unit. `guess`: K3s is not on it yet, or not seen. */
  roleFrom: z.enum(['file', 'api', 'node', 'guess']),
  hostKey: z
    .object({
      type: z.string(),
      /** As OpenSSH prints it. */
      fingerprint: z.string(),
      /** `pinned` before, `known` to ~/.ssh/known_hosts, or `new`. */
      state: z.enum(['pinned', 'known', 'new']),
    })
    .optional(),
  /** How reading reaches root there; absent where the node was not seen. */
  root: z.enum(['self', 'sudo', 'reading', 'password', 'absent']).optional(),
  /** Why it could not be seen. */
  problem: z.string().optional(),
  next: z.string().optional(),
})
export type InitNode = Readonly<z.infer<typeof InitNode>>

export const Init = z.object({
  schema: z.literal('bramble/init/1'),
  cluster: z.string(),
  /** Path of bramble.yaml. */
  file: z.string(),
  /** `written`, or left as it was: `same` or `differs` from what was found; `declined` by the person. */
  outcome: z.enum(['written', 'same', 'differs', 'declined']),
  knownHostsFile: z.string().optional(),
  /** Names of the nodes whose host key was pinned now. */
  pinned: z.array(z.string()),
  nodes: z.array(InitNode),
  /** Where bramble.yaml says something else than was found. */
  differences: z.array(z.object({ place: z.string(), message: z.string() })),
  notes: z.array(z.string()),
  /** What would let reading reach root without a password, a file for each user. */
  sudoers: z.array(z.object({ user: z.string(), nodes: z.array(z.string()), text: z.string() })),
  next: z.string(),
})
export type Init = Readonly<z.infer<typeof Init>>
