import { type LogLine, lines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'

/** The same in somebody's own words, and the deployer that ends over it. */
const rootAsked = lines('kubelet-root-dir', /^(?!.*--kubelet-root-dir=)/)
const deployerFails = lines(
  'longhorn-driver-deployer',
  /driver-deployer.*(?:[Cc]rash|Error|\berror\b|\bfail)/,
)
/**
 * The driver says that it mounted, and the kubelet finds no such folder: each works below a root of
 * its own (pkg/volume/csi/csi_mounter.go). A secret's or a claim's own folder is none of these.
 */
const mountElsewhere = lines(
  'applyFSGroup failed',
  /applyFSGroup failed for vol \S+: lstat \S+kubernetes\.io~csi\S+\/mount: no such file or directory/,
)
/** Where Longhorn was told to look, and where the kubelet keeps its pods. */
const rootSet = lines(
  ['ubeletRootDir', 'KUBELET_ROOT_DIR'],
  /(?:csi\.)?(?:kubeletRootDir|KUBELET_ROOT_DIR)\W+(?:\w+\s+(?:to\s+)?){0,3}\W*(?<root>\/[\w/-]+?)\/?(?![\w/-])/,
)
const podsBelow = lines(
  ['/pods/', 'root-dir'],
  /(?<!\w)(?<root>\/[\w/-]+?)\/pods\/\S+?\/volume|kubelet.*root-dir\W{0,4}(?:\s*\w+\s)?\W{0,3}(?<named>\/[\w/-]+?)\/?(?![\w/-])/,
)

/** What shows that Longhorn and the kubelet work below different folders. */
export const kubeletRoot = { rootAsked, deployerFails, mountElsewhere, rootSet, podsBelow }

type Roots = Readonly<Record<keyof typeof kubeletRoot, readonly LogLine[]>>

/** The lines of it, where they belong together. */
export function otherRoot(seen: Roots): readonly Reason[] {
  const asked = seen.deployerFails.length > 0 ? [...seen.rootAsked, ...seen.deployerFails] : []
  const differing = seen.podsBelow.filter(({ groups: { root, named } }) => {
    const kubelets = root ?? named
    return seen.rootSet.some(({ groups }) => kubelets !== undefined && groups['root'] !== kubelets)
  })
  return [
    ...seen.mountElsewhere,
    ...(seen.rootAsked.length > 0 ? asked : []),
    ...(differing.length > 0 ? [...seen.rootSet, ...differing] : []),
  ]
}
