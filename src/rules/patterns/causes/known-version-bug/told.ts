import type { Told } from '../../../told/saying.ts'

const version = String.raw`v?1\.\d{1,2}(?:\.\d{1,2})?(?:[+-](?:k3s|rke2r)\d)?`
/** A release of K3s or Longhorn that somebody changed to: both count from 1, as boot loaders do. */
const release = new RegExp(
  [
    String.raw`\b(?:k3s|rke2|longhorn|kubernetes) (?:version )?${version}(?![\w.])`,
    String.raw`\b(?:to|with|on|version|using) (?:version )?(?=\S*(?:\.\d+\.|\+(?:k3s|rke2r)))${version}(?![\w.])`,
  ].join('|'),
  'i',
)
/** Other programs have releases as well, and a way back that failed is another matter. */
const ofOthers =
  /\b(?:kernel|firmware|cilium|calico|traefik|metallb|helm|chart|cert-manager|nginx|grafana|prometheus|argo\w*|rancher (?:server|ui|manager)|go ?1\.|docker|(?:after|since|when|once) (?:I |we |the )?(?:roll\w*|downgrad\w*|revert\w*))\b/i

const product = /\b(?:k3s|rke2|longhorn|kubectl|kubelet)\b|k3s\d|rke2r\d/i

/** A board that does not start has releases of its own. */
const boardSoftware =
  /\b(?:BL[12]\b|U-?Boot|UEFI|EDK2|EEPROM|bootloader|sdhost|serial console|on serial)\b/i

/** How people tell of it: another release has no such fault. */
export const sentences: Told = {
  sayings: [
    {
      about: new RegExp(version, 'i'),
      says: new RegExp(
        String.raw`\b(?:roll(?:ed|ing)?|went|going|revert(?:ed|ing)?|moved) back to (?:k3s |rke2 |longhorn )?${version}`,
        'i',
      ),
      not: ofOthers,
      given: product,
    },
    {
      about: /\b(?:k3s|rke2|longhorn)\b/i,
      says: /\b(?:(?:known|confirmed) (?:bug|regression)|(?:bug|regression)\b.{0,30}\bfixed in v?1\.\d+)\b/i,
      not: ofOthers,
    },
    {
      about: new RegExp(String.raw`\b(?:from|to|in|since|with|of|on)\b.{0,12}${version}`, 'i'),
      says: /\bwork(?:ed|ing|s)? (?:fine|well|perfectly|ok(?:ay)?|correctly|normally|properly|flawlessly|great|without (?:any )?(?:issues?|problems?)) (?:before|until|till|prior to) (?:(?:the|I|we|my|our|an?) )*(?:k3s |rke2 |longhorn )?up(?:dat|grad)\w+|\bregression (?:in|since|from|introduced (?:in|by|with))\b|\b(?:known|confirmed|acknowledged) (?:a |as a )?(?:bug|defect|regression) (?:in|of|with)\b/i,
      not: ofOthers,
      given: /\b(?:k3s|rke2|longhorn)\b|\+k3s\d|\+rke2r\d/i,
    },
    {
      about: new RegExp(version, 'i'),
      says: new RegExp(
        String.raw`\b(?:is|was|has been|got) (?:fixed|resolved|solved|patched) (?:in|by|with|as of|since) (?:k3s |rke2 |longhorn |version |release )*${version}`,
        'i',
      ),
      // Who is past that release has another fault.
      not: new RegExp(`${ofOthers.source}|\\b(?:but|again|still|according|must be|else)\\b`, 'i'),
      given:
        /\b(?:after|since|with) (?:the |that |this |my )?up(?:dat|grad)\w+|\b(?:works?|fine|well|gone|stable) (?:now|since|again|with)\b/i,
    },
    {
      about: new RegExp(version, 'i'),
      says: new RegExp(
        [
          String.raw`\b(?:downgrad\w+|roll(?:ing)? ?back|going back|revert\w*) to (?:k3s |rke2 |longhorn )?(?:version )?${version} (?:helps|helped|fix(?:es|ed)|solv(?:es|ed)|cur(?:es|ed)|work(?:s|ed))\b`,
          String.raw`\b${version} (?:(?:does|did)(?: not|n['’]t)(?=\W*$)|is not affected\b)`,
          String.raw`\bconfirmed (?:that )?(?:it|this) (?:is|was|as|to be) (?:an? )?(?:known )?(?:bug|regression|defect) (?:in|of|with)\b`,
        ].join('|'),
        'i',
      ),
      not: ofOthers,
      given: /\b(?:k3s|rke2|longhorn)\b|\+k3s\d|\+rke2r\d/i,
    },
  ],
  // `without any problems` is said of an update that cured nothing, too.
  cures: [
    {
      part: release,
      not: new RegExp(`${ofOthers.source}|without (?:any )?(?:issue|problem)`, 'i'),
      given: product,
      unless: boardSoftware,
    },
  ],
}
