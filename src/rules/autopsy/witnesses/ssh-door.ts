import { defineWitness, type Statement } from '../define-witness.ts'

/** Whose port answers, if only with a refusal, has power, a kernel and a network. */
export default defineWitness({
  id: 'ssh-door',
  reads: {},

  look(_, { coverage, node, question }): Statement[] {
    if (question !== 'silent-now') return []
    const door = coverage.find((one) => one.door === 'ssh' && one.target === node)
    if (door?.outcome !== 'refused' && door?.outcome !== 'no-permission') return []
    return [
      {
        against: ['power', 'panic', 'cut-off', 'shutdown'],
        text: 'its SSH port answers: it has power and a network',
        evidence: [],
      },
    ]
  },
})
