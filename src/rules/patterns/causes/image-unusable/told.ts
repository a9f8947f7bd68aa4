import type { Told } from '../../../told/saying.ts'

const image = /\b(?:images?|containers?|tags?)\b/i
const unfit =
  /\b(?:(?:does|do|did)(?: not|n't) (?:exist|support arm\S*|have (?:an? )?arm\S*|run on arm\S*)|no (?:arm\S*|linux\/arm\S*|multi-?arch)(?: \w+)? (?:image|build|variant|support|version)?|only (?:for |built for |supports? |has |available for |published for )(?:amd64|x86\S*|intel)|(?:amd64|x86(?:_64|-64)?)[- ]only|(?:wrong|different|another|other) (?:cpu )?arch\w*|rate[- ]?limit(?:ed|s)?|not found in (?:the )?registry)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: image,
      says: unfit,
      not: /\b(?:backing image|disk image|sd image|os image|imager|snapshot)\b/i,
    },
  ],
}
