import { timeSync } from '#src/model/facts/node.ts'
import { facts, fixture, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

// The observation of these tests is taken at 2026-03-01T12:00:00Z.
const read = (name: string) => fixture(import.meta.url, name)
const refused = (clock: string, side: string, bound: string) =>
  `x509: certificate has expired or is not yet valid: current time ${clock} is ${side} ${bound}`

testPattern(pattern, {
  finds: [
    {
      name: 'a refusal that was noted without its times',
      evidence: [
        log(
          'x509: certificate has expired or is not yet valid\ncurrent time is before the certificate begins',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'two clocks of a board that are 45 minutes apart, and nobody keeps them',
      confidence: 'suspected',
      evidence: [
        log(
          '  Universal time: Tue 2026-02-24 03:45:04 UTC\n        RTC time: Tue 2026-02-24 04:29:59\nNTP synchronized: no\nRTC in local TZ: no',
        ),
      ],
    },
    {
      name: 'a correction that chrony may not make',
      confidence: 'suspected',
      evidence: [
        log(
          'chronyd[345]: Adjustment of 4000.000 seconds exceeds the allowed maximum of 1000.000 seconds (exiting)',
        ),
      ],
    },
    {
      name: 'a line that is cut within the beginning of the certificate',
      evidence: [
        log(
          'x509: certificate has expired or is not yet valid: current time 2026-02-01T15:55:27Z is before 2026-02-2',
        ),
      ],
    },
    {
      name: 'a join whose certificate has not begun',
      evidence: [log(read('k3s-v1.30.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'apt and timedatectl',
      evidence: [log(read('apt-and-timedatectl.txt'))],
      confidence: 'confirmed',
    },
    {
      name: 'the times on a wrapped second line',
      evidence: [
        log(
          'x509: certificate has expired or is not yet valid: current time\n2026-01-01T00:00:00Z is before 2026-02-11T18:40:02Z',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a time with a zone of its own',
      evidence: [log(refused('2026-02-22T18:55:59+12:00', 'before', '2026-02-22T07:45:55Z'))],
    },
    {
      name: 'a clock that is ahead of the observation',
      evidence: [log(refused('2027-08-20T20:10:37Z', 'after', '2027-01-30T00:02:48Z'))],
      confidence: 'confirmed',
    },
    {
      name: 'a cut line of K3s that was written a year before K3s',
      evidence: [
        log(
          'time="2018-06-22T11:12:01Z" level=error msg="CA cert validation failed: Get \\"https://127.0.0.1:6443/cacerts\\": x509: certificate has expired or is not yet valid: cur>',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a board without a clock battery that cannot pull',
      evidence: [
        log(
          'time="2000-01-01T01:01:08Z" level=error msg="Failed to pull image a/b:1: Get https://registry-1.docker.io/v2/: x509: certificate has expired or is not yet valid"',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'an end that lies before K3s, judged by a clock of 1980',
      evidence: [log(refused('1980-01-06T00:02:11Z', 'after', '1979-12-01T00:00:00Z'))],
      confidence: 'confirmed',
    },
    {
      name: 'a clock four years after the end',
      evidence: [log(refused('2026-02-20T08:00:00Z', 'after', '2022-02-19T22:10:00Z'))],
      confidence: 'suspected',
    },
    {
      name: 'a measured difference of a day',
      evidence: [
        facts(
          timeSync,
          [{ offsetSeconds: -86_400, uncertaintySeconds: 2, synchronized: false }],
          'pi03',
        ),
      ],
      confidence: 'confirmed',
      subject: 'node/pi03',
    },
    {
      name: 'members of etcd that measured it',
      evidence: [log('{"msg":"prober found high clock drift","clock-drift":"49m11s"}')],
      confidence: 'suspected',
    },
    {
      name: 'an object store that compared both clocks',
      evidence: [
        log(
          'RequestTimeTooSkewed: The difference between the request time and the current time is too large.',
        ),
      ],
      confidence: 'suspected',
    },
    {
      name: 'what `chronyc tracking` shows of a bad clock',
      evidence: [log('System time     : 412.331047058 seconds slow of NTP time')],
      confidence: 'suspected',
    },
    {
      name: 'a daemon that will not step so far',
      evidence: [
        log(
          'ntpd[512]: time correction of 3621 seconds exceeds sanity limit (1000); set clock manually to the correct UTC time.',
        ),
      ],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: "a board's clock in its own zone, and one that lies seconds off",
      evidence: [
        log(
          '  Universal time: Tue 2026-02-24 03:45:04 UTC\n        RTC time: Tue 2026-02-24 05:45:04\nNTPSynchronized=yes\nRTC in local TZ: yes',
        ),
        log(
          '  Universal time: Tue 2026-02-24 03:45:04 UTC\n        RTC time: Tue 2026-02-24 03:45:09\nRTC in local TZ: no',
        ),
      ],
    },
    {
      name: 'what `chronyc tracking` shows of a good clock',
      evidence: [log('System time     : 0.000331047 seconds slow of NTP time')],
    },
    {
      name: 'what each start of a Pi without a battery says',
      evidence: [
        log(
          'systemd-timesyncd[512]: System clock time unset or jumped backwards, restored from recorded timestamp: Wed 2026-02-25 11:17:01 UTC',
        ),
      ],
    },
    {
      name: 'a daemon that starts and corrects seconds',
      evidence: [log('chronyd[612]: System clock wrong by 3.412870 seconds')],
    },
    {
      name: 'a certificate that ended the day before',
      rival: 'cert-expired',
      evidence: [log(refused('2026-02-20T08:00:00Z', 'after', '2026-02-19T22:10:00Z'))],
    },
    {
      name: 'a cut line of this year',
      rival: 'cert-expired',
      evidence: [
        log(
          'time="2026-02-20T08:00:00Z" level=error msg="x509: certificate has expired or is not yet valid: cur>',
        ),
      ],
    },
    {
      name: 'another authority',
      rival: 'cert-not-trusted',
      evidence: [log('x509: certificate signed by unknown authority')],
    },
    {
      name: 'a clock two seconds off, kept by nobody',
      evidence: [
        facts(timeSync, [{ offsetSeconds: 2, uncertaintySeconds: 1, synchronized: false }], 'pi03'),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'a clock of the board that came after the question',
      evidence: [
        log('hctosys: unable to open rtc device (rtc0)\nrtc-pcf8563 10-0051: registered as rtc0', {
          origin: 'kernel',
        }),
      ],
    },
    {
      name: 'a board without a clock, as most',
      silent: true,
      evidence: [log('hctosys: unable to open rtc device (rtc0)', { origin: 'kernel' })],
    },
    {
      name: 'a token whose time is over',
      evidence: [
        log(
          'E0301 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
        ),
      ],
    },
    {
      name: 'timedatectl alone, of a clock that nobody keeps',
      evidence: [log('System clock synchronized: no\n              NTP service: active')],
    },
    {
      name: 'a time server that is itself too far from the time',
      evidence: [log('systemd-timesyncd[402]: Server has too large root distance. Disconnecting.')],
    },
    {
      name: 'a file system that was written later than now',
      evidence: [
        log('systemd-fsck[298]: /dev/sda2: Superblock last write time (Sun Mar  1 11:40:00 2026,'),
      ],
    },
    {
      name: 'nobody to learn the time from',
      evidence: [log("chronyd[345]: Can't synchronise: no selectable sources")],
    },
    {
      name: 'a clock on the board that lost its time',
      evidence: [
        log(
          'rtc-ds1307 1-0068: oscillator failed, set time!\nrtc-pcf85063 1-0051: Power loss detected, invalid time',
        ),
      ],
    },
    {
      name: 'an ended certificate on a node whose clock nobody keeps',
      evidence: [
        log(refused('2026-02-20T08:00:00Z', 'after', '2026-02-19T22:10:00Z'), { node: 'pi03' }),
        facts(timeSync, [{ synchronized: false }], 'pi03'),
      ],
    },
  ],
})
