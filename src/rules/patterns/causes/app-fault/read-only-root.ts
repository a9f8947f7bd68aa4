import { type LogLine, lines } from '#src/model/line.ts'
import type { Reason } from '#src/model/verdict.ts'
import { ofPrograms } from '../../words/pods.ts'

/** Folders of an image in which a program keeps what may be lost; a claim is mounted elsewhere. */
const ofImage = String.raw`\/(?:tmp|var\/(?:tmp|cache|run(?!\/(?:k3s|containerd|netns|flannel|cilium|calico)))|run(?!\/(?:k3s|containerd|netns|flannel|cilium|calico|systemd|user|udev))|app|usr\/(?:share|src|local))\/`

/**
 * A program may not write where its image has a folder, or may not make one beside them (a claim
 * that is not mounted): its root file system was set read-only. In the words of Go, Python, Node,
 * Java and nginx; a shell says it on a node as well, and `Failed to mkdir` is a folder of the node.
 */
export const readOnlyRoot = lines(
  ['ead-only file system'],
  new RegExp(
    `^(?!.*(?:kubelet|containerd|runc|rootfs|overlay|FailedMount|hostPath|provision|[Ff]ailed to mkdir)).*(?:(?:mkdir|open|openat|create|rename|symlink|unlinkat|chmod|chown) ${ofImage}\\S*: read-only|mkdir \\/[\\w.-]+: read-only|Read-only file system: '${ofImage}|EROFS: read-only file system, \\w+ '${ofImage}|Exception: ${ofImage}\\S*: Read-only|(?:mkdir|open)\\(\\) "${ofImage}\\S*" failed \\(30: Read-only)`,
  ),
  ofPrograms,
)

/** Whether nothing else is wrong with a disk: every line of trouble is one of these. */
export function isOwnRoot(
  found: readonly LogLine[],
  trouble: readonly { readonly text: string }[],
  ofDisks: readonly Reason[],
): boolean {
  if (found.length === 0 || ofDisks.length > 0) return false
  return trouble.every(({ text }) => found.some((line) => line.text === text))
}
