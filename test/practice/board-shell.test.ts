import { describe, expect, test } from 'vitest'
import { rootCommand } from '#src/collect/node/facts/k3s-files.ts'
import { generateLogsProgram, type LogRequest } from '#src/collect/node/program/logs-program.ts'
import { sudoersForReading } from '#src/collect/node/sudoers.ts'
import { hangDisk } from '#src/practice/world/trouble.ts'
import { quoteWord } from '#src/transport/ssh/quote.ts'
import { onBoard, runningBoard } from './board.ts'

describe('bramble logs', () => {
  const logs = async (request: LogRequest, change = (_: ReturnType<typeof runningBoard>) => {}) => {
    const running = runningBoard()
    const { board } = running
    board.sayK3s('time="2026-11-26T00:00:00Z" level=error msg="Sending HTTP 503 response"')
    change(running)
    const { out } = await onBoard(
      board,
      'exec nice -n 10 sh -s',
      generateLogsProgram(request, 'markmarkmark'),
    )
    const lines = out.trim().split('\n')
    return {
      last: lines.at(-1),
      entries: lines.filter((line) => line.startsWith('{')).map(inShort),
    }
  }

  interface Entry {
    readonly __REALTIME_TIMESTAMP: string
    readonly _HOSTNAME: string
    readonly SYSLOG_IDENTIFIER: string
    readonly _PID: string
    readonly MESSAGE: string
  }

  /** As `journalctl -o short-iso` shows it, without its time. */
  function inShort(line: string): string {
    const entry = JSON.parse(line) as Entry
    expect(entry.__REALTIME_TIMESTAMP).toMatch(/^\d{16}$/)
    return `${entry._HOSTNAME} ${entry.SYSLOG_IDENTIFIER}[${entry._PID}]: ${entry.MESSAGE}`
  }

  test('of a unit, with a pattern', async () => {
    const { entries, last } = await logs({ unit: 'k3s', grep: 'HTTP (5|6)03' })
    expect(last).toBe('markmarkmark whole')
    expect(entries).toEqual([
      expect.stringMatching(/^pi01 k3s\[\d+\]: .*Sending HTTP 503 response"$/),
    ])
  })

  test('of the boot before, its last lines', async () => {
    const { entries, last } = await logs({ boot: -1, lines: 2 })
    expect(last).toBe('markmarkmark whole')
    expect(entries).toEqual([
      'pi01 systemd[1]: Reached target final.target - Late Shutdown Services.',
      'pi01 systemd-journald[300]: Journal stopped',
    ])
  })

  test.each<[string, LogRequest, string]>([
    ['a boot that is not kept', { boot: -7 }, 'boot missing'],
    ['a unit that is not there', { unit: 'nginx' }, 'whole not-found'],
    ['a pattern that is none', { grep: '(' }, 'pattern'],
  ])('%s', async (_, request, end) => {
    expect((await logs(request)).last).toBe(`markmarkmark ${end}`)
  })

  test('a volatile journal has no boot before', async () => {
    const { last } = await logs({ boot: -1 }, ({ board }) => void (board.keepsJournal = false))
    expect(last).toBe('markmarkmark boot volatile')
  })
})

describe('a command by hand', () => {
  test.each<[string, RegExp]>([
    ['case 12 in *[!0-9]*) echo letters ;; [!a-z]*) echo digits ;; esac', /^digits$/],
    ['date -u +%Y', new RegExp(`^${new Date().getUTCFullYear()}$`)],
    ['uname -a', /^Linux pi01 6\.12\.47\+rpt-rpi-2712 .* aarch64/],
    ['df -h', /^\/dev\/mmcblk0p2 60G 13G 44G 24% \/$/m],
    ['df -i /', /^\/dev\/mmcblk0p2 3900000 180000 3720000 5% \/$/m],
    ['free -h', /^Mem: +8\.0Gi +2\.0Gi /m],
    ['findmnt -no SOURCE,FSTYPE,OPTIONS /', /^\/dev\/mmcblk0p2 ext4 rw,noatime$/],
    ['lsblk', /^└─mmcblk0p2 179:2 0 +59\.6G 0 part \/$/m],
    ['k3s --version', /^k3s version v1\.36\.3\+k3s1 /],
    ['uptime', / up 0:30, /],
    ['dmesg | head -n 1', /^\[ {4}0\.000000\] Booting Linux on physical CPU/],
    ['dmesg -T | tail -n 1', /^\[\w{3} \w{3} \d+ [\d:]{8} \d{4}\] macb .*Link is Up/],
    ['journalctl -k -o cat | tail -n 1', /Link is Up - 1Gbps\/Full/],
    ['journalctl -b -p err', /^-- No entries --$/],
    ['journalctl -u k3s -n 2 -o json', /"_SYSTEMD_UNIT":"k3s.service"/],
    ['timedatectl show -p NTPSynchronized --value', /^yes$/],
    ['timedatectl', /System clock synchronized: yes/],
    ['systemctl is-active k3s k3s-agent', /^active\ninactive$/],
    ['systemctl is-enabled k3s', /^enabled$/],
    ['systemctl status k3s', /Active: active \(running\) since/],
    ['systemctl list-units --failed', /^$/],
    ['systemctl is-system-running', /^running$/],
    ['vcgencmd measure_temp', /^temp=48\.3'C$/],
    ['vcgencmd pmic_read_adc EXT5V_V', /^EXT5V_V volt\(24\)=5\.08/],
    ['getconf _NPROCESSORS_ONLN', /^4$/],
    ['hostname; whoami; id -u', /^pi01\npi\n1000$/],
    ['ip -o addr', /^1: lo .*\n2: eth0 +inet 10\.0\.0\.11\/24/],
    [
      'cat /sys/class/watchdog/watchdog0/state /sys/class/watchdog/watchdog0/timeout',
      /^active\n15$/,
    ],
    ['stat -c %n /dev/watchdog /dev/watchdog0 /dev/vcio /dev/mmcblk0p2 | wc -l', /^4$/],
    ['cat /proc/swaps /proc/version', /^Filename.*\nLinux version 6\.12/],
    [
      'cat /proc/304/comm /proc/304/wchan; tr "\\0" . </proc/304/cmdline',
      /^k3s-server\ndo_epoll_waitk3s-server\.$/,
    ],
    ['cat /proc/loadavg', /^0\.42 0\.38 0\.35 /],
    ['grep -c processor /proc/stat; grep -n MemT /proc/meminfo', /^0\n1:MemTotal/],
    ['grep -o "a[[:digit:]]" /etc/hosts; grep -F . /etc/hosts | wc -l', /^2$/],
    ['grep -lw pi /etc/passwd /etc/hosts', /^\/etc\/passwd$/],
    ['nice -n 5 ionice -c 3 hostname', /^pi01$/],
    ['echo "hostname" | sh -s; echo "hostname" | bash -s', /^pi01\npi01$/],
    ['cd /tmp && pwd; printf "%s" ä | od -An -tu1', /^\/tmp\n 195 164$/],
    ['sudo stat -c "%a %s %F" /etc/hostname', /^644 5 regular file$/],
  ])('%s', async (command, expected) => {
    const { board } = runningBoard()
    const { out, error } = await onBoard(board, command)
    expect(error).toBe('')
    expect(out.trimEnd()).toMatch(expected)
  })

  test('says what went wrong, with the status that the real program has', async () => {
    const { board } = runningBoard()
    expect(await onBoard(board, 'nonsense')).toMatchObject({ code: 127 })
    expect(await onBoard(board, 'systemctl start nope')).toMatchObject({ code: 1 })
    expect(await onBoard(board, 'sudo systemctl start nope')).toMatchObject({
      code: 5,
      error: 'Failed to start nope: Unit nope not found.\n',
    })
    expect(await onBoard(board, 'cat /etc/rancher/k3s/config.yaml')).toMatchObject({
      code: 1,
      error: 'cat: /etc/rancher/k3s/config.yaml: Permission denied\n',
    })
    expect(await onBoard(board, 'exit 7')).toMatchObject({ code: 7 })
  })

  test('changes the board: only root may', async () => {
    const { board } = runningBoard()
    expect((await onBoard(board, 'systemctl stop k3s')).error).toContain('authentication required')
    expect(board.runsKubelet()).toBe(true)
    await onBoard(board, 'sudo -n systemctl stop k3s')
    expect(board.runsKubelet()).toBe(false)
    await onBoard(board, 'sudo systemctl restart k3s')
    expect(board.runsKubelet()).toBe(true)
    await onBoard(board, 'sudo systemctl disable --now k3s')
    board.reboot(1)
    expect(board.isOn()).toBe(false)
  })

  test('reboots and powers off', async () => {
    const { board, clock } = runningBoard()
    const { id } = board.boot
    await onBoard(board, 'reboot')
    expect(board.boot.id).toBe(id)
    await onBoard(board, 'sudo reboot')
    expect(board.isOn()).toBe(false)
    clock.advance(60)
    expect(board.boot.id).not.toBe(id)
    await onBoard(board, 'sudo shutdown -h now')
    expect(board.isOn()).toBe(false)
    board.powerOn()
    await onBoard(board, 'sudo poweroff')
    expect(board.isOn()).toBe(false)
    clock.advance(600)
    expect(board.isOn()).toBe(false)
  })

  test('writes files that the board keeps, and refuses where Linux would', async () => {
    const { board } = runningBoard()
    expect((await onBoard(board, 'cat >note.txt', 'Grüße\n')).code).toBe(0)
    expect((await onBoard(board, 'cat /home/pi/note.txt')).out).toBe('Grüße\n')
    const refused = await onBoard(board, 'echo x >/etc/motd')
    expect(refused).toMatchObject({ code: 1, error: 'sh: /etc/motd: Permission denied\n' })
    await onBoard(board, 'sudo sh -c "echo x >/etc/motd; chmod 600 /etc/motd"')
    expect((await onBoard(board, 'cat /etc/motd')).error).toContain('Permission denied')
    expect((await onBoard(board, 'sudo cat /etc/motd')).out).toBe('x\n')
    const both = 'sudo sh -c "echo z >/etc/motd; rm /home/pi/note.txt"; sudo cat /etc/motd; ls'
    expect((await onBoard(board, both)).out).toBe('z\n')
    await onBoard(board, 'echo again >note.txt')
    board.disk.readOnly = true
    expect((await onBoard(board, 'echo y >note.txt')).error).toContain('Read-only file system')
    expect((await onBoard(board, 'grep " / " /proc/mounts')).out).toContain('ext4 ro,noatime')
    board.disk.readOnly = false
    board.diskUsedBytes = board.diskBytes
    expect((await onBoard(board, 'echo y >note.txt')).error).toContain('No space left')
    board.diskUsedBytes = 1
    await onBoard(board, 'mv note.txt other.txt && cp other.txt third.txt && rm other.txt')
    expect((await onBoard(board, 'ls')).out).toBe('third.txt\n')
  })

  test('sudo leaves its word in the journal', async () => {
    const { board } = runningBoard()
    await onBoard(board, 'cd /tmp && sudo -n id -u')
    expect((await onBoard(board, 'journalctl -q -t sudo -o cat -n 2')).out).toBe(
      '      pi : PWD=/tmp ; USER=root ; COMMAND=/usr/bin/id -u\n' +
        'pam_unix(sudo:session): session opened for user root(uid=0) by (uid=1000)\n',
    )
  })

  test('a password is asked for where the board wants one, and takes the first line of stdin', async () => {
    const { board } = runningBoard()
    board.sudo = 'password'
    const said = async (command: string, input = '') => {
      const { out, error, code } = await onBoard(board, command, input)
      return [out, error, code]
    }
    expect(await said('sudo -n true')).toEqual(['', 'sudo: a password is required\n', 1])
    expect((await said('sudo true'))[1]).toContain('a terminal is required to read the password')
    expect(await said('sudo -S -p "" id -u', 'wrong\n')).toEqual([
      '',
      'sudo: 1 incorrect password attempt\n',
      1,
    ])
    const right = `${board.password}\nGrüße\n`
    expect(await said('sudo -S -p "" tee /etc/motd >/dev/null', right)).toEqual(['', '', 0])
    expect((await said('cat /etc/motd'))[0]).toBe('Grüße\n')
    expect((await said('journalctl -q -t sudo -p alert -o cat'))[0]).toContain(
      'pi : a password is required ; PWD=/home/pi ; USER=root ; COMMAND=/usr/bin/true',
    )
  })

  test('a sudoers file lets in what it allows to the letter, and nothing else', async () => {
    const { board } = runningBoard()
    board.sudo = 'password'
    const text = sudoersForReading('pi')
    const install =
      'sudo -S -p "" tee /etc/sudoers.d/bramble >/dev/null && /usr/bin/visudo -cf /etc/sudoers.d/bramble'
    expect(await onBoard(board, install, `${board.password}\n${text}`)).toMatchObject({
      out: '/etc/sudoers.d/bramble: parsed OK\n',
      code: 0,
    })
    const look = `sudo -n ${rootCommand.map(quoteWord).join(' ')}`
    expect((await onBoard(board, look)).out).toContain('@home /var/lib/rancher/k3s')
    expect((await onBoard(board, `${look} more`)).error).toBe('sudo: a password is required\n')
    expect((await onBoard(board, 'sudo -n cat /etc/rancher/k3s/config.yaml')).code).toBe(1)
    await onBoard(board, 'sudo -S tee /etc/sudoers.d/bad', `${board.password}\npi may all\n`)
    expect(await onBoard(board, 'visudo -c /etc/sudoers.d/bad')).toMatchObject({
      error: '/etc/sudoers.d/bad:1:1: syntax error\n',
      code: 1,
    })
  })

  test('hears the others, or not', async () => {
    const { board } = runningBoard()
    const other = runningBoard({ name: 'pi02', address: '10.0.0.12' }).board
    board.others = [other]
    expect((await onBoard(board, 'ping -c 2 10.0.0.12')).out).toContain(
      '2 received, 0% packet loss',
    )
    expect((await onBoard(board, 'ip neigh show to 10.0.0.12')).out).toMatch(
      /^10\.0\.0\.12 dev eth0 lladdr [0-9a-f:]{17} REACHABLE$/m,
    )
    other.losePower()
    expect((await onBoard(board, 'ping -q -n -c 2 -W 1 -- 10.0.0.12')).code).toBe(1)
    expect((await onBoard(board, 'ip neigh')).out).toBe('10.0.0.12 dev eth0 FAILED\n')
  })

  test('what waits for a disk that hangs does not return by itself', async () => {
    const { board } = runningBoard()
    hangDisk(board, true)
    const pending = onBoard(board, 'cat /var/lib/rancher/k3s/agent/serving-kubelet.crt').then(
      () => 'returned',
    )
    expect((await onBoard(board, 'cat /proc/uptime')).out).toBe('1800.00 6480.00\n')
    const waited = new Promise((resolve) => setTimeout(() => resolve('waits'), 300))
    expect(await Promise.race([pending, waited])).toBe('waits')
  })
})

test('a file stays from session to session: until a reboot in memory, for good on the disk', async () => {
  const { board, clock } = runningBoard()
  const written = [
    '/run/bramble/lock',
    '/tmp/note',
    '/home/pi/note',
    '/etc/rancher/k3s/config.yaml',
  ]
  await onBoard(board, 'sudo mkdir -p /run/bramble/empty /etc/rancher/k3s /srv/empty')
  for (const path of written) await onBoard(board, `sudo tee ${path}`, 'kept\n')
  const read = async () => (await onBoard(board, `sudo cat ${written.join(' ')}`)).out
  expect(await read()).toBe('kept\n'.repeat(4))
  const look = 'for one in /run/bramble/empty /srv/empty; do [ -d $one ] && echo $one; done'
  const folders = async () => (await onBoard(board, look)).out
  expect(await folders()).toBe('/run/bramble/empty\n/srv/empty\n')
  await onBoard(board, 'sudo mv /run/bramble/lock /run/bramble/other; sudo rm /tmp/note')
  expect(
    (await onBoard(board, 'cat /run/bramble/other; cat /run/bramble/lock /tmp/note')).out,
  ).toBe('kept\n')
  board.reboot(1)
  clock.advance(2)
  expect(await read()).toBe('kept\n'.repeat(2))
  expect((await onBoard(board, 'ls /run/bramble')).code).not.toBe(0)
  expect(await folders()).toBe('/srv/empty\n')
})
