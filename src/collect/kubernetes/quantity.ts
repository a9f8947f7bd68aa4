/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const factors: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['n', 1e-9],
  ['u', 1e-6],
  ['m', 1e-3],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['Ti', 2 ** 40],
  ['Pi', 2 ** 50],
  ['Ei', 2 ** 60],
])

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/

/** A Kubernetes quantity such as `192Mi`, `3920m` or `1e3` as a number of its base unit. */
export function parseQuantity(text: string | undefined): number | undefined {
  const [, digits, exponent = '', suffix = ''] = form.exec(text ?? '') ?? []
  const factor = factors.get(suffix)
  if (digits === undefined || factor === undefined) return undefined
  return Number(digits + exponent) * factor
}

/** Bytes, rounded up as Kubernetes does. */
export function parseBytes(text: string | undefined): number | undefined {
  const bytes = parseQuantity(text)
  return bytes === undefined ? undefined : Math.ceil(bytes)
}

/** Thousandths of a core, rounded up. */
export function parseMillicores(text: string | undefined): number | undefined {
  const cores = parseQuantity(text)
  // The product of a decimal fraction is a hair off: 0.1 cores must not become 101 thousandths.
  return cores === undefined ? undefined : Math.ceil(Number((cores * 1000).toFixed(6)))
}
