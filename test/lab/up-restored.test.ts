import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Builder, bareNodes, hasBareNodes } from '#test/support/bare-lab.ts'
import { eventually, lab } from '#test/support/lab.ts'

/**
 * A cluster is backed up, lost with every disk, built anew on other boards and restored. The
 * oracle is kubectl: every object of every kind, by its uid.
 */
describe.skipIf(!hasBareNodes)('a datastore', () => {
  let site: Builder
  let before: Map<string, string>
  const keyFile = () => join(site.folder, 'key.txt')
  const backups = () =>
    readdirSync(join(site.folder, 'backups')).filter((name) => name.endsWith('.age'))

  const onNewBoards = async (folder?: string) => {
    site = new Builder(bareNodes(4), folder === undefined ? {} : { folder })
    if (folder === undefined) writeFileSync(keyFile(), `${await generateX25519Identity()}\n`)
    const recipient = await identityToRecipient(readFileSync(keyFile(), 'utf8').trim())
    site.describe({
      servers: 1,
      // What the lab's K3s has in any case; its README says so.
      datastore: 'etcd',
      lines: [`backup: { recipients: [${recipient}], folder: backups }`],
    })
    const config = join(site.folder, 'bramble.yaml')
    const text = readFileSync(config, 'utf8')
    writeFileSync(config, text.replace('disruptive: none', 'disruptive: none, destructive: none'))
    rmSync(site.kubeconfig, { force: true })
    const { code, out, err } = site.run('up')
    expect(code, err + out).toBe(0)
  }

  beforeAll(async () => {
    await onNewBoards()
    site.kubectl('create', 'namespace', 'shop')
    site.kubectl('-n', 'shop', 'create', 'configmap', 'prices', '--from-literal=apple=1')
    site.kubectl('-n', 'shop', 'create', 'secret', 'generic', 'till', '--from-literal=key=hunter2')
    site.kubectl(
      ...['-n', 'shop', 'create', 'deployment', 'web'],
      ...['--image=docker.io/library/lab-app:1', '--replicas=3'],
    )
    site.kubectl('-n', 'shop', 'rollout', 'status', 'deployment/web', '--timeout=200s')
  }, 280_000)
  afterAll(() => {
    site?.close()
    lab('down')
  })

  /** `kind namespace/name` and its uid. */
  const objects = () => {
    const kinds = site
      .kubectl('api-resources', '--verbs=list', '-o', 'name')
      .trim()
      .split('\n')
      .filter((kind) => !notCompared.has(kind))
    const { items } = JSON.parse(site.kubectl('get', kinds.join(','), '-A', '-o', 'json'))
    return new Map<string, string>(
      items.map(({ kind, metadata: { namespace = '', name, uid } }: Item) => [
        `${kind} ${namespace}/${name}`,
        uid,
      ]),
    )
  }

  const differences = () => {
    const after = objects()
    return [
      ...[...before].filter(([id, uid]) => after.get(id) !== uid).map(([id]) => `lost ${id}`),
      ...[...after].filter(([id, uid]) => before.get(id) !== uid).map(([id]) => `new ${id}`),
    ]
  }

  test('is backed up, and the copy opens with its key', () => {
    const { code, out, err } = site.run('backup')
    expect(code, err + out).toBe(0)
    before = objects()
    expect(before.size).toBeGreaterThan(100)
    // Neither is in the backup: the one has to be gone, the other back.
    site.kubectl('-n', 'shop', 'create', 'configmap', 'later')
    site.kubectl('-n', 'shop', 'delete', 'configmap', 'prices')
    const [name = ''] = backups()
    const checked = site.run('backup', 'check', name, '--identity', keyFile())
    expect(checked.code, checked.err + checked.out).toBe(0)
    expect(site.on('node1', 'ls /var/lib/rancher/k3s/server/db').trim()).toBe('etcd')
  }, 120_000)

  test('goes back in place: the nodes keep their passwords, and what was deleted is back', () => {
    const [name = ''] = backups()
    const { code, out, err } = site.run('restore', name, '--identity', keyFile())
    expect(code, err + out).toBe(0)
    expect(differences()).toEqual([])
    expect(site.on('node1', 'ls /var/lib/rancher/k3s/server/db | grep -c etcd-old').trim()).toBe(
      '1',
    )
  }, 200_000)

  test('ends on every node, with a list of what goes', () => {
    const shown = site.run('destroy', 'bare', '--dry-run')
    expect(shown.code, shown.err + shown.out).toBe(0)
    expect(shown.out).toContain('lost on node1: /var/lib/rancher/k3s/server/db')
    expect(site.run('destroy', 'bar').code).toBe(64)
    const { code, out, err } = site.run('destroy', 'bare')
    expect(code, err + out).toBe(0)
    for (const node of ['node1', 'node2', 'node3', 'node4']) {
      const left = site.on(
        node,
        'ls -d /var/lib/rancher/k3s /etc/rancher/k3s /usr/local/bin/k3s /usr/local/lib/bramble /etc/systemd/system/k3s* /etc/sysctl.d/90-bramble.conf 2>/dev/null; pgrep -f [c]ontainerd-shim; true',
      )
      expect(left.trim(), node).toBe('')
    }
    expect(site.run('destroy', 'bare').out).toContain('nothing to do')
  }, 120_000)

  test('comes back on boards that never saw it though it is cut off, and nothing else does', async () => {
    await onNewBoards(site.folder)
    site.kubectl('create', 'namespace', 'of-the-new-cluster')
    const [name = ''] = backups()
    // K3s runs with the restored datastore, and knows the passwords of boards that are no more.
    const cut = site.runKilled(
      'sending secret "$node.node-password.k3s"',
      ...['restore', name, '--identity', keyFile()],
    )
    expect(cut.code, cut.err + cut.out).toBe(4)
    const { code, out, err } = site.run('resume')
    expect(code, err + out).toBe(0)
    expect(site.nodes()).toEqual([1, 2, 3, 4].map((n) => `node${n} True ${site.version}`))
    await eventually(
      () => site.kubectl('-n', 'shop', 'get', 'deployment', 'web').includes('3/3'),
      120,
    )
    expect(differences().filter((line) => !isNewBoard(line))).toEqual([])
    // What a secret says is as it was, and nodes know the restored authority alone.
    const secret = site.kubectl('-n', 'shop', 'get', 'secret', 'till', '-o', 'jsonpath={.data.key}')
    expect(Buffer.from(secret, 'base64').toString()).toBe('hunter2')
  }, 290_000)
})

interface Item {
  readonly kind: string
  readonly metadata: { readonly namespace?: string; readonly name: string; readonly uid: string }
}

/** Made anew all the time by what runs, so no state of theirs is worth keeping. */
const notCompared = new Set([
  // They say what happened, and expire after an hour.
  'events',
  'events.events.k8s.io',
  // Heartbeats of nodes and controllers.
  'leases.coordination.k8s.io',
  // No objects: computed when they are asked for.
  'componentstatuses',
])

/**
 * New boards have new passwords: Bramble deletes the old ones' hashes, and K3s keeps new ones. They
 * join by tokens, which K3s keeps as Secrets for the hour that they are good.
 */
function isNewBoard(line: string): boolean {
  return /^(?:(?:lost|new) Secret kube-system\/node\d\.node-password\.k3s|new Secret kube-system\/bootstrap-token-[a-z0-9]{6})$/.test(
    line,
  )
}
