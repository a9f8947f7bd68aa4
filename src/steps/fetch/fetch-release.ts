import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { releaseIsFetched } from '#src/rules/checks/release-is-fetched.ts'
import { downloadFile, isThere } from '#src/transport/release/download.ts'
import { defineStep } from '../define-step.ts'

const input = z.object({
  folder: z.string().min(1),
  version: z.string().min(1),
  files: z
    .array(
      z.object({
        name: z.string().regex(/^[\w.-]+$/),
        url: z.url({ protocol: /^https$/ }),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
})

/** Fetches a release of K3s once, to Bramble's own machine: nodes need no way to the internet. */
export const fetchRelease = defineStep({
  id: 'fetch-release',
  title: ({ version, files }) => `Fetch ${files.length} files of K3s ${version}`,
  input,
  reads: {},
  risk: 'safe',
  about: ({ files }) => ({ wish: { files: files.map(({ name, sha256 }) => `${name} ${sha256}`) } }),
  requires: [],
  verify: [releaseIsFetched],

  preview: ({ folder, files }) => [
    ...files.map(
      ({ name, url, sha256 }) => `${name}, SHA-256 ${sha256.slice(0, 12)}…, from ${url}`,
    ),
    `to ${folder} on this machine; a file with another checksum is thrown away, and nothing that was fetched is run here`,
  ],

  remembered: z.object({ had: z.array(z.string()) }),
  remember: async ({ folder }) => ({ had: await readdir(folder).catch(() => []) }),

  async apply({ folder, version, files }, { signal, say, stopHere }) {
    await mkdir(folder, { recursive: true })
    for (const { name, url, sha256 } of files) {
      stopHere()
      const path = join(folder, name)
      if (await isThere(path, sha256)) continue
      await downloadFile(url, { path, sha256, signal })
      say(`${path} is here, with its checksum`)
    }
    const sums = join(folder, sumsName(version))
    const text = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')
    await writeFile(`${sums}.part`, text, { flush: true })
    await rename(`${sums}.part`, sums)
  },

  // A file of another release that stood under the same name is not brought back: it can be fetched.
  async undo({ folder, version, files }, { had }) {
    for (const name of [...files.map((file) => file.name), sumsName(version)])
      if (!had.includes(name)) await rm(join(folder, name), { force: true })
  },
})

/** Read after the release's own sums, which may be another release's by now. */
function sumsName(version: string): string {
  return `sha256sum-${version.replace(/[^\w.-]/g, '-')}.txt`
}
