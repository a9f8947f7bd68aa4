import { BrambleError } from '#src/model/error.ts'
import type { Evidence } from '#src/model/evidence.ts'
import { type ReleaseFile, releaseFiles } from '#src/model/facts/release-files.ts'
import { downloadText } from '#src/transport/release/download.ts'

export interface ReleaseWish {
  /** `v1.36.3+k3s1` */
  readonly version: string
  /** Where the same files lie by their version; K3s's own places if absent. */
  readonly mirror: string | undefined
}

/** github.com/k3s-io/k3s: releases carry sha256sum-ARCH.txt, the repository install.sh.sha256sum. */
const sumFiles = [
  'sha256sum-amd64.txt',
  'sha256sum-arm64.txt',
  'sha256sum-arm.txt',
  'install.sh.sha256sum',
]

/** The checksums of a release, each from where its file comes from. Fetches only these small texts. */
export async function collectReleaseFiles(
  wish: ReleaseWish,
  takenAt: string,
  signal: AbortSignal,
): Promise<Evidence> {
  const { kind } = releaseFiles
  const head = { id: kind, kind, source: baseOf('k3s', wish), takenAt, redacted: 0 }
  try {
    const all = await Promise.all(sumFiles.map((sums) => filesOf(sums, wish, signal)))
    return { ...head, outcome: 'answered', records: all.flat(), truncated: false }
  } catch (cause) {
    if (!(cause instanceof BrambleError)) throw cause
    return { ...head, outcome: 'failed', reason: cause.message, truncated: false }
  }
}

async function filesOf(
  sums: string,
  wish: ReleaseWish,
  signal: AbortSignal,
): Promise<ReleaseFile[]> {
  const text = await downloadText(`${baseOf(sums, wish)}/${sums}`, signal)
  return [...text.matchAll(/^([0-9a-f]{64})\s+\*?(?:\.\/)?([\w.-]+)\s*$/gm)].map(
    ([, sha256 = '', name = '']) => ({ name, sha256, url: `${baseOf(sums, wish)}/${name}` }),
  )
}

function baseOf(file: string, { version, mirror }: ReleaseWish): string {
  const release = encodeURIComponent(version)
  if (mirror !== undefined) return `${mirror.replace(/\/+$/, '')}/${release}`
  return file.startsWith('install.sh')
    ? `https://raw.githubusercontent.com/k3s-io/k3s/${release}`
    : `https://github.com/k3s-io/k3s/releases/download/${release}`
}
