import { once } from 'node:events'
import { usageError } from '#src/model/error.ts'
import { exitCode } from '#src/model/exit-code.ts'
import type { PracticeHome } from '#src/practice/home.ts'
import type { Scenario } from '#src/practice/scenarios/scenario.ts'
import { defineCommand } from '../define-command.ts'
import { lookFrom } from '../look.ts'
import { binOfClone } from '../own-name.ts'
import { renderDiagnosis } from '../render/diagnosis.ts'
import { renderHeld, renderScenarios, renderTruth } from '../render/practice.ts'
import { printJson, viewOf, wantsJson } from '../view.ts'

interface Options {
  all?: boolean
  hold?: boolean
}

export default defineCommand<Options>({
  meta: {
    name: 'practice',
    arguments: '[scenario]',
    summary: 'a cluster that costs nothing and may be broken, to try things on',
    more: 'One process behaves like K3s and Longhorn on four boards, on loopback only. Without\na scenario they are listed; with one it is diagnosed, and the truth is told.',
    examples: ['bramble practice', 'bramble practice cordon-left-behind --hold'],
  },
  options: [
    { flags: '--hold', summary: 'keep it running until Ctrl-C, to try commands on' },
    { flags: '--all', summary: 'show harmless findings and all evidence too' },
  ],

  async run({ args, options, terminal, signal }) {
    const [wanted] = args
    const { scenarios } = await import('#src/practice/scenarios/index.ts')
    const view = viewOf(terminal, options)
    if (wanted === undefined) {
      if (wantsJson(options)) printJson(terminal, listOf(scenarios))
      else terminal.out(renderScenarios(scenarios, view))
      return exitCode.well
    }
    const scenario = await scenarioNamed(wanted, scenarios)
    const { startPracticeCluster } = await import('#src/practice/cluster.ts')
    const { writePracticeHome } = await import('#src/practice/home.ts')
    const cluster = await startPracticeCluster(scenario)
    const home = await writePracticeHome(cluster)
    try {
      if (options.hold) {
        terminal.out(renderHeld(scenario, { ...home, bin: binOfClone(terminal.program) }, view))
        if (!signal.aborted) await once(signal, 'abort')
        const { endRuns } = await import('#src/operations/run/end-runs.ts')
        await endRuns(envOf(home, terminal.env))
        return exitCode.well
      }
      const { diagnoseCluster } = await import('#src/operations/diagnose.ts')
      const look = lookFrom({ ...options, config: home.configuration }, terminal, signal)
      const startedAt = Date.now()
      const diagnosis = await diagnoseCluster({ ...look, env: envOf(home, terminal.env) })
      if (wantsJson(options)) printJson(terminal, diagnosis)
      else {
        terminal.out(renderDiagnosis(diagnosis, viewOf(terminal, options, startedAt)))
        terminal.out(renderTruth(scenario, view))
      }
      return exitCode.well
    } finally {
      await cluster.close()
      await home.remove()
    }
  },
})

/** What a practice cluster leaves behind goes away with it. */
function envOf(
  { folder, kubeconfig }: PracticeHome,
  env: Readonly<Record<string, string | undefined>>,
) {
  return { ...env, XDG_STATE_HOME: folder, KUBECONFIG: kubeconfig }
}

function listOf(scenarios: readonly Scenario[]) {
  return {
    schema: 'bramble/scenarios/1',
    scenarios: scenarios.map(({ id, title, noticed }) => ({ id, title, noticed })),
  }
}

/** @throws usage error `scenario` */
async function scenarioNamed(name: string, scenarios: readonly Scenario[]): Promise<Scenario> {
  const found = scenarios.find(({ id }) => id === name)
  if (found) return found
  const { nearest } = await import('#src/operations/configuration/nearest.ts')
  const ids = scenarios.map(({ id }) => id)
  const near = ids.find((id) => name.length > 2 && id.startsWith(name)) ?? nearest(name, ids)
  throw usageError('scenario', `there is no scenario "${name.slice(0, 60)}"`, {
    next: near === undefined ? 'bramble practice' : `bramble practice ${near} --hold`,
  })
}
