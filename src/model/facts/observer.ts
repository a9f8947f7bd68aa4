import * as z from 'zod'
import { defineFact } from './define.ts'

/** The machine that Bramble itself runs on: it may be a node of the cluster. */
export const observers = defineFact(
  'observer',
  z.object({
    hostname: z.string(),
    /** Of its present boot; absent where the system does not tell one, as macOS. */
    bootId: z.string().optional(),
  }),
)
