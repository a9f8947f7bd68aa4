import * as z from 'zod'

const example = { env: 'SNMP_COMMUNITY' }

/**
 * Where a secret is found. It never stands in the file itself: configuration is copied, shown and
 * committed. `command` is run as it is, without a shell.
 */
export const Secret = z
  .union([
    z.strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_]\w*$/)
        .meta({ description: 'name of an environment variable', examples: ['SNMP_COMMUNITY'] }),
    }),
    z.strictObject({
      file: z
        .string()
        .min(1)
        .meta({ description: 'path of a file', examples: ['~/.secrets/snmp'] }),
    }),
    z.strictObject({
      command: z
        .array(z.string())
        .min(1)
        .meta({
          description: 'a program and its arguments',
          examples: [['pass', 'show', 'home/snmp']],
        }),
    }),
  ])
  .meta({
    title: 'secret',
    description: 'a secret reference: env, file or command',
    examples: [example],
  })
export type Secret = Readonly<z.infer<typeof Secret>>

/** Every secret reference within a part of the configuration. */
export function secretsOf(part: unknown): readonly Secret[] {
  if (typeof part !== 'object' || part === null) return []
  const secret = Secret.safeParse(part)
  return secret.success ? [secret.data] : Object.values(part).flatMap(secretsOf)
}
