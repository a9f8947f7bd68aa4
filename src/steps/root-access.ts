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

  /** The one that all of these nodes have; undefined where one has none yet, or another. */
  passwordOfAll(nodes: readonly string[]): string | undefined {
    const [password, ...others] = new Set(nodes.map((node) => this.#passwords.get(node)))
    return others.length === 0 ? password : undefined
  }

  passwordFor(node: string): string | undefined {
    return this.#passwords.get(node)
  }
}
