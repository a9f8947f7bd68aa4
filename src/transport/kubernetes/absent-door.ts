import type { BrambleError } from '#src/model/error.ts'
import type { KubernetesDoor } from './door.ts'

/**
 * The door of a cluster without a kubeconfig: whoever goes through it hears why there is none. A
 * service can be started over SSH while the API is down, or not there yet.
 */
export function absentKubernetesDoor(reason: BrambleError): KubernetesDoor {
  const refuse = () => Promise.reject(reason)
  return {
    addresses: [],
    requestCount: 0,
    get: refuse,
    list: refuse,
    watch: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    mergePatch: refuse,
    evict: refuse,
    create: refuse,
    delete: refuse,
    text: refuse,
    certificateOf: () => undefined,
    close: async () => {},
  }
}
