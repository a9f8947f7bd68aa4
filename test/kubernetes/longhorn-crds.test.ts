import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { newWorld, settle } from '#src/practice/cluster.ts'
import { kinds } from '#src/practice/longhorn/shapes.ts'
import { classSource, replicasIn, withReplicas } from '#src/transport/kubernetes/class-manifest.ts'
import { crdSchemas, flawsOf, longhornManifest, longhornVersions } from '#test/support/crd.ts'
import { settingObject, storageNodeObject, volumeObjects } from '#test/support/practice-longhorn.ts'

const versions = longhornVersions.map((version) => [version, crdSchemas(version)] as const)

// Skipped where ../shared with Longhorn's own manifests is absent.
describe.skipIf(versions.length === 0)('by the custom resources of Longhorn', () => {
  test('what tests serve is what Longhorn could have written', () => {
    const [, schemas] = versions.at(-1) ?? []
    const objects = [
      settingObject('default-replica-count', '3'),
      storageNodeObject('pi01'),
      ...volumeObjects('data', { wanted: 2, on: 'pi01', healthy: ['pi01'], failed: ['pi02'] }),
    ]
    for (const object of objects) {
      const schema = schemas?.get(object.kind)
      expect(schema, object.kind).toBeDefined()
      expect(flawsOf(object, schema ?? {}), object.kind).toEqual([])
    }
  })

  test('what the practice cluster serves, in peace and while it rebuilds, too', () => {
    const schemas = versions.at(-1)?.[1]
    const world = newWorld(Date.parse('2026-11-01T00:00:00Z'))
    settle(world)
    const all = () => Object.values(kinds).flatMap((kind) => [...world.store.list(kind)])
    const objects = [...all()]
    world.boards[2]?.losePower()
    world.clock.advance(60)
    objects.push(...all())
    world.boards[2]?.powerOn()
    world.clock.advance(60)
    objects.push(...all())
    const own = objects.filter(({ apiVersion }) => apiVersion.startsWith('longhorn.io/'))
    expect(own.length).toBeGreaterThan(30)
    for (const object of own) {
      const flaws = flawsOf(object, schemas?.get(object.kind) ?? {})
      expect(flaws, `${object.kind} ${object.metadata.name}`).toEqual([])
    }
  })

  test.each(versions)('%s: the test sees a wrong field, type and value', (_, schemas) => {
    const volume = schemas.get('Volume') ?? {}
    expect(flawsOf({ spec: { replicas: 2 } }, volume)).toEqual(['.spec.replicas: unknown field'])
    expect(flawsOf({ spec: { numberOfReplicas: '2' } }, volume)).toEqual([
      '.spec.numberOfReplicas: no integer',
    ])
    expect(flawsOf({ spec: { dataLocality: 'near' } }, volume)).toEqual([
      '.spec.dataLocality: "near"',
    ])
  })

  test.each(longhornVersions)(
    '%s: the class in its own ConfigMap is read, and changed in one number',
    (version) => {
      const configMap = longhornManifest(version).find(
        ({ kind, metadata }) =>
          kind === 'ConfigMap' && (metadata as { name: string }).name === classSource.name,
      )
      const text =
        (configMap?.['data'] as Record<string, string> | undefined)?.[classSource.key] ?? ''
      expect(replicasIn(text)).toBe(3)
      const changed = withReplicas(text, 2) ?? ''
      expect(changed).toBe(text.replace('numberOfReplicas: "3"', 'numberOfReplicas: "2"'))
      expect(parse(changed)).toMatchObject({ parameters: { numberOfReplicas: '2' } })
    },
  )
})

describe('the text of a class', () => {
  test.each([
    [
      'quoted once',
      "parameters:\n  numberOfReplicas: '3' # three\n  a: b\n",
      'parameters:\n  numberOfReplicas: "2" # three\n  a: b\n',
    ],
    [
      'not quoted',
      'parameters:\n  numberOfReplicas: 3\n',
      'parameters:\n  numberOfReplicas: "2"\n',
    ],
    [
      'as JSON',
      '{"parameters":{"numberOfReplicas":"3","x":"y"}}',
      '{"parameters":{"numberOfReplicas":"2","x":"y"}}',
    ],
    [
      'with CRLF',
      'parameters:\r\n  numberOfReplicas: "3"\r\n',
      'parameters:\r\n  numberOfReplicas: "2"\r\n',
    ],
  ])('%s: only the number changes', (_, text, changed) => {
    expect(replicasIn(text)).toBe(3)
    expect(withReplicas(text, 2)).toBe(changed)
  })

  test.each([
    '',
    'parameters: {}',
    'parameters:\n  numberOfReplicas: many',
    'a: [',
    'numberOfReplicas: 3',
  ])('without a number there is nothing to change: %j', (text) => {
    expect(replicasIn(text)).toBeUndefined()
    expect(withReplicas(text, 2)).toBeUndefined()
  })
})
