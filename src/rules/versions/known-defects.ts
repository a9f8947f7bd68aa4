import { componentDefects } from './defects/components.ts'
import { k3sDefects } from './defects/k3s.ts'
import type { KnownDefect } from './defects/known-defect.ts'
import { longhornDefects } from './defects/longhorn.ts'
import { longhornReleaseDefects } from './defects/longhorn-releases.ts'

/** All of them, in the order in which a diagnosis asks. */
export const knownDefects: readonly KnownDefect[] = [
  ...longhornDefects,
  ...longhornReleaseDefects,
  ...k3sDefects,
  ...componentDefects,
]
