import type { VersionRange } from '../version.ts'

/** Kernels have a table of their own: their releases are no versions of three numbers. */
export type DefectComponent = 'k3s' | 'longhorn' | 'etcd' | 'containerd' | 'open-iscsi'

/**
 * A defect of released versions that a maintainer has tied to them. With a message that nothing
 * else writes, a diagnosis names it; without one, only `bramble versions` tells of it.
 */
export interface KnownDefect {
  /** Page of the maintainers that ties the message to the versions. */
  readonly report: string
  readonly component: DefectComponent
  /** What happens, in a few words; begins small, to stand after a colon. */
  readonly title: string
  readonly affected: readonly VersionRange[]
  /** Releases that hold the fix; empty where none is known. */
  readonly fixedIn: readonly string[]
  /** Texts that the lines are found by; empty where the defect has no message of its own. */
  readonly literals: readonly string[]
  /** Each must fit some line: long lines are pasted wrapped, so a message may stand in two. */
  readonly signature: readonly RegExp[]
  /** The message has other reasons too: it counts only with an affected version beside it. */
  readonly onlyWithVersion?: true
  readonly workaround: string
}
