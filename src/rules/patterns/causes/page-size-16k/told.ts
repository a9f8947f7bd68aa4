import type { Told } from '../../../told/saying.ts'

const large = /\b(?:16 ?k(?:i?B)?|64 ?k(?:i?B)?|16384|65536)\b/i

/** How people tell of a program that does not fit the pages of the kernel. */
export const sentences: Told = {
  sayings: [
    {
      about: /\bpage ?sizes?\b|\b(?:4|16|64) ?k(?:i?B)?[- ](?:sized )?(?:pages?|kernels?)\b/i,
      says: /\b(?:crash\w*|fail\w*|segfault\w*|segmentation fault|exits?|abort\w*|(?:does|do|did|will|would|can)(?:n['’]t| not) (?:run|start|work)|wants?|needs?|requires?|expects?|assumes?|built (?:for|with)|because of|due to|unsupported|incompatib\w+)\b/i,
      given: large,
      not: /\b(?:database\b.{0,12}\bpage size|innodb|sqlite|huge ?pages?|WAL|database pages?|cache|buffer)\b/i,
    },
  ],
  cures: [
    {
      part: /\bkernel8\.img\b|\bkernel=kernel8|\b4 ?k(?:i?B)?[- ](?:page(?:[- ]size)? )?kernel\b|\b4 ?k(?:i?B)? pages?\b/i,
    },
  ],
}
