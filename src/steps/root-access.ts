/**
 * The password of sudo, where nodes want one: in the memory of this process, and nowhere else. It
 * is given to those nodes only that asked for it.
 */
export class RootAccess {
  #password: string | undefined
  #nodes: ReadonlySet<string> = new Set()

  /** @param password undefined forgets it */
  give(password: string | undefined, nodes: readonly string[]): void {
    this.#password = password
    this.#nodes = new Set(nodes)
  }

  passwordFor(node: string): string | undefined {
    return this.#nodes.has(node) ? this.#password : undefined
  }
}
