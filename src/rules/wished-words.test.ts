import { expect, test } from 'vitest'
import { wishedWords } from './wished-words.ts'

test('what is wished for is looked for; a check that was not told never looks for nothing', () => {
  expect(wishedWords({ words: ['psi=1'] }, 'words')).toEqual(['psi=1'])
  expect(wishedWords({ words: [] }, 'words')).toEqual([])
  expect(() => wishedWords({ count: 2 }, 'words')).toThrow('which words are wished for')
  expect(() => wishedWords(undefined, 'words')).toThrow('which words are wished for')
})
