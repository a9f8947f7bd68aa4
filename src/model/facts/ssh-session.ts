import * as z from 'zod'
import { outcomes } from '../evidence.ts'
import { defineFact } from './define.ts'

/** How asking a node over SSH went: who stays silent, and how, says something of the node. */
export const sshSessions = defineFact(
  'ssh-session',
  z.object({ outcome: z.enum(outcomes), reason: z.string().optional() }),
)
