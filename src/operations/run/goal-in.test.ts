import { expect, test } from 'vitest'
import { goalIn } from './goal-in.ts'

test.each([
  ['drain pi03', 'drain', 'pi03'],
  ['storage off pi03', 'storage off', 'pi03'],
  ['update os', 'update os', ''],
  ['up', 'up', ''],
])('%s', (words, name, target) => {
  expect(goalIn(words.split(' '))).toEqual({ name, target })
})

test('words that are no goal, and words too many, are refused', () => {
  expect(() => goalIn(['paint', 'pi03'])).toThrow('There is no goal "paint pi03"')
  expect(() => goalIn(['drain', 'pi03', 'pi04'])).toThrow('drain takes one target, not "pi04"')
})
