import type { Told } from '../../../told/saying.ts'

/** How people tell that the service was off, or not enabled, and that starting it was all. */
export const sentences: Told = {
  sayings: [
    {
      about: /\b(?:k3s(?:-agent|-server)?|kubelet|rke2(?:-agent|-server)?|k0s)\b(?:\.service)?/i,
      says: /\bsystemctl (?:enable|start)\b.{0,80}\b(?:get it|it (?:works|runs|starts)|running|back|ready|to (?:enable|start))|\b(?:was|is|found to be|were) (?:not (?:be )?(?:running|enabled|started)|never (?:been )?(?:enabled|started)|disabled|inactive|stopped|masked)\b|(?<!\S)(?:(?:avait|a|ont|était|est) (?:arrêté|désactivé|stoppé)|n['’]était pas (?:démarré|activé))e?(?!\p{L})|\bestaba (?:detenid|parad|desactivad|apagad)[oa]\b|\bwar (?:gestoppt|deaktiviert|nicht (?:gestartet|aktiviert|aktiv))|\bnot (?:be )?(?:running|enabled)\b|\b(?:not|n['’]t) (?:be )?start(?:ed)? (?:automatically|by itself|on (?:boot|reboot|its own)|at boot)|\b(?:forgot|forgotten) to (?:enable|start)|\b(?:stopped|disabled) (?:it|the (?:k3s |kubelet )?service|(?:k3s(?:-agent)?|kubelet)(?:\.service)?(?=\W*$|\W+(?:on|for|last|yesterday|and|to)\b))/iu,
      not: /\b(?:exit(?:s|ed)? with|crash\w*|fatal|panic|error|fails? with|failed with|because of|certificate|cgroup|because the port)\b/i,
      unless:
        /\b(?:FATA|level=fatal|crash ?loop\w*|exit(?:s|ed) with|error message|keeps restarting|status=1|(?:can(?:not|['’]t)|could(?: not|n['’]t)|won['’]t|does(?: not|n['’]t)) (?:be )?(?:start|come up)(?:ed)?)\b/i,
    },
    {
      // What `systemctl status` showed, in somebody's words.
      about: /\b(?:services?|units?)\b/i,
      says: /\b(?:shows?(?: up)? as|(?:is|was|were)(?: shown as)?|shown as|appears? as|status(?: is)?:?|says?)\W+(?:inactive\b|(?:dead|disabled|stopped)(?=\W*$|\W+(?:and|after|since)\b))/i,
      given: /\b(?:k3s|rke2|kubelet|kubectl)\b/i,
      unless:
        /\b(?:FATA|level=fatal|crash ?loop\w*|exit(?:s|ed) with|error message|keeps restarting|status=1|docker service|containerd service|(?:can(?:not|['’]t)|could(?: not|n['’]t)|won['’]t|does(?: not|n['’]t)) (?:be )?(?:start|come up)(?:ed)?)\b/i,
    },
    {
      about: /\b(?:k3s|rke2)-killall(?:\.sh)?/i,
      says: /\b(?:ran|run|executed|called|started|used)\b/i,
      within: 12,
      unless:
        /\b(?:re-?start\w*|start\w* (?:it|k3s|the service) again|re-?boot\w*|re-?install\w*|uninstall\w*|still|same|upgrad\w*|helped|fixed|solved)\b/i,
    },
  ],
}
