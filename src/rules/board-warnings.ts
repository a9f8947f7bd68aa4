import type { Left } from '#src/model/plan.ts'
import type { Hardware } from './board-hardware.ts'
import { dayOfBuild, firmwareDefectsOf } from './versions/defects/firmware.ts'

/** What makes a Raspberry Pi a worse node than it could be, and only a person can change. */
export function boardWarnings(name: string, hardware: Hardware): readonly Left[] {
  return [power, staged, oldFirmware, pages, cable, swap, clock].flatMap(
    (of) => of(hardware, name) ?? [],
  )
}

type Warning = (hardware: Hardware, name: string) => Left | undefined

const left = (what: string, reason: string, ...instead: string[]): Left => ({
  ...{ kind: 'by-hand', what, reason, instead },
})

const power: Warning = ({ throttling }, name) => {
  if (throttling?.underVoltageNow || throttling?.underVoltageSinceBoot)
    return left(
      `the power of ${name}`,
      'its voltage was too low since the boot, and will be again under load',
      'a supply for this board, or a PoE switch that gives enough: docs/power.md',
    )
  if (!throttling?.throttledNow && !throttling?.softTemperatureLimitNow) return undefined
  return left(`the cooling of ${name}`, 'it is throttled now, while it has nothing to do', 'a fan')
}

const staged: Warning = ({ state }, name) =>
  state?.firmware === 'staged'
    ? left(
        `the bootloader of ${name}`,
        'an update waits for the next start: the board then starts twice, and must keep its power',
        `on ${name}: sudo rpi-eeprom-update -r takes it back`,
      )
    : undefined

const oldFirmware: Warning = (hardware, name) => {
  const { bootloaderBuiltAt, firmware } = hardware.state ?? {}
  if (bootloaderBuiltAt === undefined || firmware === 'staged') return undefined
  const day = dayOfBuild(bootloaderBuiltAt)
  const [defect] = firmwareDefectsOf(day, hardware)
  if (!defect) return undefined
  const reason = `it is of ${day}, kernel ${hardware.kernelRelease} runs, and ${defect.title}`
  return left(`the bootloader of ${name}`, reason, `on ${name}: ${defect.cure}`)
}

const pages: Warning = ({ pageSizeBytes = 4096 }, name) =>
  pageSizeBytes <= 4096
    ? undefined
    : left(
        `memory pages of ${name}`,
        `they have ${pageSizeBytes / 1024} KiB: programs that were built for 4 KiB end with "Unsupported system page size"`,
        `if one does: kernel=kernel8.img in config.txt of ${name}, and restart it`,
      )

const cable: Warning = ({ state, model }, name) => {
  const links = state?.links.filter(({ carrier }) => carrier) ?? []
  const wired = links.filter(({ wireless }) => !wireless)
  const what = `the network of ${name}`
  if (links.length > 0 && wired.length === 0)
    return left(
      what,
      'it has no cable: etcd and replicas suffer from each pause of Wi-Fi',
      'a cable',
    )
  // Others have no faster port.
  const isFast = /^Raspberry Pi (?:[45]|[45]00|Compute Module [45])\b/.test(model)
  const slow = wired.find(({ speedMegabits = 1000 }) => speedMegabits < 1000)
  if (!isFast || !slow) return undefined
  const reason = `${slow.name} runs at ${slow.speedMegabits} Mbit/s: a replica of 100 GB then takes hours`
  return left(what, reason, 'another cable, with all eight wires, or another port of the switch')
}

const swap: Warning = ({ state }, name) =>
  state?.swapTools.includes('dphys-swapfile')
    ? left(
        `swap of ${name}`,
        'dphys-swapfile swaps to a file, and what waits for a disk misses its time',
        `on ${name}: sudo systemctl disable --now dphys-swapfile`,
      )
    : undefined

const clock: Warning = ({ time, state }, name) =>
  time?.synchronized === false && time.ntpEnabled === false && state?.canKeepTime === false
    ? left(
        `the clock of ${name}`,
        'no service that could keep it right is installed',
        `on ${name}: sudo apt-get install systemd-timesyncd`,
      )
    : undefined
