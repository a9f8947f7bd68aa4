import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Diagnosis } from '#src/model/diagnosis.ts'
import {
  type Answer,
  brambleFor,
  canBreak,
  eventually,
  inventoryFile,
  jsonOf,
  kubectl,
  lab,
  onNode,
  readInventory,
} from '#test/support/lab.ts'
import {
  allReady,
  expectCause,
  expireServingCertificate,
  falsifyToken,
  forgetAll,
  forgetPast,
  limitWrites,
  restoreSessionClock,
  restoreToken,
  shiftSessionClock,
  tried,
} from '#test/support/lab-faults.ts'

/** Real faults of the servers and of what binds nodes to them. The oracle is kubectl or the node. */
describe.skipIf(inventoryFile === undefined || !canBreak)('a real fault', () => {
  const inventory = readInventory()
  const names = inventory.nodes.map(({ name }) => name).sort()
  const [server = '', ...agents] = names
  const [second = '', , fourth = ''] = agents
  let bramble: (...args: readonly string[]) => Answer

  const diagnose = () => jsonOf<Diagnosis>(bramble, 'diagnose')
  const asked = (...words: readonly string[]) =>
    tried('kubectl', '--kubeconfig', inventory.kubeconfig, '--request-timeout=15s', ...words)
  const journalOf = (node: string, words: string) =>
    onNode(node, `sudo journalctl -o cat -u "k3s*" -n 400 2>/dev/null | grep -E "${words}" || true`)

  beforeAll(() => {
    bramble = brambleFor(inventory)
    forgetAll(names)
  })

  beforeEach(() => forgetPast(names))

  afterEach(async () => {
    limitWrites(server, 0)
    lab('fault', server, 'clear')
    await eventually(() => allReady(names), 150)
  })

  test('of a token that no server knows is the token’s, not the network’s', async () => {
    falsifyToken(fourth)
    try {
      await eventually(() => journalOf(fourth, '401 Unauthorized').split('\n').length > 2, 60)
      expectCause(diagnose(), 'join-credentials-mismatch', `node/${fourth}`)
    } finally {
      restoreToken(fourth)
    }
  }, 240_000)

  test('of a certificate that ended is the certificate’s, with its file', async () => {
    expireServingCertificate(server)
    try {
      await eventually(() => asked('get', '--raw', '/readyz').includes('has expired'), 90)
      const diagnosis = diagnose()
      expectCause(diagnosis, 'cert-expired', `node/${server}`)
      expect(JSON.stringify(diagnosis.findings[0]?.evidence)).toContain(
        '/var/lib/rancher/k3s/server/tls/serving-kube-apiserver.crt ended at',
      )
    } finally {
      // K3s makes a certificate anew when it starts and finds it ended.
      onNode(server, 'sudo systemctl restart k3s')
    }
  }, 240_000)

  test('of a clock that is three hours late is the clock’s', async () => {
    shiftSessionClock(second, -3)
    try {
      const late = () => Date.now() / 1000 - Number(onNode(second, 'date +%s'))
      await eventually(() => late() > 3 * 3600 - 60, 30)
      const diagnosis = diagnose()
      expectCause(diagnosis, 'clock-skew', `node/${second}`)
      expect(diagnosis.findings.map(({ cause }) => cause)).not.toContain('cert-expired')
    } finally {
      restoreSessionClock(second)
    }
  }, 120_000)

  test('of a datastore whose disk is slow is the disk’s, not the processor’s', async () => {
    limitWrites(server, 3)
    await eventually(() => {
      // Something writes all the time in a cluster that is used.
      asked('label', 'node', second, `bramble-test=${Date.now()}`, '--overwrite')
      return journalOf(server, 'slow fdatasync').trim() !== ''
    }, 120)
    expectCause(diagnose(), 'slow-datastore-disk', `node/${server}`)
    limitWrites(server, 0)
    await eventually(() => allReady(names), 120)
    kubectl('label', 'node', second, 'bramble-test-')
  }, 300_000)

  test('of a server without processor time is the server’s, not the disk’s or the agents’', async () => {
    lab('fault', server, 'server-slow', '3')
    // Agents that wait for an answer give up after ten seconds: then both ends have seen it.
    const gaveUp = 'ailed to (update|ensure) lease.*(deadline exceeded|handshake timeout)'
    await eventually(() => {
      asked('get', '--raw', '/readyz')
      return agents.filter((agent) => journalOf(agent, gaveUp).trim() !== '').length > 1
    }, 180)
    const diagnosis = diagnose()
    expectCause(diagnosis, 'apiserver-overload-tls-timeouts')
    expect(diagnosis.findings.map(({ cause }) => cause)).not.toContain('slow-datastore-disk')
  }, 300_000)
})
