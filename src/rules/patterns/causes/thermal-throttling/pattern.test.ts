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
    {
      name: '`sensors` on a Pi',
      confidence: 'suspected',
      evidence: [log('cpu_thermal-virtual-0\nAdapter: Virtual device\ntemp1:        +86.7°C')],
    },
    {
      name: '`sensors` on a processor at its limit',
      confidence: 'suspected',
      evidence: [log('Package id 0:  +99.0°C  (high = +82.0°C, crit = +100.0°C)')],
    },
    {
      name: 'a note of the processor’s temperature',
      confidence: 'suspected',
      evidence: [log('CPU temp: 88 °C at 600 MHz')],
    },
    {
      name: 'the kernel switches the board off',
      confidence: 'suspected',
      evidence: [log('reboot: HARDWARE PROTECTION shutdown (Temperature too high)')],
    },
    {
      name: 'newer kernels name what they do',
      confidence: 'suspected',
      evidence: [log('reboot: HARDWARE PROTECTION reboot (Temperature too high)')],
    },
    {
      name: 'a mark of sensors',
      confidence: 'suspected',
      evidence: [log('Package id 0:  +101.0°C  (high = +84.0°C, crit = +100.0°C)  ALARM (CRIT)')],
    },
    {
      name: 'a sensor of the board controller',
      confidence: 'suspected',
      evidence: [log('CPU1 Temp        | 97 degrees C      | cr')],
    },
    {
      name: 'heat and a clock that falls, as somebody tells it',
      confidence: 'suspected',
      evidence: [log('Under load it gets to 84 °C and the clock drops to 1000 MHz.')],
    },
    { name: 'hot and throttled', confidence: 'confirmed', evidence: [log(text('pi4-now.txt'))] },
    {
      name: 'a PC in the words since Linux 5.6',
      confidence: 'suspected',
      evidence: [
        log(
          'CPU2: Package temperature is above threshold, cpu clock is throttled (total events = 9)',
        ),
      ],
    },
    {
      name: 'the register as somebody wrote it down',
      confidence: 'confirmed',
      evidence: [log('get_throttled returned 0x80008')],
    },
    {
      name: "the kernel's own reading",
      confidence: 'suspected',
      evidence: [log('/sys/class/thermal/thermal_zone0/temp: 88750')],
    },
    {
      name: 'a tool that names the bit, and the temperature beside it',
      confidence: 'suspected',
      evidence: [log('throttlewatch: currently: arm-frequency-capped , temperature: 82 C')],
    },
    {
      name: 'the alert of a dashboard',
      confidence: 'suspected',
      evidence: [log('HostCPUTemperatureCritical firing since 21:04 on pi03')],
    },
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
    {
      name: '`sensors` of another chip, and a processor that is warm',
      evidence: [
        log('nvme-pci-0100\ntemp1:        +86.0°C\nPackage id 0:  +71.0°C\nCPU temp: 61 °C'),
      ],
    },
    {
      name: 'a drive that is warm has a pattern of its own or none',
      evidence: [log('Composite:    +85.9°C  (low  =  -5.2°C, high = +79.8°C)  ALARM (CRIT)')],
    },
    {
      name: 'a regulator that failed',
      evidence: [log('reboot: HARDWARE PROTECTION shutdown (Regulator failed)')],
    },
    {
      name: 'a sensor that is well',
      evidence: [log('CPU1 Temp        | 44 degrees C      | ok')],
    },
    {
      name: 'what somebody asks',
      evidence: [log('Could thermal throttling be the reason for this?')],
    },
    {
      name: 'a Wi-Fi card that cools down',
      evidence: [
        log('iwlwifi 0000:02:00.0: Temperature is back to normal thermal throttling stopped'),
      ],
    },
    {
      name: 'somebody who excludes it',
      evidence: [log('ruled out: thermal throttling, memory')],
    },
    {
      name: 'a low clock on a cool board',
      rival: 'under-voltage',
      evidence: [log('currently: under-voltage, arm-frequency-capped , temperature: 51 C')],
    },
    {
      name: 'a rule that is only written down',
      evidence: [log('- alert: NodeCPUTemperatureHigh\n  expr: node_thermal_zone_temp > 85')],
    },
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
