import { digestOf } from './canonical-json.ts'

/**
 * Stands for a machine id wherever evidence leaves this machine: machine-id(5) asks that the id
 * itself be kept from strangers, and that only a hash of an application's own be shown.
 */
export function machineDigest(machineId: string): string {
  return digestOf({ bramble: 'machine', machineId })
}
