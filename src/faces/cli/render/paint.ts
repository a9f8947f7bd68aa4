import pico from 'picocolors'
import type { Severity } from '#src/model/verdict.ts'

/** Colour only says severity, and never alone: the word stands there too. */
export interface Paint {
  severity(severity: Severity | 'good', text: string): string
  strong(text: string): string
  faint(text: string): string
}

export function makePaint(colors: boolean): Paint {
  const painter = pico.createColors(colors)
  const by = {
    critical: painter.red,
    warning: painter.yellow,
    info: painter.cyan,
    good: painter.green,
  }
  return {
    severity: (severity, text) => by[severity](text),
    strong: painter.bold,
    faint: painter.dim,
  }
}
