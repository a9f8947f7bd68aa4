import { BrambleError } from '#src/model/error.ts'

/**
 * What the API answered, or `absent` where it found no such object, or has no such kind.
 *
 * @throws BrambleError whatever else the question ended with
 */
export async function orAbsent<Answer, Absent>(
  asked: Promise<Answer>,
  absent: Absent,
): Promise<Answer | Absent> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof BrambleError && error.code === 'api-not-found') return absent
    throw error
  }
}
