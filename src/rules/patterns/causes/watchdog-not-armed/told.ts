import type { Told } from '../../../told/saying.ts'

/** How people tell that nothing resets the board when it hangs. */
export const sentences: Told = {
  sayings: [
    {
      about: /\bRuntimeWatchdog(?:Sec|USec)\b|\bhardware watchdog\b|\/dev\/watchdog\d*/i,
      says: /\b(?:(?:is|was)(?: not|n['’]t) set|unset|(?:is|was) (?:0|zero|off|commented(?: out)?)|(?:could|can)(?: not|n['’]t) be opened|cannot be opened|(?:is |was )?(?:held|taken|claimed|kept open) by(?! (?:systemd|PID ?1|init)\b)|another (?:\w+ )?(?:daemon|process|program|service) (?:holds?|held|has|had|uses?|opened))/i,
    },
    {
      about:
        /\b(?:hardware |board['’]?s? )?watchdogs?\b|\bbcm27\d\d_wd\w+|\bbcm2835_wdt\b|\biTCO_wdt\b|\/dev\/watchdog\d*/i,
      says: /\b(?:(?:is|was|are|were|been|being)(?: not|n['’]t| never) (?:being |been |yet )?(?:compiled|built|loaded|there|available|present|found|started|enabled|armed|active|running|set up|in use)|(?:does|did|do)(?: not|n['’]t) (?:exist|load|start|reset|reboot|trigger|fire|bite|kick in)|never (?:fire[sd]?|trigger(?:s|ed)|reset|rebooted|kicked in|bit)|fail(?:s|ed) to (?:trigger|reboot|reset|fire|start|load)|(?:is|was) (?:off|disabled|missing|unused)|(?:note|see|shows?|saw|notice) that (?:no|not a single) (?:process|program|daemon|one) (?:has|had|holds?|opens?|opened|uses?|is using)|(?:no|not a single) (?:process|program|daemon) (?:has|had|holds?|opens?|opened|uses?|is using|feeds?)|nobody (?:opens?|feeds?|uses?))\b/i,
      not: /\b(?:NMI|nmi_watchdog|soft ?lockup|pretimeout|WatchdogSec|NETDEV|service watchdog|corosync|file watch\w*|watchdog script)\b/i,
    },
  ],
}
