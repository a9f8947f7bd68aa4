// Plans know steps, and steps know the rules: which version is newer is decided once.
export { isServer } from '#src/rules/ready-nodes.ts'
export {
  compareK3sVersions,
  type K3sVersion,
  parseK3sVersion,
} from '#src/rules/versions/k3s-version.ts'
export { releaseLines } from '#src/rules/versions/release-lines.ts'
export { compareVersions, parseVersion, type Version } from '#src/rules/versions/version.ts'
