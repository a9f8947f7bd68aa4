import { expect, test } from 'vitest'
import type { StepContext } from '../define-step.ts'
import { bringArtifacts, k3sPath, type Receiver } from './bring-artifacts.ts'
import { installerPath } from './install-k3s.ts'

const images = '/var/lib/rancher/k3s/agent/images/k3s-airgap-images-arm64.tar'

function sent(path: string): Receiver['files'][number] {
  return { local: '/artifacts', path, mode: '0755', sha256: 'a'.repeat(64), sizeBytes: 11 }
}

test('cut off before any of its files is there, a board has not the program, by which it is judged', async () => {
  const files = [k3sPath, installerPath, images].map(sent)
  for (const missing of [installerPath, images]) {
    const there: string[] = []
    const shell = {
      run: async () => '\n\n\n',
      async sendFile(_local: string, { path }: { path: string }) {
        if (path === missing) throw new Error('the power is gone')
        there.push(path)
      },
    }
    const context = { node: () => shell, say: () => {}, stopHere: () => {} }
    const nodes = [{ node: 'pi03', files }]
    const cut = bringArtifacts.apply({ nodes }, context as unknown as StepContext)
    await expect(cut).rejects.toThrow('the power is gone')
    expect(there, missing).not.toContain(k3sPath)
  }
})
