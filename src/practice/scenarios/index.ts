import cordonLeftBehind from './cordon-left-behind.ts'
import healthy from './healthy.ts'
import nodeLostPower from './node-lost-power.ts'
import type { Scenario } from './scenario.ts'

/** In the order in which a newcomer should meet them. */
export const scenarios: readonly Scenario[] = [healthy, cordonLeftBehind, nodeLostPower]
