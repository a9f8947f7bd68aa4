import type { Told } from '../../../told/saying.ts'

const port = /\b(?:(?:host|tcp|udp|liveness-?probe|metrics|health) ?)?ports?\b/i
const taken =
  /\b(?:conflict(?:s|ed|ing)?|already (?:in use|used|taken|bound|allocated|occupied|listening)|(?:is|was|were|are|been) (?:already )?(?:occupied|taken|in use|used by|bound by|bound to|binded to)|clash(?:es|ed|ing)?|collid(?:es|ed|ing)|collision|compet(?:e|es|ed|ing) for)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: port,
      says: taken,
      not: /\b(?:ethernet|switch|usb|serial|hdmi|nodeport range|free ports|not (?:used|in use|taken)|report\w*|support\w*|import\w*)\b/i,
    },
  ],
}
