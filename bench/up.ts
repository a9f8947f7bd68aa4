import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Builder, bareNodes, hasBareNodes } from '#test/support/bare-lab.ts'
import { median, type Row } from './measure.ts'

/**
 * `up` on the lab's bare nodes beside the same by hand, node after node: copy, run the installer,
 * join, wait. Both in one run; the nodes are wiped before each.
 */
export function benchUp(root: string): Row[] {
  const built = join(root, 'dist/bramble.js')
  if (!hasBareNodes || !existsSync(built))
    return [
      {
        what: 'up from bare boards',
        figure: 'skipped: needs BRAMBLE_INVENTORY of bare lab nodes, and npm run build',
        budget: '≤ 0.8 of by hand',
      },
    ]
  const hand = byHand()
  const site = new Builder(bareNodes(4), { program: [process.execPath, built] })
  try {
    site.describe({ servers: 1 })
    const first = seconds(() => insist(site, 'up'))
    const second = Array.from({ length: 5 }, () => {
      site.forget()
      return seconds(() => insist(site, 'up'))
    })
    return [
      {
        what: 'up, 1 + 3 bare nodes, beside by hand',
        figure: `${first.toFixed(1)} s : ${hand.toFixed(1)} s = ${(first / hand).toFixed(2)}`,
        budget: '≤ 0.8',
        met: first / hand <= 0.8,
      },
      {
        what: 'second up, 4 nodes, no journal',
        figure: `${median(second).toFixed(2)} s (${second.map((one) => one.toFixed(2)).join(' ')})`,
        budget: '≤ 3 s',
        met: median(second) <= 3,
      },
    ]
  } finally {
    site.close()
  }
}

function seconds(work: () => void): number {
  const startedAt = performance.now()
  work()
  return (performance.now() - startedAt) / 1000
}

function insist(site: Builder, ...args: readonly string[]): void {
  const { code, out, err } = site.run(...args)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${out}${err}`)
}

/** What a careful person types, without waiting for anything but the machines. */
function byHand(): number {
  const { nodes, knownHostsFile, artifacts } = bareNodes(4)
  const [server] = nodes
  if (!server) throw new Error('there are no nodes')
  const options = ['-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${knownHostsFile}`]
  const on = (node: (typeof nodes)[number], command: string) =>
    execFileSync(
      'ssh',
      ['-n', ...options, '-i', node.identityFile, `${node.user}@${node.address}`, command],
      { encoding: 'utf8' },
    ).trim()
  const images = '/var/lib/rancher/k3s/agent/images'
  return seconds(() => {
    for (const node of nodes) {
      const files = ['k3s', 'images.tar', 'install.sh'].map((name) => join(artifacts, name))
      const target = `${node.user}@${node.address}:/tmp/`
      execFileSync('scp', ['-q', ...options, '-i', node.identityFile, ...files, target])
      on(
        node,
        `sudo mkdir -p ${images} && sudo mv /tmp/images.tar ${images}/ && sudo install -m 755 /tmp/k3s /usr/local/bin/k3s`,
      )
      const joining =
        node === server
          ? ''
          : `K3S_URL=https://${server.address}:6443 K3S_TOKEN=${on(server, 'sudo cat /var/lib/rancher/k3s/server/node-token')}`
      on(node, `sudo INSTALL_K3S_SKIP_DOWNLOAD=true ${joining} sh /tmp/install.sh`)
      on(server, `until sudo k3s kubectl get node ${node.name} | grep -qw Ready; do sleep 1; done`)
    }
  })
}
