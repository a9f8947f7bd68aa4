import { temperatures, throttling } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

const cool = {
  bits: 0,
  underVoltageNow: false,
  frequencyCappedNow: false,
  throttledNow: false,
  softTemperatureLimitNow: false,
  underVoltageSinceBoot: false,
  frequencyCappedSinceBoot: false,
  throttledSinceBoot: false,
  softTemperatureLimitSinceBoot: false,
}

testPattern(pattern, {
  finds: [
    { name: 'hot and throttled', confidence: 'confirmed', evidence: [log(text('pi4-now.txt'))] },
    { name: 'a PC that says so', confidence: 'suspected', evidence: [log(text('x86.txt'))] },
    {
      name: 'a PC whose processor reports it as a machine check',
      confidence: 'suspected',
      evidence: [log('mcelog: Processor 0 heated above trip temperature. Throttling enabled.')],
    },
    { name: 'over the hard limit', confidence: 'suspected', evidence: [log("temp=86.1'C")] },
    { name: 'bits since the boot', confidence: 'suspected', evidence: [log('throttled=0x80000')] },
    {
      name: 'bits of now, on the node',
      confidence: 'confirmed',
      subject: 'node/pi01',
      evidence: [
        facts(throttling, [{ ...cool, bits: 0x80008, softTemperatureLimitNow: true }], 'pi01'),
      ],
    },
  ],
  staysQuiet: [
    { name: 'low voltage', rival: 'under-voltage', evidence: [log('throttled=0x50005')] },
    {
      name: 'low voltage, on the node',
      rival: 'under-voltage',
      evidence: [
        facts(
          throttling,
          [{ ...cool, bits: 0x50005, underVoltageNow: true, throttledNow: true }],
          'pi01',
        ),
      ],
    },
    { name: 'no bit', evidence: [log("throttled=0x0\ntemp=61.0'C")] },
    {
      name: 'a load without heat',
      rival: 'node-overload',
      evidence: [facts(temperatures, [{ zone: 'cpu-thermal', celsius: 62 }], 'pi01')],
    },
  ],
  cannotTell: [
    { name: 'hot, below the hard limit', evidence: [log("temp=81.5'C")] },
    {
      name: 'hot, but no bit is known',
      evidence: [facts(temperatures, [{ zone: 'cpu-thermal', celsius: 83 }], 'pi01')],
    },
  ],
})
