import { describe, expect, test } from 'vitest'
import { throttlingOf } from '#src/collect/node/facts/throttling.ts'
import type { Plan } from '#src/model/plan.ts'
import type { NodeFile } from '#src/steps/up/node-file.ts'
import { type Boards, joined, planOf, stepsOf } from '#test/support/up-plan.ts'

type Board = Boards[string]

/** Each with its text: `PATH TEXT`. */
function filesOf02({ steps }: Plan): string[] {
  const written = steps.find(({ step }) => step === 'write-node-files')?.input['boards']
  const boards = written as { node: string; files: NodeFile[] }[]
  const own = boards.find(({ node }) => node === 'pi02')?.files ?? []
  return own.map(({ path, text }) => `${path} ${text}`)
}

const swapFile = expect.stringMatching(
  /^\/etc\/rpi\/swap\.conf\.d\/90-bramble\.conf .*Mechanism=zram\n$/s,
)

/** What becomes of pi02, a Pi 5, where one thing of it is other than good. */
function with02(change: (board: Board) => void, all: (boards: Boards) => void = () => {}) {
  const { plan } = planOf({
    change(boards) {
      all(boards)
      if (boards['pi02']) change(boards['pi02'])
    },
  })
  const own = plan.steps.filter(({ input }) => input['node'] === 'pi02')
  return {
    steps: own.map(({ step }) => step),
    restart: own.find(({ step }) => step === 'restart-board'),
    left: (plan.leaves ?? []).map(({ what }) => what),
    files: filesOf02(plan),
    order: stepsOf({ plan }),
  }
}

const onCard = (board: Board) => {
  board.mounts.source = '/dev/mmcblk0p2'
}
const withEee = (board: Board) => {
  board.identity.kernelRelease = '6.18.39+rpt-rpi-v8'
}

test('a good board is not touched beyond its files', () => {
  const { steps, left, files } = with02(() => {})
  expect([steps, left]).toEqual([[], []])
  expect(files).not.toContainEqual(swapFile)
})

describe('EEE', () => {
  test('is turned off where the regression is, with one restart for all repairs', () => {
    const { steps, order, restart } = with02((board) => {
      withEee(board)
      board.kernel = { commandLine: [] }
      if (board.preparation.cmdline) board.preparation.cmdline.line = 'root=PARTUUID=1'
    })
    expect(steps).toEqual(['set-kernel-words', 'set-firmware-line', 'restart-board'])
    expect(order.indexOf('restart-board')).toBeLessThan(order.indexOf('bring-artifacts'))
    expect(restart?.reason).toContain('memory')
    expect(restart?.reason).toContain('saves energy')
  })

  test('stays on other kernels, other boards, other ports, and where somebody decided', () => {
    const others: ((board: Board) => void)[] = [
      (board) => (board.identity.kernelRelease = '6.12.47+rpt-rpi-v8'),
      (board) => (board.identity.kernelRelease = '6.1.18+rpt-rpi-v8'),
      (board) => (board.identity.model = 'Raspberry Pi 4 Model B Rev 1.4'),
      (board) => (board.state.links = board.state.links.filter(({ wireless }) => wireless)),
      (board) => board.state.config?.eeeLines.push('dtparam=eee=on'),
      (board) => delete board.state.config,
    ]
    for (const other of others)
      expect(
        with02((board) => {
          withEee(board)
          other(board)
        }).steps,
      ).toEqual([])
  })

  test('that is off in the file restarts a board only where the file is newer than the boot', () => {
    const steps = (changedSinceBoot: boolean) =>
      with02((board) => {
        withEee(board)
        if (board.state.config)
          Object.assign(board.state.config, { eeeLines: ['dtparam=eee=off'], changedSinceBoot })
      }).steps
    expect(steps(true)).toEqual(['restart-board'])
    expect(steps(false)).toEqual([])
  })

  test('of a member counts from a reboot that is left to a person', () => {
    const { steps, left } = with02(withEee, (boards) => {
      joined(boards)
      for (const board of Object.values(boards))
        board.preparation.files.push({
          ...{ path: '/etc/rancher/k3s/config.yaml', sha256: '', mode: '644' },
          ...{ owner: 'root:root', ours: true },
        })
    })
    expect(steps).toContain('set-firmware-line')
    expect(steps).not.toContain('restart-board')
    expect(left).toContain('a reboot of pi02')
  })
})

describe('swap', () => {
  test('of rpi-swap stays off an SD card, and counts from the restart where it was there', () => {
    const backed = with02((board) => {
      onCard(board)
      board.state.zramWritesBack = true
    })
    expect(backed.files).toContainEqual(swapFile)
    expect(backed.steps).toEqual(['restart-board'])
    expect(with02(onCard).files).toContainEqual(swapFile)
    expect(with02(onCard).steps).toEqual([])
    const ssd = with02((board) => (board.state.zramWritesBack = true))
    expect(ssd.files).not.toContainEqual(swapFile)
    expect(ssd.steps).toEqual([])
  })

  test('of dphys-swapfile is named, not changed', () => {
    const { left, steps } = with02((board) => (board.state.swapTools = ['dphys-swapfile']))
    expect([left, steps]).toEqual([['swap of pi02'], []])
  })
})

describe('the clock', () => {
  const unkept = (board: Board) => {
    board.time = { synchronized: false, ntpEnabled: false, offsetSeconds: 0 }
  }
  test('is kept right from now on, where a service for it is there', () => {
    expect(with02(unkept).steps).toEqual(['set-time-sync'])
    const without = with02((board) => {
      unkept(board)
      board.state.canKeepTime = false
    })
    expect([without.steps, without.left]).toEqual([[], ['the clock of pi02']])
  })

  test('is left to another service, and to nobody’s guess', () => {
    expect(
      with02((board) => (board.time = { synchronized: true, ntpEnabled: false })).steps,
    ).toEqual([])
    expect(with02((board) => (board.time = { offsetSeconds: 0 })).steps).toEqual([])
    const silent = with02((board) => {
      unkept(board)
      delete board.state.canKeepTime
    })
    expect([silent.steps, silent.left]).toEqual([[], []])
  })
})

test('too low a voltage now is refused; what it was once, and heat, are named', () => {
  const bits = (value: number) => (board: Board) => (board.throttling = throttlingOf(value))
  expect(() => with02(bits(0x50005))).toThrowError(/pi02 has too low a voltage/)
  expect(with02(bits(0x50000)).left).toEqual(['the power of pi02'])
  expect(with02(bits(0x4)).left).toEqual(['the cooling of pi02'])
  expect(with02(bits(0x40000)).left).toEqual([])
})

test('a bootloader that is too old for the kernel, or about to be written, is named', () => {
  const left = (change: (board: Board) => void) => with02(change).left
  const old = (board: Board) => (board.state.bootloaderBuiltAt = Date.UTC(2024, 8, 23) / 1000)
  const newKernel = (board: Board) => (board.identity.kernelRelease = '6.20.1+rpt-rpi-v8')
  expect(left(old)).toEqual([])
  expect(left(newKernel)).toEqual([])
  expect(left((board) => [old, newKernel].forEach((one) => one(board)))).toEqual([
    'the bootloader of pi02',
  ])
  expect(left((board) => (board.state.firmware = 'staged'))).toEqual(['the bootloader of pi02'])
})

test('large pages, a slow port and Wi-Fi alone are named; a Pi 3 has no faster port', () => {
  const left = (change: (board: Board) => void) => with02(change).left
  const slow = (board: Board) => {
    board.state.links = [{ name: 'eth0', wireless: false, carrier: true, speedMegabits: 100 }]
  }
  expect(left((board) => (board.identity.pageSizeBytes = 16384))).toEqual(['memory pages of pi02'])
  expect(left(slow)).toEqual(['the network of pi02'])
  expect(
    left((board) => {
      slow(board)
      board.identity.model = 'Raspberry Pi 3 Model B Plus Rev 1.3'
    }),
  ).toEqual([])
  expect(
    left((board) => (board.state.links = [{ name: 'wlan0', wireless: true, carrier: true }])),
  ).toEqual(['the network of pi02'])
  expect(left((board) => (board.state.links = []))).toEqual([])
})
