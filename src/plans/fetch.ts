import { clusterError, usageError } from '#src/model/error.ts'
import { factsOf } from '#src/model/evidence-index.ts'
import { artifacts } from '#src/model/facts/artifacts.ts'
import { nodeIdentity } from '#src/model/facts/node.ts'
import { type ReleaseFile, releaseFiles } from '#src/model/facts/release-files.ts'
import { fetchRelease } from '#src/steps/fetch/fetch-release.ts'
import type { Draft, Planner } from './draft.ts'
import { seen } from './seen.ts'
import { k3sFilesFor } from './up/artifacts.ts'
import { architectures } from './up/board.ts'

/**
 * Fetches what nodes need of K3s's release: program and images for each architecture among them,
 * and the installer. The plan holds every checksum, so that what was approved is what is fetched.
 *
 * @throws usage errors `fetch-no-folder`, `fetch-no-version`, `fetch-no-architecture`,
 *   `fetch-not-in-release`; cluster error `fetch-unseen`
 */
export const planFetch: Planner = (_goal, index, _accepted, { configuration }): Draft => {
  const folder = configuration?.artifacts?.folder
  if (folder === undefined)
    throw usageError('fetch-no-folder', 'bramble.yaml does not say where files for nodes lie.', {
      next: 'Add it: artifacts: { folder: artifacts }',
    })
  const version = configuration?.k3s.version
  if (version === undefined)
    throw usageError('fetch-no-version', 'bramble.yaml does not say which K3s it is to be.', {
      next: 'Add it: k3s: { version: v1.36.3+k3s1 }',
    })
  const gap = index.gaps.get(releaseFiles.kind)
  if (gap !== undefined)
    throw clusterError('fetch-unseen', `Nobody said what belongs to K3s ${version}: ${gap}`, {
      next: 'Does this release exist, and does this machine reach it? Else put its files into artifacts.folder by hand.',
    })
  const release = seen(index, releaseFiles)
  const kinds = new Set(
    seen(index, nodeIdentity).flatMap(({ architecture = '' }) => architectures[architecture] ?? []),
  )
  if (kinds.size === 0)
    throw usageError('fetch-no-architecture', 'No node says for which processor K3s is to be.', {
      next: 'See which answer: bramble check',
    })
  const names = ['install.sh', ...[...kinds].toSorted().flatMap(k3sFilesFor)]
  const wanted = names.map((name) => inRelease(name, version, release))
  const here = factsOf(index, artifacts)
  const missing = wanted.filter(
    ({ name, sha256 }) =>
      !here.some(
        (one) => one.name === name && one.sha256 === sha256 && one.expectedSha256 === sha256,
      ),
  )
  const restsOn = wanted.map(({ name, sha256 }) => ({
    fact: `release ${name}`,
    is: sha256.slice(0, 12),
  }))
  if (missing.length === 0) return { steps: [], restsOn }
  const files = wanted.map(({ name, url, sha256 }) => ({ name, url, sha256 }))
  const reason = `${missing.map(({ name }) => name).join(', ')}: not here, or of another release`
  return { steps: [{ step: fetchRelease, input: { folder, version, files }, reason }], restsOn }
}

function inRelease(name: string, version: string, release: readonly ReleaseFile[]): ReleaseFile {
  const found = release.find((one) => one.name === name)
  if (found) return found
  throw usageError(
    'fetch-not-in-release',
    `K3s ${version} has no ${name}, or no checksum for it.`,
    {
      next: 'Put the files into artifacts.folder by hand, or ask for another release.',
    },
  )
}
