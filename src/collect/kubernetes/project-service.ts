import type * as z from 'zod'
import type { ingresses, services } from '#src/model/facts/kubernetes.ts'
import { defined, listAt, numberAt, textAt, textsAt } from '#src/transport/kubernetes/fields.ts'

/** Only what answers outside the cluster: a cluster address goes wherever its pods go. */
export function projectService(service: unknown): z.infer<typeof services.schema> | undefined {
  const type = textAt(service, 'spec.type') ?? 'ClusterIP'
  const external = listAt(service, 'spec.externalIPs').filter((one) => typeof one === 'string')
  const isNodePort = type === 'NodePort'
  if (type !== 'LoadBalancer' && !isNodePort && external.length === 0) return undefined
  const selector = textsAt(service, 'spec.selector')
  return defined({
    namespace: textAt(service, 'metadata.namespace') ?? '',
    name: textAt(service, 'metadata.name') ?? '',
    type,
    addresses: [...addressesAt(service), ...external],
    ports: listAt(service, 'spec.ports').map((port) => {
      const number = numberAt(port, isNodePort ? 'nodePort' : 'port')
      return `${number ?? '?'}/${textAt(port, 'protocol') ?? 'TCP'}`
    }),
    selector: Object.keys(selector).length > 0 ? { ...selector } : undefined,
    localTraffic: textAt(service, 'spec.externalTrafficPolicy') === 'Local',
    // https://kube-vip.io: the node that holds the address now.
    announcedBy: textsAt(service, 'metadata.annotations')['kube-vip.io/vipHost'],
  })
}

export function projectIngress(ingress: unknown): z.infer<typeof ingresses.schema> {
  return {
    namespace: textAt(ingress, 'metadata.namespace') ?? '',
    name: textAt(ingress, 'metadata.name') ?? '',
    hosts: listAt(ingress, 'spec.rules').flatMap((rule) => textAt(rule, 'host') ?? []),
    addresses: addressesAt(ingress),
  }
}

function addressesAt(object: unknown): string[] {
  return listAt(object, 'status.loadBalancer.ingress').flatMap(
    (entry) => textAt(entry, 'ip') ?? textAt(entry, 'hostname') ?? [],
  )
}
