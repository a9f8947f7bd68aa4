import { TrendAnswer } from '../series.ts'
import { defineFact } from './define.ts'

/** Where a figure that the journal follows is going: no node says it, the looks before do. */
export const trends = defineFact('trends', TrendAnswer)
