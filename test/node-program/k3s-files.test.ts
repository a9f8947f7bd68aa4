import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { files } from '#src/collect/node/facts/files.ts'
import { rootFiles } from '#src/collect/node/facts/k3s-files.ts'
import type { Section } from '#src/collect/node/program/section.ts'
import { readAnswers } from '#src/collect/node/read-answers.ts'
import { runSections, shells } from './run.ts'

const noOpenssl = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : undefined
const moments = { begunAfter: 0, heardBy: 0 }

/** The real question, asked of a folder that is laid out as K3s lays out its own. */
describe.each(shells)('K3s’s files, read in $name', (shell) => {
  const absent = shell.absent ?? noOpenssl
  const folder = mkdtempSync(join(tmpdir(), 'k3s-'))
  const home = join(folder, 'data')
  const config = join(folder, 'config')
  const at = (path: string) => join(home, path)

  const ask = (): { pieces: ReturnType<typeof readAnswers>; text: string } => {
    const own: Section = {
      ...rootFiles,
      // As root already: what sudo would run is run as it is.
      command: rootFiles.command
        .replace('[ "$id" = 0 ]', 'true')
        .replaceAll('/var/lib/rancher/k3s', home)
        .replaceAll('/etc/rancher/k3s', config)
        .replaceAll('/etc/systemd/system', config),
    }
    const { answers } = runSections(shell, [files, own])
    return { pieces: readAnswers(answers, moments), text: answers.get('root')?.text ?? '' }
  }
  const records = (kind: string) => ask().pieces.find((piece) => piece.kind === kind)?.records

  beforeAll(() => {
    if (absent) return
    for (const path of ['agent', 'server/tls/etcd', 'server/db/etcd/member'])
      mkdirSync(at(path), { recursive: true })
    mkdirSync(join(config, 'config.yaml.d'), { recursive: true })
    const make = (path: string, name: string) =>
      spawnSync('openssl', [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-keyout', at(path.replace('.crt', '.key')), '-out', at(path), '-days', '365'],
        ...['-subj', `/O=system:nodes/CN=${name}`],
      ])
    make('agent/client-kubelet.crt', 'system:node:pi03')
    make('server/tls/serving-kube-apiserver.crt', 'kube-apiserver')
    make('server/tls/etcd/server=client.crt', 'etcd-server')
    // Some of K3s's files hold a chain, and one could hold a key: only the leaf may leave the node.
    const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCsecretsecret\n-----END EC PRIVATE KEY-----\n'
    const leaf = spawnSync('cat', [at('agent/client-kubelet.crt')], { encoding: 'utf8' }).stdout
    writeFileSync(at('agent/chain.crt'), `${leaf}${leaf}${key}`)
    writeFileSync(at('agent/broken.crt'), 'no certificate\n')
    writeFileSync(at('server/db/etcd/member/data'), Buffer.alloc(300_000))
    chmodSync(at('server'), 0o700)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.skipIf(absent)('tells each certificate’s subject and dates, as openssl does', () => {
    const said = spawnSync(
      'openssl',
      ['x509', '-noout', '-enddate', '-in', at('agent/client-kubelet.crt')],
      {
        encoding: 'utf8',
      },
    )
    const found = records('certificates') as { path: string; notAfter: string; subject: string }[]
    expect(found.map(({ path }) => path.slice(home.length + 1)).sort()).toEqual([
      'agent/chain.crt',
      'agent/client-kubelet.crt',
      'server/tls/etcd/server=client.crt',
      'server/tls/serving-kube-apiserver.crt',
    ])
    const kubelet = found.find(({ path }) => path.endsWith('client-kubelet.crt'))
    expect(kubelet?.subject).toBe('O=system:nodes, CN=system:node:pi03')
    expect(Date.parse(kubelet?.notAfter ?? '')).toBe(Date.parse(said.stdout.split('=')[1] ?? ''))
  })

  it.skipIf(absent)('lets no key leave the node', () => {
    const { text } = ask()
    expect(text).toContain('BEGIN CERTIFICATE')
    expect(text).not.toMatch(/PRIVATE|secretsecret/)
    expect(text.match(/chain\.crt\n-----BEGIN CERTIFICATE-----/g)).toHaveLength(1)
    const blocks = text.split('@file ').find((part) => part.startsWith('./agent/chain.crt')) ?? ''
    expect(blocks.match(/-----BEGIN/g)).toHaveLength(1)
  })

  it.skipIf(absent)('tells where the datastore lies and how big it is', () => {
    const [store] = records('datastore') as { kind: string; path: string; sizeBytes: number }[]
    expect(store).toMatchObject({ kind: 'etcd', path: at('server/db/etcd') })
    expect(store?.sizeBytes).toBeGreaterThan(300_000)
    expect(store?.sizeBytes).toBeLessThan(400_000)
  })

  it.skipIf(absent)(
    'follows data-dir, and knows an external datastore without telling its address',
    () => {
      const moved = join(folder, 'moved')
      mkdirSync(join(moved, 'server/db'), { recursive: true })
      writeFileSync(join(moved, 'server/db/state.db'), Buffer.alloc(5000))
      writeFileSync(join(config, 'config.yaml'), `disable: [traefik]\ndata-dir: "${moved}"\n`)
      expect(records('datastore')).toMatchObject([
        { kind: 'sqlite', path: join(moved, 'server/db') },
      ])
      const endpoint = 'datastore-endpoint: postgres://k3s:hunter2@db/k3s\n'
      writeFileSync(join(config, 'config.yaml.d/10-db.yaml'), endpoint)
      expect(records('datastore')).toEqual([{ kind: 'external' }])
      expect(ask().text).not.toContain('hunter2')
      rmSync(join(config, 'config.yaml'))
      rmSync(join(config, 'config.yaml.d/10-db.yaml'))
    },
  )
})
