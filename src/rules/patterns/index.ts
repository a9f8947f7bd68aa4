// Written by `npm run generate`; do not edit.
import type { Pattern } from '../define-pattern.ts'
import pattern0 from './causes/memory-cgroup-disabled/pattern.ts'

export const patterns: readonly Pattern[] = [
  pattern0,
]
