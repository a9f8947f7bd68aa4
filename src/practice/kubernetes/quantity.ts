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

/** Thousandths of a core of a quantity such as 2 or 100m. */
export function milliCpusOf(quantity: string): number {
  const [, digits, unit] = /^(\d+)(m?)$/.exec(quantity) ?? []
  if (digits === undefined) throw new Error(`No quantity of cores: ${quantity}`)
  return Number(digits) * (unit === 'm' ? 1 : 1000)
}
