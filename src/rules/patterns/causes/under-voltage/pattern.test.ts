import { nodeIdentity, powerSupply, throttling } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const text = (name: string) => fixture(import.meta.url, name)

const steady = {
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
      name: 'a Jetson whose input sags, and what its desktop says',
      confidence: 'suspected',
      evidence: [log('[  211.410382] soctherm: OC ALARM 0x00000002')],
    },
    {
      name: 'the desktop of a Jetson',
      confidence: 'suspected',
      evidence: [log('System throttled due to over-current.')],
    },
    {
      name: 'the register as somebody wrote it down',
      confidence: 'suspected',
      evidence: [log('pi02: `get_throttled` → `0x50000`')],
    },
    {
      name: 'the alarm of the sensor, kept until it is read',
      confidence: 'suspected',
      evidence: [
        log('rpi_volt-isa-0000\nAdapter: ISA adapter\nin0:              N/A  ALARM (LCRIT)'),
      ],
    },
    {
      name: 'one dip, and a disk that leaves within the minute',
      confidence: 'confirmed',
      evidence: [
        log(
          '[  746.559763] hwmon hwmon1: Undervoltage detected!\n[  760.351136] usb 2-1: USB disconnect, device number 2',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'one dip, and something unplugged hours later',
      confidence: 'suspected',
      evidence: [
        log(
          '[  746.559763] hwmon hwmon1: Undervoltage detected!\n[  752.607754] hwmon hwmon1: Voltage normalised\n[14090.351136] usb 1-1.3: USB disconnect, device number 4',
          { origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'the same by the clock',
      confidence: 'suspected',
      evidence: [
        log(
          'Mar 01 10:00:00 pi01 kernel: hwmon hwmon1: Undervoltage detected!\nMar 01 14:00:00 pi01 kernel: usb 1-1.3: USB disconnect, device number 4',
        ),
      ],
      subject: 'node/pi01',
    },
    {
      name: 'the words of Home Assistant',
      evidence: [
        log('Under-voltage was detected. Consider getting an uninterruptible power supply.'),
      ],
      confidence: 'suspected',
    },
    {
      name: 'the words of the desktop',
      evidence: [log('Low voltage warning: please check your power supply')],
      confidence: 'suspected',
    },
    {
      name: 'dips again and again, kernel 4.19',
      confidence: 'confirmed',
      evidence: [log(text('linux-4.19.txt'), { origin: 'kernel' })],
    },
    {
      name: 'dips again and again, kernel 6.12',
      confidence: 'confirmed',
      subject: 'node/barn-3',
      evidence: [log(text('linux-6.12.txt'), { node: 'barn-3', origin: 'kernel' })],
    },
    {
      name: 'the bit of now, in a paste',
      confidence: 'confirmed',
      evidence: [log('$ vcgencmd get_throttled\nthrottled=0x50005')],
    },
    {
      name: 'the bit since boot, in a paste',
      confidence: 'suspected',
      evidence: [log('throttled=0x50000')],
    },
    {
      name: 'a reading that repeats, of which only the last is bad',
      confidence: 'confirmed',
      evidence: [log('throttled=0x0\nthrottled=0x0\nthrottled=0x50005')],
    },
    {
      name: 'the bit of now, on the node',
      confidence: 'confirmed',
      subject: 'node/pi01',
      evidence: [facts(throttling, [{ ...steady, bits: 0x50005, underVoltageNow: true }], 'pi01')],
    },
    {
      name: "the Pi 5's own measurement",
      confidence: 'confirmed',
      evidence: [log('     EXT5V_V volt(24)=4.58120000V')],
    },
    {
      name: 'one line whose time is not shown',
      confidence: 'suspected',
      evidence: [log('hwmon hwmon1: Undervoltage detected!')],
    },
    {
      name: 'a dip in the middle of the work, and a disk that drops out with it',
      confidence: 'confirmed',
      evidence: [
        log(
          '[ 5432.1] hwmon hwmon1: Undervoltage detected!\n[ 5434.1] usb 2-1: USB disconnect, device number 2',
        ),
      ],
    },
    {
      name: 'one dip at the start, and the card fails two minutes later',
      confidence: 'confirmed',
      evidence: [
        log(
          '[   17.2]  hwmon hwmon1: Undervoltage detected!\n[  149.8]  I/O error, dev mmcblk0, sector 90112 op 0x1:(WRITE)',
        ),
      ],
    },
    {
      name: 'a dip at the start that lasts',
      confidence: 'suspected',
      evidence: [
        log(
          '[    8.1] hwmon hwmon1: Undervoltage detected!\n[   24.3] hwmon hwmon1: Voltage normalised',
        ),
      ],
    },
    {
      name: 'one dip at the start after a reset that the power chip blames on it',
      confidence: 'suspected',
      evidence: [
        log(text('one-dip-at-start.txt'), { node: 'pi01' }),
        facts(powerSupply, [{ lastResetReasons: ['under-voltage'] }], 'pi01'),
      ],
    },
  ],
  staysQuiet: [
    {
      name: 'an alarm register of zero',
      evidence: [log('soctherm: OC ALARM 0x00000000')],
    },
    {
      name: 'somebody who says that there was none',
      evidence: [
        log(
          'no under-voltage detected in six weeks\nRuled out: heat, Undervoltage detected! lines, OOM',
        ),
      ],
    },
    { name: 'the register at zero, written down', evidence: [log('`get_throttled` → `0x0`')] },
    {
      name: 'an alarm that sensors does not show',
      evidence: [log('rpi_volt-isa-0000\nin0:              N/A')],
    },
    {
      name: 'heat, not voltage',
      rival: 'thermal-throttling',
      evidence: [log('throttled=0xe0008')],
    },
    { name: 'all bits clear', evidence: [log('throttled=0x0')] },
    {
      name: 'all bits clear on the node',
      evidence: [facts(throttling, [steady], 'pi01')],
    },
    {
      name: 'a board that simply stops',
      rival: 'power-loss',
      evidence: [log('EXT4-fs (mmcblk0p2): recovery complete')],
    },
    {
      name: 'too much voltage elsewhere',
      evidence: [log('charger: Overvoltage detected!\nEXT5V_V volt(24)=5.04120000V')],
    },
    {
      name: 'a program that says it never happened',
      evidence: [log('Under-voltage has occurred: False\nUndervoltage occurred since boot: no')],
    },
  ],
  cannotTell: [
    {
      name: 'a supply that offers less than the Pi 5 asks for',
      evidence: [log('This power supply is not capable of supplying 5A')],
    },
    {
      name: 'one dip soon after the start, by the date and the uptime',
      evidence: [
        facts(nodeIdentity, [{ hostname: 'pi01', uptimeSeconds: 600 }], 'pi01'),
        log(
          '2026-03-01T11:50:20.000000+0000 pi01 kernel: hwmon hwmon1: Undervoltage detected!\n2026-03-01T11:50:24.000000+0000 pi01 kernel: hwmon hwmon1: Voltage normalised',
          { node: 'pi01', origin: 'kernel' },
        ),
      ],
    },
    {
      name: 'one dip while the board starts',
      evidence: [log(text('one-dip-at-start.txt'), { origin: 'kernel' })],
    },
  ],
})
