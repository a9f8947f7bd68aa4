import { labelled, wrap } from './layout.ts'
import type { View } from './view.ts'

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
  // Whoever begins wants to see something found and cured.
  const isCured = ({ tries }: Shown) => tries.some((command) => command.startsWith('bramble fix '))
  const begin = scenarios.find(isCured) ?? scenarios[0]
  const head = wrap(
    'A practice cluster is one process on this machine. What may befall it:',
    columns,
  )
  return `${[...head, '', ...rows, '', `next: bramble practice ${begin?.id} --hold`].join('\n')}\n`
}

interface Held {
  readonly configuration: string
  readonly kubeconfig: string
  /** What Bramble remembers of this cluster lies here, and goes with it. */
  readonly folder: string
  /** Where `bramble` is, in a clone that nobody has installed. */
  readonly bin: string | undefined
}

export function renderHeld(
  { id, noticed, tries }: Shown,
  { configuration, kubeconfig, folder, bin }: Held,
  { paint, columns }: View,
): string {
  return `${[
    paint.strong(`A practice cluster runs: ${id}`),
    '',
    ...wrap(noticed, columns),
    '',
    'In another terminal:',
    '',
    // A line each: on one they are broken, and copied broken.
    `  export BRAMBLE_CONFIG=${configuration}`,
    `  export KUBECONFIG=${kubeconfig}`,
    `  export XDG_STATE_HOME=${folder}`,
    ...(bin === undefined ? [] : [`  export PATH="${bin}:$PATH"`]),
    ...tries.map((command) => `  ${command}`),
    '',
    ...wrap(
      'Ctrl-C here ends it with all that Bramble noted of it, and nothing is left. That terminal knows nothing of your own clusters until it is closed.',
      columns,
    ),
  ].join('\n')}\n`
}

export function renderTruth({ title, tries, id }: Shown, { columns }: View): string {
  return `${[
    '',
    ...labelled('truth', title, columns),
    ...labelled('try', `with --hold: ${tries.join(' · ')}`, columns),
    '',
    `next: bramble practice ${id} --hold`,
  ].join('\n')}\n`
}
