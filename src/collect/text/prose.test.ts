import { expect, test } from 'vitest'
import { told } from '#src/model/facts/told.ts'
import { scanText } from './scan.ts'

const passagesIn = (text: string) =>
  scanText(text, [], { evidence: 'e1', origin: 'unknown', takenAt: 0 })
    .facts.filter(({ kind }) => kind === told.kind)
    .map(({ record }) => (record as { sentences: string[] }).sentences)

test('sentences are put together where a mailer broke them', () => {
  const text =
    '> The board was fine until Sunday. Since then it reboots whenever\n> I copy something to the disk.\n> - it has its own supply\n> - the cable is short'
  expect(passagesIn(text)).toEqual([
    [
      'The board was fine until Sunday.',
      'Since then it reboots whenever I copy something to the disk.',
      'it has its own supply',
      'the cable is short',
    ],
  ])
})

test('lines of programs among sentences are no sentences', () => {
  const text =
    'After some hours the drive is gone, and this is all that I found:\n[ 9021.120000] usb 2-1: USB disconnect, device number 2\nNov 24 03:12:01 pi03 kernel: EXT4-fs error (device sda1)\nthrottled=0x0\nIt comes back when I plug it in again.'
  expect(passagesIn(text)).toEqual([
    [
      'After some hours the drive is gone, and this is all that I found:',
      'It comes back when I plug it in again.',
    ],
  ])
})

test('the rest of a log\u2019s broken line is no sentence', () => {
  const text =
    'Nov 24 03:12:01 pi03 kernel: [ 8385.5747] pcieport 0000:00:1d.0: AER: the last\nlink of the bus was retrained, and it is not as fast as it was before\nThe laptop crashes after the drive is gone.'
  expect(passagesIn(text)).toEqual([['The laptop crashes after the drive is gone.']])
})

test('a sentence is put together where a terminal broke it in a word', () => {
  const told =
    'Since the last update of the firmware the second board loses its drive every night, and only a power cycle brings it back. It was never like that before the update, when the very same drive and cable were in use.'
  expect(passagesIn(told.replace(/.{80}/g, '$&\n'))).toEqual([told.split(/(?<=\.) /)])
})

test('what a check or a mount printed in words is no sentence', () => {
  const text =
    'Since the update no volume is mounted.\n[ERROR] iscsid is not running on pi02, and it was not there.\nOutput: mount: it is a wrong fs type, or some other error of the superblock.'
  expect(passagesIn(text)).toEqual([['Since the update no volume is mounted.']])
})

test('an abbreviation ends no sentence', () => {
  expect(passagesIn('I tried other cards, e.g. an old one, and it was the same.')).toEqual([
    ['I tried other cards, e.g. an old one, and it was the same.'],
  ])
})

test.each([
  'time="2026-03-01T11:58:02Z" level=info msg="this is what the server is and was"',
  '[    4.683438] bcm2835_isp: module is from the staging directory, the quality is unknown, you have been warned.',
  'NAME READY STATUS\nweb-1 1/1 Running',
  '{"level":"warn","msg":"it is the one that was"}',
  'throttled=0x50005',
  'The connection timed out',
  'The value: 5 overnight.',
  '# the comment of a file that was edited',
])('%s is told by nobody', (text) => expect(passagesIn(text)).toEqual([]))

test('a long text without a word of whoever wrote it is a manual, and no account', () => {
  const manual = Array.from(
    { length: 14 },
    (_, place) => `The board loses its power, and step ${place} is then the one that was cut.`,
  )
  expect(passagesIn(manual.join('\n'))).toEqual([])
  expect(passagesIn([...manual, 'My board did this.'].join('\n'))).toHaveLength(1)
  expect(passagesIn(manual.slice(0, 3).join('\n'))).toHaveLength(1)
})

test.each([
  'Port 80 is already taken by nginx.',
  'The node ran out of room for images.',
  "The server's address changed overnight.",
  '#228 introduced the policy that the pods are under.',
])('%s is told, short as it is', (text) => expect(passagesIn(text)).toEqual([[text]]))

test.each(['Image "nginx:1" is taken for pod web-0', 'Waiting for the lock: process 812'])(
  '%s is written by a program',
  (text) => expect(passagesIn(text)).toEqual([]),
)
