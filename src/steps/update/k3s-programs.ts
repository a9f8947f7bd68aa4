import * as z from 'zod'

export const K3sRelease = z.string().regex(/^v\d+\.\d+\.\d+(?:-[\w.]+)?\+k3s\d+$/)

/** Where a K3s lies that is not the one which runs: the next one, or the one before. */
export function keptProgram(version: string): string {
  return `/usr/local/lib/bramble/k3s-${version}`
}

/** What a snapshot before an update is called; K3s adds node and time. */
export function snapshotBefore(version: string): string {
  return `bramble-before-${version.replace('+', '-')}`
}
