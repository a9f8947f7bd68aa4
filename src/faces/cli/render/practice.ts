import type { View } from './diagnosis.ts'
import { labelled, wrap } from './text.ts'

/** What is shown of a scenario. */
interface Shown {
  readonly id: string
  readonly title: string
  readonly noticed: string
  readonly tries: readonly string[]
}

export function renderScenarios(scenarios: readonly Shown[], { paint, columns }: View): string {
  const width = Math.max(...scenarios.map(({ id }) => id.length)) + 2
  const rows = scenarios.map(({ id, title }) => `  ${paint.strong(id.padEnd(width))}${title}`)
  const head = wrap(
    'A practice cluster is one process on this machine. What may befall it:',
    columns,
  )
  return `${[...head, '', ...rows, '', 'next: bramble practice healthy --hold'].join('\n')}\n`
}

export function renderHeld(
  { id, noticed, tries }: Shown,
  { configuration, kubeconfig }: { readonly configuration: string; readonly kubeconfig: string },
  { paint, columns }: View,
): string {
  return `${[
    paint.strong(`A practice cluster runs: ${id}`),
    '',
    ...wrap(noticed, columns),
    '',
    'In another terminal:',
    '',
    `  export BRAMBLE_CONFIG=${configuration} KUBECONFIG=${kubeconfig}`,
    ...tries.map((command) => `  ${command}`),
    '',
    'Ctrl-C here ends it, and nothing is left.',
  ].join('\n')}\n`
}

export function renderTruth({ title, tries, id }: Shown, { columns }: View): string {
  return `${[
    '',
    ...labelled('truth', title, columns),
    ...labelled('try', tries.join(' · '), columns),
    '',
    `next: bramble practice ${id} --hold`,
  ].join('\n')}\n`
}
