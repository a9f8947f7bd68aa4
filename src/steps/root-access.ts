/**
 * The passwords of sudo, where nodes want one: in the memory of this process, and nowhere else. Each
 * is given to those nodes only that it was asked for.
 */
export class RootAccess {
  readonly #passwords = new Map<string, string>()

  give(password: string, nodes: readonly string[]): void {
    for (const node of nodes) this.#passwords.set(node, password)
  }

  /** A wrong one that is sent again and again is what locks an account. */
  forget(nodes: readonly string[]): void {
    for (const node of nodes) this.#passwords.delete(node)
  }

  passwordFor(node: string): string | undefined {
    return this.#passwords.get(node)
  }
}
