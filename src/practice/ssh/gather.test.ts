import { expect, test, vi } from 'vitest'
import { gather } from './gather.ts'

function gathering() {
  const sent: string[] = []
  return { sent, gathered: gather((bytes) => void sent.push(Buffer.from(bytes).toString())) }
}

test('what is written at once goes out at once, in its order, when it is asked for', () => {
  const { sent, gathered } = gathering()
  for (const piece of ['begin ', '', 'text ', 'end']) gathered.write(Buffer.from(piece))
  expect(sent).toEqual([])
  gathered.flush()
  gathered.flush()
  expect(sent).toEqual(['begin text end'])
})

test('what nobody asks for goes out by itself, and what follows it too', async () => {
  const { sent, gathered } = gathering()
  gathered.write(Buffer.from('a section that hangs has begun'))
  await vi.waitFor(() => expect(sent).toEqual(['a section that hangs has begun']))
  gathered.write(Buffer.from('and is lost'))
  await vi.waitFor(() => expect(sent).toHaveLength(2))
})
