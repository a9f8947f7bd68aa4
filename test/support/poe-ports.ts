import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/**
 * What Debian's snmpd asks about the ports of a switch (`pass_persist` of snmpd.conf(5)): columns
 * of pethPsePortTable by RFC 3621. Port 2 is welded: it delivers power whatever was set.
 * usage: poe-ports.ts FILE, which holds the admin state of ports 1 to 3 as `1 1 2`
 */
const [file = ''] = process.argv.slice(2)
const table = '.1.3.6.1.2.1.105.1.1.1'
const ports = [1, 2, 3]

const settings = () => readFileSync(file, 'utf8').trim().split(' ').map(Number)

function rows(): Map<string, ['integer' | 'counter', number]> {
  const admin = settings()
  const found = new Map<string, ['integer' | 'counter', number]>()
  for (const port of ports) {
    const delivers = port === 2 || admin[port - 1] === 1
    found.set(`${table}.3.1.${port}`, ['integer', admin[port - 1] ?? 1])
    found.set(`${table}.6.1.${port}`, ['integer', delivers ? 3 : 1])
    found.set(`${table}.13.1.${port}`, ['counter', port * 10])
  }
  return found
}

function set(oid: string, value: string): string {
  const port = ports.find((one) => oid === `${table}.3.1.${one}`)
  if (port === undefined) return 'not-writable'
  if (value !== '1' && value !== '2') return 'wrong-value'
  writeFileSync(
    file,
    settings()
      .with(port - 1, Number(value))
      .join(' '),
  )
  return 'DONE'
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

async function next(): Promise<string> {
  const { value, done } = await lines.next()
  if (done) process.exit(0)
  return String(value).trim()
}

for (;;) {
  const word = await next()
  if (word === 'PING') console.log('PONG')
  else if (word === 'set') {
    const oid = await next()
    const [, value = ''] = (await next()).split(' ')
    console.log(set(oid, value))
  } else if (word === 'get' || word === 'getnext') {
    const oid = await next()
    const row = word === 'get' ? rows().get(oid) : undefined
    console.log(row ? `${oid}\n${row[0]}\n${row[1]}` : 'NONE')
  }
  // snmpd sends an empty line after a value.
}
