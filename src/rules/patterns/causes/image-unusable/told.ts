import type { Told } from '../../../told/saying.ts'

const image = /\b(?:images?|containers?|tags?)\b/i
const ofRegistry =
  /\b(?:images?|tags?|registry|harbor|gitea|nexus|artifactory|docker ?hub|ghcr(?:\.io)?|quay(?:\.io)?|docker\.io|gcr\.io|ImagePullBackOff|ErrImagePull|pull(?:s|ing|ed)?)\b/i
const unfit =
  /\b(?:(?:does|do|did)(?: not|n't) (?:exist|support arm\S*|have (?:an? )?arm\S*|run on (?:the |my |an? )?(?:arm|amd64|x86|pi\b)\S*)|(?:has|have|with|is|are) no (?:arm\S*|linux\/arm\S*|multi-?arch)(?: \w+)? (?:image|build|variant|support|version)?|no (?:arm\S*|linux\/arm\S*|multi-?arch)(?: \w+)? (?:image|build|variant|support|version)?|only (?:exists? for |for |built for |supports? |has |available for |published for )(?:amd64|x86\S*|intel)|(?:amd64|x86(?:_64|-64)?)[- ]only|not (?:being |be )?(?:multi-?arch\w*|built for arm\w*)|(?:wrong|different|another|other) (?:cpu )?arch\w*|rate[- ]?limit(?:ed|s)?|not found in (?:the )?registry)\b/i
const refused =
  /\b(?:(?:was|were|is|are|got|has been|have been) (?:\w+ )?(?:removed|deleted|renamed|moved|private|taken down|gone|unpublished)|no longer (?:exists?|available|published|public)|moved (?:their |its |the )?(?:\w+ )?(?:images? )?to \S*(?:legacy|another|a new|a different)\S*|(?:fails?|failed|failing|errors?|answers?|answered|responds?) (?:with )?(?:an? )?[`'"]?(?:denied|unauthori[sz]ed|401|403|access denied|forbidden)|(?:asks?|demands?|requires?|wants?) (?:for )?(?:an? )?(?:authentication|credentials|login)\b|(?:deleted|removed|closed|took down) (?:the|their|its) (?:repository|repo|images?|namespace|organi[sz]ation)|is (?:now )?under another name|pull secrets? (?:is|was|were|are) (?:missing|wrong|expired)|hit (?:the|its|their) (?:docker ?hub )?rate[- ]?limit|rate[- ]?limits? (?:us|me|our|my|the cluster))\b/i
/** What a vendor does not offer under that name. */
const notOffered =
  /\b(?:never (?:\w+ )?(?:published|pushed|released|built|uploaded)\b|(?:was|were|is|are|been)(?: not|n['’]t| never) (?:been )?(?:published|pushed|uploaded)(?! to (?:the )?(?:cluster|nodes?))|(?:has|have)(?: not|n['’]t) (?:yet )?been (?:published|pushed|uploaded|built)|only (?:publish\w*|push\w*|built|builds?|offers?|has|have|exists?(?: as| under)?)\b.{0,40}\b(?:tags?|up to|latest|sha-)|no (?:[\w.-]+ ){0,2}tags?\b|(?:was|were|got) yanked)/i
/** Then the way is at fault, or the room for it. */
const wayIsShut =
  /\b(?:DNS|resolv\w*|time[sd]? ?-?out|proxy|firewall\w*|disk|space|x509|MTU|no such host|lookup|slow|internet|offline|network is)\b/i

/** How people tell of it. */
export const sentences: Told = {
  sayings: [
    {
      about: image,
      says: unfit,
      not: /\b(?:backing image|disk image|sd image|os image|imager|snapshot)\b/i,
    },
    {
      about: ofRegistry,
      says: refused,
      not: /\b(?:backing image|disk image|sd image|os image|unused images?|old images?|garbage|prune\w*|from the (?:node|cache|disk)|helm (?:chart|repo)\w*|apt|deb|volumes?|snapshots?)\b/i,
      unless: wayIsShut,
    },
    {
      about: ofRegistry,
      says: notOffered,
      given:
        /\b(?:ImagePullBackOff|ErrImagePull|pull\w*|registr(?:y|ies)|docker ?hub|tags?|(?:ghcr|quay|docker|gcr)\.io)\b/i,
      not: /\b(?:changed|git tags?|unused images?|garbage|prune\w*|helm repo\w*|volumes?|snapshots?|VLAN)\b/i,
      unless: wayIsShut,
    },
    {
      about: /\b(?:(?:rate|pull)[- ]?limit\w*)\b/i,
      says: /\b(?:hit|hits|reached|exceeded|ran into|running into)\b/i,
      given: /\b(?:docker ?hub|docker\.io|images?|pull\w*|registry)\b/i,
      not: /\b(?:let['’]?s ?encrypt|acme|github api|certificate)\b/i,
    },
    {
      about: /\b(?:vendor|upstream|project|author|maintainers?|chart)\b/i,
      says: /\b(?:amd64|x86(?:_64|-64)?)[- ]only\b|\bonly (?:offers?|builds?|ships?|publish\w*|supports?|provides?) (?:an? )?(?:amd64|x86)/i,
    },
    {
      about: /\bversions?\b/i,
      says: /\b(?:was|is|has been|had been)? ?never (?:been )?(?:released|published|pushed|built)\b/i,
      given: /\b(?:values|chart|tags?|images?|pull\w*|ImagePullBackOff)\b/i,
    },
    {
      about: /\bdigests?\b/i,
      says: /\b(?:gone|garbage[- ]collected|removed|deleted|no longer (?:there|exists?|available)|(?:does|did)(?: not|n['’]t) exist)\b/i,
    },
    {
      about: /\b(?:images?|tags?)\b/i,
      says: /\btypo\b|\bmis-?(?:spelled|spelt|typed)\b/i,
    },
    {
      about: /\b(?:mongo\w*|CPU|processor|image|it|Pi \d|board)\b/i,
      says: /\b(?:needs?|requires?)\b.{0,16}\b(?:AVX\d?|ARMv8\.\d\S*|SSE4\S*|x86-64-v\d)(?!\w)|\b(?:does|do)(?: not|n['’]t) (?:support|have) (?:AVX\d?|ARMv8\.\d\S*)/i,
    },
    {
      about: /\bimages?\b/i,
      says: /\bbuilt (?:on|for) (?:my |an? |the )?(?:M\d|Mac\w*|apple|amd64|x86\S*|arm\S*|laptop)\b/i,
      given: /\b(?:not run|n['’]t run|exec format|arch\w*|amd64|arm64|crash\w*)\b/i,
    },
    {
      about: /\bregistr(?:y|ies)\b/i,
      says: /\b(?:only |plain )?http\b(?!s).{0,40}\bhttps\b|\bhttps\b.{0,40}\bhttp\b(?!s)/i,
    },
  ],
}
