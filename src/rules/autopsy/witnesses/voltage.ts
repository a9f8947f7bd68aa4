import { throttling } from '#src/model/facts/node.ts'
import { because } from '#src/model/verdict.ts'
import underVoltagePattern from '../../patterns/causes/under-voltage/pattern.ts'
import { underVoltage } from '../../patterns/words/node-kernel.ts'
import { cite, defineWitness, type Statement } from '../define-witness.ts'
import { isNearEnd } from '../scene.ts'

/** Dips before the end, and a supply that is still weak: what pulls a board down without a word. */
export default defineWitness({
  id: 'voltage',
  reads: { throttling, underVoltage },
  patterns: [underVoltagePattern],

  look({ throttling, underVoltage }, scene): Statement[] {
    const dips = underVoltage.filter((line) => isNearEnd(line, scene))
    const weak = throttling
      .filter((bits) => bits.node === scene.node && bits.underVoltageSinceBoot)
      .map((bits) =>
        because(bits, `the voltage was too low since this boot, too (0x${bits.bits.toString(16)})`),
      )
    if (dips.length > 0)
      return [
        {
          for: ['power'],
          cause: 'under-voltage',
          text: 'the voltage dipped shortly before',
          evidence: cite([...dips, ...weak], scene),
        },
      ]
    if (weak.length === 0 || scene.question !== 'end') return []
    // What is so now only makes it likelier that it was so then.
    return [{ text: 'its supply is weak today', evidence: cite(weak, scene, 'firmware') }]
  },
})
