import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { PracticeApi } from '#src/practice/kubernetes/start.ts'
import { folder } from '../kubernetes/support.ts'

/** Whether the real client is installed here. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

/** The real client on a practice API, with a configuration and a cache of its own. */
export async function kubectlFor(api: PracticeApi) {
  const kubeconfig = join(await folder(), 'kubeconfig')
  await writeFile(kubeconfig, api.kubeconfig)
  // The cache of discovery would be the user's own.
  const flags = ['--kubeconfig', kubeconfig, '--cache-dir', await folder()]
  const start = (...words: string[]): ChildProcessWithoutNullStreams => {
    const child = spawn('kubectl', [...flags, ...words], { timeout: 25_000 })
    child.stdin.end()
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    return child
  }
  const run = (...words: string[]) =>
    new Promise<{ code: number | null; output: string }>((resolve, reject) => {
      const child = start(...words)
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text
        })
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, output }))
    })
  return { run, start }
}
