import { keptByBramble } from '#src/model/node-files.ts'

/** Where a chart comes from: its repository, or its own bytes where nodes have no internet. */
export type ChartSource =
  | { readonly repo: string; readonly version: string | undefined }
  | { readonly contentBase64: string }

interface Chart {
  readonly name: string
  readonly namespace: string
  readonly source: ChartSource
  /** YAML text, with the reasons as comments. */
  readonly values: string
}

/**
 * A HelmChart for K3s's own Helm controller (docs.k3s.io/helm). After a failed upgrade its default
 * is to uninstall and install anew, which for Longhorn means the volumes.
 */
export function helmChart({ name, namespace, source, values }: Chart): string {
  const from =
    'contentBase64' in source
      ? [`chartContent: ${source.contentBase64}`]
      : [
          `repo: ${JSON.stringify(source.repo)}`,
          `chart: ${name}`,
          ...(source.version === undefined ? [] : [`version: ${JSON.stringify(source.version)}`]),
        ]
  const lines = [
    ...from,
    `targetNamespace: ${namespace}`,
    'createNamespace: true',
    '# The default, reinstall, uninstalls after a failed upgrade.',
    'failurePolicy: abort',
    'valuesContent: |-',
    ...values
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `  ${line}`)),
  ]
  return `${keptByBramble}apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata:
  name: ${name}
  namespace: kube-system
spec:
${lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')}`
}
