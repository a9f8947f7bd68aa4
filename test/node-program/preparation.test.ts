import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodePreparation, preparation } from '#src/collect/node/facts/preparation.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { nodePreparation as fact } from '#src/model/facts/node.ts'
import { keptByBramble } from '#src/model/node-files.ts'
import { runSections, shells } from './run.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'bramble-preparation-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, text: string, mode: number): string {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { mode })
  return createHash('sha256').update(text).digest('hex')
}

/** The section as it is, with its places below a folder of the test. */
function moved(): Section {
  const command = preparation.command
    .replaceAll(/(?<![\w$])\/(?:etc|var\/lib|boot|usr\/local\/bin)(?=\/)/g, (place) => root + place)
    .replaceAll('sudo -n', 'env')
  return { ...preparation, command }
}

describe.each(shells)('how a node is prepared, asked by $name', (shell) => {
  test.skipIf(shell.absent !== undefined)('is told file by file, with what K3s left', () => {
    const ours = put('/etc/sysctl.d/90-bramble.conf', `${keptByBramble}a = 1\n`, 0o644)
    const other = put('/etc/rancher/k3s/config.yaml', 'token: secret\n', 0o600)
    put('/etc/machine-id', `${'0a'.repeat(16)}\n`, 0o444)
    put('/boot/firmware/cmdline.txt', 'root=PARTUUID=1 psi=1\nsecond\n', 0o755)
    const authority = put('/var/lib/rancher/k3s/agent/server-ca.crt', 'authority\n', 0o644)
    put(
      '/etc/rancher/k3s/config.yaml.d/10-bramble-join.yaml',
      'server: "https://10.0.0.11:6443"\n',
      0o644,
    )
    put('/usr/local/bin/k3s', 'x'.repeat(1234), 0o755)
    const hash = (digit: string) => digit.repeat(64)
    put('/etc/rancher/k3s/config.yaml.d/20.yaml', 'agent-token: K10x\n', 0o600)
    put(
      '/etc/systemd/system/k3s-agent.service.env',
      `K3S_TOKEN='K10${hash('b')}::abcdef.hidden0123456789'\nK3S_URL='https://10.0.0.9:6443'\n`,
      0o600,
    )
    put('/var/lib/rancher/k3s/server/token', `K10${hash('c')}::server:hidden\n`, 0o600)
    const { answers } = runSections(shell, [moved()])
    const records = nodePreparation.read(answers, { begunAfter: 0, heardBy: 0 })
    if (!Array.isArray(records)) throw new Error(JSON.stringify(records))
    const [told] = records.map((record) => fact.schema.parse(record))
    const owner = userInfo().uid === 0 ? 'root:root' : expect.any(String)
    expect(told).toMatchObject({
      root: true,
      machineId: '0a'.repeat(16),
      cmdline: { path: `${root}/boot/firmware/cmdline.txt`, line: 'root=PARTUUID=1 psi=1' },
      clusterAuthority: authority,
      joins: 'https://10.0.0.11:6443',
      k3sBytes: 1234,
      tokenFor: hash('b'),
      ownTokenFor: hash('c'),
    })
    expect(told?.files).toContainEqual({
      ...{ path: `${root}/etc/sysctl.d/90-bramble.conf`, sha256: ours, mode: '644', owner },
      ours: true,
    })
    expect(told?.files).toContainEqual({
      ...{ path: `${root}/etc/rancher/k3s/config.yaml`, sha256: other, mode: '600', owner },
      ours: false,
    })
    expect(JSON.stringify(told)).not.toMatch(/secret|hidden/)
  })
})
