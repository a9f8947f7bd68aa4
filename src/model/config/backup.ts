import * as z from 'zod'

/** Where copies of the datastore go, and whose key opens them. */
export const Backup = z
  .strictObject({
    /** Public keys of https://age-encryption.org; what opens them stays off this machine. */
    recipients: z
      .array(
        z
          .string()
          .regex(/^age1[02-9ac-hj-np-z]{20,4000}$/)
          .meta({
            description: 'a public key of age',
            examples: ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
          }),
      )
      .min(1)
      .meta({
        description: 'public keys of age',
        examples: [['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p']],
      }),
    folder: z
      .string()
      .min(1)
      .meta({ description: 'the path of a folder', examples: ['backups'] }),
    keep: z
      .int()
      .min(1)
      .max(1000)
      .default(7)
      .meta({ description: 'a number of backups from 1 to 1000', examples: [7] }),
  })
  .meta({
    description: 'where backups go, and whose key opens them',
    examples: [
      {
        recipients: ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
        folder: 'backups',
      },
    ],
  })
