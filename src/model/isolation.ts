import * as z from 'zod'

/** Marks a cordon as Bramble's own: whoever brings the node back may then take it away. */
export const cordonAnnotation = 'bramble/cordoned'

/** On the Node of a board that runs without K3s to see whether it is the board that fails. */
export const isolationAnnotation = 'bramble/isolated'

/** `lapses`: one boot all the time, and not always an answer. */
const isolationVerdicts = ['stayed-up', 'restarted', 'silent', 'lapses'] as const

export const Isolation = z.object({
  /** Of the boot in which it was planned; says which watch this is. */
  bootId: z.string(),
  /** ISO 8601 UTC. */
  until: z.string(),
  /** Absent while it is watched. */
  verdict: z.enum(isolationVerdicts).optional(),
  /** The verdict for a reader. */
  words: z.string().optional(),
})
export type Isolation = Readonly<z.infer<typeof Isolation>>

/** What a Node says of its isolation; undefined where nothing, or nothing that can be read. */
export function isolationOf(
  annotations: Readonly<Record<string, string>> | undefined,
): Isolation | undefined {
  const text = annotations?.[isolationAnnotation]
  if (text === undefined) return undefined
  try {
    return Isolation.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
