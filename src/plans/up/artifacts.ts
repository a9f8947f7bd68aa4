import { clusterError, usageError } from '#src/model/error.ts'
import { type EvidenceIndex, factsOf } from '#src/model/evidence-index.ts'
import { type Artifact, artifacts } from '#src/model/facts/artifacts.ts'
import { k3sPath } from '#src/steps/up/bring-artifacts.ts'
import { installerPath } from '#src/steps/up/install-k3s.ts'
import type { Board } from './board.ts'

const imageFolder = '/var/lib/rancher/k3s/agent/images'
const k3sNames: Readonly<Record<string, string>> = {
  amd64: 'k3s',
  arm64: 'k3s-arm64',
  armhf: 'k3s-armhf',
}
const packings = ['tar.zst', 'tar.gz', 'tar']

/** Files of a release for one architecture, as Debian names it. */
export function k3sFilesFor(architecture: string): readonly string[] {
  const program = k3sNames[architecture]
  return program === undefined ? [] : [program, `${imagesFor(architecture)}.${packings[0]}`]
}

function imagesFor(architecture: string): string {
  return `k3s-airgap-images-${architecture === 'armhf' ? 'arm' : architecture}`
}

/** What a board is sent, each with the checksum that a file beside it says. */
export function filesFor(board: Board, version: string | undefined, index: EvidenceIndex) {
  const all = factsOf(index, artifacts)
  const { architecture, name } = board
  const program = architecture === undefined ? undefined : k3sNames[architecture]
  if (architecture === undefined || program === undefined)
    throw usageError('up-architecture', `There is no K3s for the processor of ${name}.`, {
      next: 'K3s is made for amd64, arm64 and armhf.',
    })
  const images = packings
    .map((packing) => `${imagesFor(architecture)}.${packing}`)
    .find((file) => all.some((artifact) => artifact.name === file))
  return [
    sent(ofVersion(version, wanted(program, name, all)), k3sPath, '0755'),
    sent(wanted('install.sh', name, all), installerPath, '0755'),
    ...(images === undefined
      ? []
      : [sent(wanted(images, name, all), `${imageFolder}/${images}`, '0644')]),
  ]
}

function sent(artifact: Artifact, path: string, mode: '0755' | '0644') {
  const { path: local, sha256, sizeBytes } = artifact
  return { local, path, mode, sha256, sizeBytes }
}

/** What a program that names no release is shows once its node has joined. */
function ofVersion(version: string | undefined, artifact: Artifact): Artifact {
  const { path, versions } = artifact
  if (version === undefined || versions === undefined || versions.includes(version)) return artifact
  throw usageError(
    'up-other-version',
    `bramble.yaml asks for K3s ${version}, and ${path} is ${versions.join(' or ')}.`,
    { next: `\`bramble fetch\` fetches ${version}; or ask for ${versions.at(-1)}.` },
  )
}

function wanted(file: string, board: string, all: readonly Artifact[]): Artifact {
  const found = all.find(({ name }) => name === file)
  if (!found)
    throw usageError(
      'up-artifact-missing',
      `${board} needs ${file}, and artifacts.folder has none.`,
      {
        next: `\`bramble fetch\` fetches it; or put ${file} of K3s’s release there, with its sha256sum file.`,
      },
    )
  if (found.expectedSha256 === undefined)
    throw usageError('up-checksum-missing', `No checksum file beside ${found.path} names it.`, {
      next: `Put sha256sum-ARCH.txt of the release there; for install.sh: install.sh.sha256sum`,
    })
  if (found.expectedSha256 !== found.sha256)
    throw clusterError(
      'up-checksum',
      `${found.path} has the SHA-256 ${found.sha256.slice(0, 12)}…, and is to have ${found.expectedSha256.slice(0, 12)}…`,
      { next: 'Fetch it again: it is not whole, or not what it says.' },
    )
  return found
}
