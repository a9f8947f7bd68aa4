import type { RootAccess } from '#src/steps/root-access.ts'
import type { AskPassword } from './launch.ts'

const mostPasswords = 3

interface Asking {
  readonly root: RootAccess | undefined
  readonly askPassword: AskPassword | undefined
  /** Tries with the passwords that are known by now; resolves with the nodes that want another. */
  again(this: void): Promise<readonly string[]>
}

/**
 * Asks the person for the password of sudo once, for all nodes together, and then for each node by
 * itself that has another one.
 *
 * @param rootless the nodes whose sudo wants one
 */
export async function askForRoot(
  rootless: readonly string[],
  { root, askPassword, again }: Asking,
): Promise<void> {
  const tries = new Map<string, number>()
  const most = mostPasswords * rootless.length
  let left = rootless
  let together = true
  for (let asked = 0; asked < most; asked += 1) {
    const open = left.filter((node) => (tries.get(node) ?? 0) < mostPasswords)
    const wanted = together ? open : open.slice(0, 1)
    if (wanted.length === 0) return
    const isAgain = wanted.some((node) => tries.has(node))
    const password = await askPassword?.(wanted, isAgain)
    if (password === undefined) return
    for (const node of wanted) tries.set(node, (tries.get(node) ?? 0) + 1)
    root?.give(password, wanted)
    const before = left.length
    left = await again()
    // Right for some of them: the others have one of their own.
    together &&= left.length === before
  }
}
