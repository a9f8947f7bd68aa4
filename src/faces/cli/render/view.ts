import type { Paint } from './paint.ts'
import type { Zone } from './time.ts'

/** How a screen is to look, and for whom. */
export interface View extends Zone {
  readonly columns: number
  readonly paint: Paint
  /** Harmless findings and all evidence too. */
  readonly all: boolean
  /** How long looking took, in seconds. */
  readonly seconds?: number
}
