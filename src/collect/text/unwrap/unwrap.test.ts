import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { forms } from '#test/support/paste-forms.ts'
import { cleanText } from '../../../model/text.ts'
import { unwrapped } from './unwrap.ts'

const log = [
  'Nov 24 01:02:03 pi03 k3s[812]: E1124 01:02:03.123456     812 a.go:1] "It\'s <nil> & gone" err="x -> y"',
  'Nov 24 01:02:04 pi03 kernel: [    5.500000] usb 2-1: reset SuperSpeed USB device number 2',
  'NAME   READY   STATUS             RESTARTS   AGE',
  'web-0  0/1     CrashLoopBackOff   12         5d',
]

describe('unwrapped', () => {
  test.each(forms)('reads through %s', (_, wrap) => {
    expect(unwrapped(wrap(log)).trimEnd()).toBe(log.join('\n'))
  })

  test('reads through numbers and cells around whatever a line says', () => {
    const line = fc
      .stringMatching(/^[A-Za-z][\w .:=/(),"']{0,60}[A-Za-z0-9]$/)
      .filter((text) => !/ {2}/.test(text))
    fc.assert(
      fc.property(fc.array(line, { minLength: 3, maxLength: 12 }), fc.nat(9000), (lines, from) => {
        const numbered = lines.map((text, place) => `${place + from}: ${text}`)
        const cells = lines.map((text) => `| ${text} |`)
        expect(unwrapped(numbered.join('\n'))).toBe(lines.join('\n'))
        expect(unwrapped(cells.join('\n'))).toBe(lines.join('\n'))
      }),
    )
  })

  test('makes columns of a Markdown table', () => {
    const table = '| NAME | STATUS |\n|------|:------:|\n| pi01 | Ready |\n| pi002 | NotReady |'
    expect(unwrapped(table)).toBe('NAME   STATUS\npi01   Ready\npi002  NotReady')
  })

  test('takes each line out of what keeps logs', () => {
    const kept = [
      '{"log":"it failed\\n","stream":"stderr","time":"2026-11-24T01:02:03.5Z"}',
      '{"@timestamp":"2026-11-24T01:02:04Z","host":"pi03","message":"it failed again"}',
    ]
    expect(unwrapped(kept.join('\n'))).toBe(
      '2026-11-24T01:02:03.5Z it failed\n2026-11-24T01:02:04Z it failed again',
    )
  })

  test.each([
    ['a duration beside colours that were no colours', 'sum(rate(errors[5m])) of [memory] in [m1]'],
    [
      'three hours, each at its own time',
      '01:02:03 it failed\n02:02:03 it failed\n03:02:03 it failed',
    ],
    ['addresses that count up', '1.2.3.4 pi01\n2.2.3.4 pi02\n3.2.3.4 pi03'],
    ['numbers that do not', '12: one\n14: two\n15: three'],
    [
      'a table of a program',
      '+------+----+\n| NAME | ID |\n+------+----+\n| pi01 | a1 |\n+------+',
    ],
    ['a list in YAML', 'args:\n  - --one=1\n  - --two=2'],
    [
      'a list of sentences',
      '* The first board was fine and is not any more.\n* It is the same with the second, after that.',
    ],
    [
      'a program\u2019s own JSON',
      '{"level":"warn","ts":"2026-11-24T01:02:03Z","message":"it failed","error":"x"}',
    ],
    ['escapes of JSON and systemd', 'err="Get \\"https://x\\": EOF" var-lib-a\\x2db.mount \\u003c'],
    ['a program\u2019s own stars', '*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***'],
    ['a dash between words', 'the node – and its disk – are gone'],
  ])('leaves %s as it is', (_, text) => expect(unwrapped(text)).toBe(text))

  test('gives no control character that was written as an entity', () => {
    const plain = unwrapped('a&#x1b;[2Jb &#8238;c&#13;')
    expect(plain).toBe(cleanText(plain))
    expect(plain).toContain('[2Jb')
  })
})
