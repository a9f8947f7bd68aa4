import { log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const row = (name: string, mtu: number) =>
  `7: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu ${mtu} qdisc noqueue state UP group default`

/** Rows of `ip link`. */
testPattern(pattern, {
  finds: [
    {
      name: 'a tunnel of WireGuard that is larger than its card',
      evidence: [log([row('eth0', 1400), row('flannel-wg', 1420)].join('\n'))],
      confidence: 'suspected',
    },
    {
      name: 'a tunnel of VXLAN that is as large as its card',
      evidence: [log([row('enp3s0', 1450), row('flannel.1', 1450)].join('\n'))],
      confidence: 'suspected',
    },
  ],
  staysQuiet: [
    {
      name: 'the sizes that K3s chooses',
      evidence: [log([row('eth0', 1500), row('flannel.1', 1450), row('cni0', 1450)].join('\n'))],
    },
    {
      name: 'a small card beside the one that the tunnel may take',
      evidence: [log([row('wlan0', 1400), row('eth0', 1500), row('flannel.1', 1450)].join('\n'))],
    },
    {
      name: "Cilium's device, whose pods are told another size by their routes",
      evidence: [log([row('eth0', 1500), row('cilium_vxlan', 1500)].join('\n'))],
    },
  ],
  cannotTell: [
    {
      name: 'a tunnel without its card',
      silent: true,
      evidence: [log(row('flannel.1', 1500))],
    },
  ],
})
