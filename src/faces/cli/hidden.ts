import { BrambleError } from '#src/model/error.ts'

/**
 * Asks at the terminal for something that nobody else shall see.
 *
 * @throws `interrupted` where the person leaves instead
 */
export async function hidden(message: string, instead: string): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts')
  const answer = await password({ message, output: process.stderr })
  if (!isCancel(answer)) return answer
  throw new BrambleError({ code: 'interrupted', kind: 'cluster', message: instead })
}
