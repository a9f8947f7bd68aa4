import { followPracticeTime } from './practice-time.ts'
import { carryOutVerb, type Words } from './verbs.ts'

/** What is killed: it carries out an approved plan. Prints one line of JSON. */
const [configuration = '', folder = '', clock = '', words = '{}'] = process.argv.slice(2)

const follow = followPracticeTime()

async function sleep(milliseconds: number): Promise<void> {
  const answer = await fetch(clock, { method: 'POST', body: String(milliseconds) })
  follow(Number(await answer.text()))
}

const { signal } = new AbortController()
const hands = { configuration, folder, signal, sleep }
console.log(JSON.stringify(await carryOutVerb('apply', JSON.parse(words) as Words, hands)))
