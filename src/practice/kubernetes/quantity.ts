const units: Readonly<Record<string, number>> = {
  '': 1,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
}

/** Bytes of a quantity in the binary units that practice objects use. */
export function bytesOf(quantity: string): number {
  const [, digits = '', unit = ''] = /^(\d+)(\w*)$/.exec(quantity) ?? []
  const factor = units[unit]
  if (digits === '' || factor === undefined) throw new Error(`No quantity: ${quantity}`)
  return Number(digits) * factor
}
