import * as z from 'zod'

/** Systems whose images Bramble writes first-boot files for. */
export const firstBootSystems = ['raspios-trixie', 'ubuntu', 'raspios-bookworm'] as const
export type FirstBootSystem = (typeof firstBootSystems)[number]

/** The contract of `init --first-boot --json`: what was written for each node, and where. */
export const FirstBoot = z.object({
  schema: z.literal('bramble/first-boot/1'),
  system: z.enum(firstBootSystems),
  nodes: z.array(
    z.object({
      name: z.string(),
      folder: z.string(),
      files: z.array(
        z.object({
          name: z.string(),
          /** `same`: it said so already, and was not touched. */
          outcome: z.enum(['written', 'same']),
          /** Where what stood there before was kept. */
          kept: z.string().optional(),
        }),
      ),
    }),
  ),
  notes: z.array(z.string()),
  next: z.string(),
})
export type FirstBoot = Readonly<z.infer<typeof FirstBoot>>
