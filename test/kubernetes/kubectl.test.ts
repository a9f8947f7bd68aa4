import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startContractCluster } from '#test/contract/practice-cluster.ts'
import { hasKubectl, kubectlFor } from '#test/support/kubectl.ts'
import { folder } from './support.ts'

/** What people try while they practise, with the real client on a practice cluster that runs. */

const manifest = (image: string, replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: tried }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: tried } }
  template:
    metadata: { labels: { app: tried } }
    spec:
      containers:
        - { name: app, image: '${image}', ports: [{ containerPort: 80 }] }
        - { name: beside, image: 'beside:1' }
---
apiVersion: v1
kind: Namespace
metadata: { name: tried }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: words, namespace: tried }
data: { greeting: hello }
`

describe.skipIf(!hasKubectl)('kubectl on practice (skipped where it is not installed)', () => {
  let cluster: Awaited<ReturnType<typeof startContractCluster>>
  beforeAll(async () => {
    cluster = await startContractCluster()
  })
  afterAll(() => cluster.close())

  const client = async () => {
    const { run } = await kubectlFor(cluster.api)
    return async (line: string, ...more: string[]) => await run(...line.split(' '), ...more)
  }
  const file = async (image: string, replicas: number) => {
    const path = join(await folder(), 'tried.yaml')
    await writeFile(path, manifest(image, replicas))
    return path
  }

  test('apply, apply again, scale, patch a container, and delete with all that it owns', async () => {
    const kubectl = await client()
    const first = await kubectl('apply -f', await file('one:1', 2))
    expect(first).toEqual({
      code: 0,
      output: 'deployment.apps/tried created\nnamespace/tried created\nconfigmap/words created\n',
    })
    expect((await kubectl('apply -f', await file('one:1', 2))).output).toContain(
      'deployment.apps/tried unchanged',
    )
    expect((await kubectl('apply -f', await file('one:2', 2))).output).toContain(
      'deployment.apps/tried configured',
    )
    const patch =
      '{"spec":{"template":{"spec":{"containers":[{"name":"beside","image":"beside:2"}]}}}}'
    expect((await kubectl('patch deployment tried -p', patch)).code).toBe(0)
    const images = 'jsonpath={.spec.template.spec.containers[*].image}'
    // The order is the manifest's, and the container that the patch does not name is as it was.
    expect((await kubectl('get deployment tried -o', images)).output).toBe('one:2 beside:2')
    expect((await kubectl('rollout status deployment/tried --timeout=20s')).code).toBe(0)
    expect((await kubectl('scale deployment tried --replicas=1')).output).toBe(
      'deployment.apps/tried scaled\n',
    )
    expect((await kubectl('get deployment tried -o jsonpath={.spec.replicas}')).output).toBe('1')
    expect((await kubectl('scale deployment tried --current-replicas=5 --replicas=3')).code).toBe(1)
    expect((await kubectl('delete deployment tried')).code).toBe(0)
    await expect
      .poll(async () => (await kubectl('get pods,rs -l app=tried -o name')).output, {
        timeout: 30_000,
      })
      .toBe('')
    expect((await kubectl('delete namespace tried --timeout=20s')).code).toBe(0)
    expect((await kubectl('get configmap words -n tried')).output).toContain('(NotFound)')
  })

  test('taint and untaint, label and annotate', async () => {
    const kubectl = await client()
    const taints = async () => (await kubectl('get node pi04 -o jsonpath={.spec.taints}')).output
    expect((await kubectl('taint node pi04 kept=yes:PreferNoSchedule')).output).toBe(
      'node/pi04 tainted\n',
    )
    expect((await kubectl('taint node pi04 gone=yes:PreferNoSchedule')).code).toBe(0)
    expect(JSON.parse(await taints())).toHaveLength(2)
    expect((await kubectl('taint node pi04 gone-')).output).toBe('node/pi04 untainted\n')
    expect(JSON.parse(await taints())).toMatchObject([{ key: 'kept', value: 'yes' }])
    expect((await kubectl('taint node pi04 kept-')).code).toBe(0)
    expect(await taints()).toBe('')
    expect((await kubectl('label node pi04 zone=a')).output).toBe('node/pi04 labeled\n')
    expect((await kubectl('get nodes -l zone=a -o name')).output).toBe('node/pi04\n')
    expect((await kubectl('annotate node pi04 note=hello')).output).toBe('node/pi04 annotated\n')
  })

  test('what is not there is refused with the way that is', async () => {
    const kubectl = await client()
    const created = await kubectl('create configmap words --from-literal=a=b')
    expect(created.code).toBe(1)
    expect(created.output).toContain('kubectl apply -f -')
    const applied = await kubectl('apply --server-side -f', await file('one:1', 1))
    expect(applied.output).toContain('Server-side apply not available on the server')
    const asAlice = await kubectl('get nodes --as=alice')
    expect(asAlice.output).toContain('User "alice" cannot list resource "nodes"')
  })
})
