import * as z from 'zod'

/** An IP address or a host name. */
export const Address = z
  .string()
  .min(1)
  .regex(/^[\p{L}\p{N}_.:%[\]][\p{L}\p{N}_.:%[\]-]*$/u)
  .meta({ description: 'an IP address or a host name', examples: ['10.0.0.11'] })

/** Version as K3s, Longhorn and charts write it. */
const version = (pattern: RegExp, example: string) =>
  z
    .string()
    .regex(pattern)
    .optional()
    .meta({ description: `a version such as ${example}`, examples: [example] })

/** A registry's name as images write it, with its port. */
const Registry = z.string().regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?|\*)$/)

const Registries = z
  .strictObject({
    /** From where images of a registry are pulled, tried in order. */
    mirrors: z
      .record(Registry, z.array(z.url({ protocol: /^https?$/ })).min(1))
      .default({})
      .meta({
        description: 'a list of addresses for each registry',
        examples: [{ 'docker.io': ['https://mirror.home.arpa'] }],
      }),
    /** Nodes give images to each other. */
    embedded: z
      .boolean()
      .default(false)
      .meta({ description: 'true or false', examples: [true] }),
  })
  .meta({ description: 'where images come from', examples: [{ embedded: true }] })

export const K3s = z.strictObject({
  version: version(/^v\d+\.\d+\.\d+(?:-[\w.]+)?\+k3s\d+$/, 'v1.36.3+k3s1'),
  /** Only for one server: three have etcd in any case. */
  datastore: z
    .enum(['sqlite', 'etcd'])
    .optional()
    .meta({ description: 'sqlite or etcd', examples: ['sqlite'] }),
  disable: z
    .array(z.string().min(1))
    .default([])
    .meta({ description: 'a list of packaged components', examples: [['traefik']] }),
  tlsSan: z
    .array(Address)
    .default([])
    .meta({
      description: 'a list of names for the API certificate',
      examples: [['k3s.home.arpa']],
    }),
  registries: Registries.optional(),
})

const Size = z
  .string()
  .regex(/^[1-9]\d{0,5}(?:Mi|Gi|Ti)$/)
  .meta({ description: 'a size such as 10Gi', examples: ['10Gi'] })

export const Longhorn = z.strictObject({
  version: version(/^v?\d+\.\d+\.\d+(?:-[\w.]+)?$/, '1.12.1'),
  replicas: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'a number of copies from 1 to 20', examples: [2] }),
  /** Whether claims that name no class get Longhorn's. */
  defaultClass: z
    .boolean()
    .default(true)
    .meta({ description: 'true or false', examples: [true] }),
})

export const Monitoring = z
  .strictObject({
    version: version(/^\d+\.\d+\.\d+$/, '79.0.0'),
    /** local-path outlives Longhorn's own trouble. */
    storageClass: z
      .string()
      .regex(/^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/)
      .default('local-path')
      .meta({ description: 'a StorageClass', examples: ['local-path'] }),
    size: Size.default('10Gi'),
    retentionDays: z
      .int()
      .min(1)
      .max(3650)
      .default(14)
      .meta({ description: 'a number of days', examples: [14] }),
    memory: Size.default('1Gi'),
  })
  .meta({ description: 'how Prometheus is to be', examples: [{ retentionDays: 14 }] })

/** A folder of files as K3s's releases name them, for nodes without a way to the internet. */
export const Artifacts = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .meta({ description: 'the path of a folder', examples: ['artifacts'] }),
    mirror: z
      .url({ protocol: /^https$/ })
      .optional()
      .meta({
        description: 'where releases of K3s lie as VERSION/FILE, instead of its own places',
        examples: ['https://mirror.home.arpa/k3s'],
      }),
  })
  .meta({ description: 'what nodes get without the internet', examples: [{ folder: 'artifacts' }] })

/** What K3s is told of one node. */
export const nodeFields = {
  /** Where a node has several addresses: the one that others reach it by. */
  nodeIp: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .meta({ description: 'an IP address', examples: ['10.0.0.11'] }),
  labels: z
    .record(
      z.string().regex(/^(?:[a-z0-9][-a-z0-9.]*\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/),
      z.string().regex(/^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/),
    )
    .default({})
    .meta({ description: 'labels by name', examples: [{ disk: 'nvme' }] }),
  taints: z
    .array(
      z
        .string()
        .regex(/^[\w./-]+(?:=[\w.-]*)?:(?:NoSchedule|PreferNoSchedule|NoExecute)$/)
        .meta({
          description: 'a taint as kubectl writes it',
          examples: ['node-role.kubernetes.io/control-plane:NoSchedule'],
        }),
    )
    .default([])
    .meta({
      description: 'a list of taints',
      examples: [['node-role.kubernetes.io/control-plane:NoSchedule']],
    }),
  /** Whether Longhorn keeps replicas there; a server's SD card never does. */
  storage: z
    .boolean()
    .optional()
    .meta({ description: 'true or false', examples: [true] }),
} as const
