import { units } from '#src/model/facts/node.ts'
import { because, fail, pass, unknown } from '#src/model/verdict.ts'
import { defineCheck } from '../define-check.ts'
import { k3sUnitOf } from '../k3s-unit.ts'

export const serviceAtBoot = defineCheck({
  id: 'service-at-boot',
  title: 'K3s to start at the boot of this node, or not, as was asked',
  scope: 'node',
  severity: 'warning',
  askedBy: 'steps',
  reads: { units },
  staleAfterSeconds: 60,
  docs: {
    heading: 'K3s is enabled or disabled at boot as wished',
    meaning:
      '`UnitFileState` of the unit k3s or k3s-agent: enabled units start at boot, disabled ones do not.',
    next: '`bramble service enable NODE`',
    references: ['https://docs.k3s.io/upgrades/killall'],
  },

  ask({ units }, { node, wish }) {
    const wanted = wish?.['atBoot']
    if (wanted !== 'enabled' && wanted !== 'disabled')
      throw new TypeError('A check of the service at boot needs to know what is wanted.')
    const unit = k3sUnitOf(units.filter((candidate) => candidate.node === node))
    if (!unit) return unknown('the node has no k3s or k3s-agent unit')
    const reason = `${unit.name} is ${unit.unitFileState ?? 'neither enabled nor disabled'}`
    return unit.unitFileState === wanted
      ? pass()
      : fail(reason, { evidence: [because(unit, reason)] })
  },
})
