import * as z from 'zod'
import { defineFact } from './define.ts'

/** What a person wrote in whole sentences, a record a passage; sentences in the order they stand in. */
export const told = defineFact('told', z.object({ sentences: z.array(z.string()).min(1) }))

export type Passage = z.infer<typeof told.schema>
