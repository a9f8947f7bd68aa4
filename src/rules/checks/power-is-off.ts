import { nodes } from '#src/model/facts/kubernetes.ts'
import { powerOutlets } from '#src/model/facts/power.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'

export const powerIsOff = defineCheck({
  id: 'power-is-off',
  title: 'power to be off',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { powerOutlets, nodes },
  staleAfterSeconds: 60,
  docs: {
    heading: "The node's outlet is off",
    meaning:
      'The outlet says that it is off, and no power is measured there. Where nothing tells how the outlet stands, the kubelet has to have gone silent.',
    next: 'See the outlet itself.',
    references: [],
  },

  ask({ powerOutlets, nodes }, { node }) {
    const found = powerOutlets.find((one) => one.node === node)
    if (!found) return unknown('nothing is known of its outlet')
    const { name, outlet, flows, words } = found
    const evidence = [because(found, words)]
    if (flows === 'yes') return fail(`power flows at ${name}: ${words}`, { evidence })
    if (outlet === 'on') return fail(`${name} is on: ${words}`, { evidence })
    if (outlet === 'off' || flows === 'no') return pass()
    const ready = nodes
      .find((one) => one.name === node)
      ?.conditions.find(({ type }) => type === 'Ready')
    if (ready?.status === 'Unknown') return pass('its kubelet is silent')
    return fail(`nothing tells how ${name} stands, and the kubelet is not silent yet`, { evidence })
  },
})
