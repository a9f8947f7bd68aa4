import type { Case } from '../case.ts'
import * as asking from './asking.ts'
import * as changing from './changing.ts'
import { given, takenAway } from './given.ts'

/** In this order, since one finds what those before it have left. */
export const cases: readonly Case[] = [
  given,
  ...asking.whoAsks,
  ...asking.itself,
  asking.lists,
  asking.objects,
  asking.logs,
  asking.tables,
  asking.watches,
  changing.creating,
  changing.patching,
  changing.scaling,
  changing.replacing,
  changing.evicting,
  changing.deleting,
  takenAway,
  asking.expiry,
]
