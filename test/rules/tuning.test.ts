import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { patterns } from '#src/rules/patterns/index.ts'
import { root } from '#test/architecture/imports.ts'

/**
 * A rule that knows a name, an address, a number or a time of one incident has learned that
 * incident. Constants that programs themselves print are known to the field: they stand in more
 * than one report, or here with where they come from.
 */
const upstream: Readonly<Record<string, string>> = {
  '10000': 'workqueue.cpu_intensive_thresh_us, in microseconds (linux kernel/workqueue.c)',
  '127.0.0.53': "systemd-resolved's stub (systemd man systemd-resolved.service)",
  '143': '128 + SIGTERM, as a shell and the kubelet report it (POSIX sh, 2.8.2)',
  '169.254.25.10': "NodeLocal DNSCache's address in kubespray (docs/dns-stack.md)",
  '3260': 'the port of iSCSI (RFC 7143)',
  '429': 'Too Many Requests (RFC 6585)',
  '503': 'Service Unavailable (RFC 9110)',
  '6379': 'the port of Redis (redis.conf)',
  '6444': "the agent's load balancer (k3s pkg/agent/loadbalancer)",
  '9092': "Kafka's port (config/server.properties)",
  '9502': "the admission webhook's port (longhorn-manager types/types.go)",
  etcd3: "the API server's storage backend (kubernetes apiserver/pkg/storage/etcd3)",
  jbd2: "ext4's journal (linux fs/jbd2)",
  nvme0: 'the first NVMe controller (linux drivers/nvme/host/core.c)',
  rc6: 'release candidates are numbered from 1 (linux Makefile, EXTRAVERSION)',
  rke2: 'the sister of K3s (rancher/rke2)',
  'rke2-agent': "its agent's unit (rancher/rke2 bundle/lib/systemd)",
  'v1-k3s': "the servers' own paths (k3s pkg/server/handlers)",
  v8: "the 4 KiB kernel's flavour (raspberrypi/linux bcm2711_defconfig)",
}

const corpus = join(root, '../shared/corpus/incidents')
const texts = existsSync(corpus)
  ? readdirSync(corpus).map((name) => readFileSync(join(corpus, name), 'utf8'))
  : []

/** Numbers of three digits and more, addresses, times, and names with a number in them. */
const telling =
  /\d+\.\d+\.\d+\.\d+|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|\b[a-z]+(?:-[a-z]+)*-?\d+[a-z\d-]*\b|\d{3,}/g

describe.skipIf(texts.length === 0)('no pattern knows one incident', () => {
  test.each(patterns.map((pattern) => [pattern.id, pattern] as const))('%s', (_, { queries }) => {
    const words = queries.flatMap(({ literals, matches }) => [...literals, matches?.source ?? ''])
    const constants = new Set(
      words.flatMap((word) => word.replaceAll('\\', '').match(telling) ?? []),
    )
    const suspect = [...constants].filter((constant) => {
      const holders = texts.filter((text) => text.includes(constant)).length
      return holders === 1 && !(constant in upstream)
    })
    expect(suspect).toEqual([])
  })
})
