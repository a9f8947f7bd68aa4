import { nodes } from '#src/model/facts/kubernetes.ts'
import { facts, log, testPattern } from '#test/support/pattern.ts'
import pattern from './pattern.ts'

const node = (name: string, address: string) => ({
  name,
  conditions: [],
  unschedulable: false,
  taints: [],
  roles: [],
  addresses: [address],
})

testPattern(pattern, {
  finds: [
    {
      name: 'two cards that answer, in the order of the other arping',
      evidence: [
        log(
          '60 bytes from 2c:cf:67:00:00:01 (10.7.0.20): index=0 time=4.0 msec\n60 bytes from d8:3a:dd:00:00:02 (10.7.0.20): index=1 time=5.9 msec',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'calico, which finds its address with another node',
      evidence: [log('Calico node "pi02" is already using the IPv4 address 10.7.0.20.')],
      confidence: 'confirmed',
    },
    {
      name: 'routes of a network plugin that was there before',
      evidence: [log('Network 10.42.0.0/16 overlaps with existing route 10.42.7.64/26 on host')],
      confidence: 'confirmed',
    },
    {
      name: 'a network of Docker that is taken',
      evidence: [
        log(
          'Error response from daemon: invalid pool request: Pool overlaps with other one on this address space',
        ),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'a home network in the range of the pods',
      evidence: [log('default via 10.42.0.1 dev eth0 proto dhcp src 10.42.0.57 metric 202')],
      confidence: 'confirmed',
    },
    {
      name: 'the address of such a node',
      evidence: [
        log('    inet 10.42.0.57/23 brd 10.42.1.255 scope global dynamic noprefixroute end0'),
      ],
      confidence: 'confirmed',
    },
    {
      name: 'pods of one address on two nodes',
      evidence: [
        log(
          'web-6c5b9dd56c-xjc6c   1/1   Running   0   23s   10.38.0.1   moor\napi-f9f9756df-6kpwh   1/1   Running   2 (3m ago)   26s   10.38.0.1   fell',
        ),
      ],
      confidence: 'confirmed',
    },
  ],
  staysQuiet: [
    {
      name: 'one card that answers twice',
      evidence: [
        log(
          '60 bytes from 2c:cf:67:00:00:01 (10.7.0.20): index=0\n60 bytes from 2c:cf:67:00:00:01 (10.7.0.20): index=1',
        ),
      ],
    },
    {
      name: "the cluster's own bridge and tunnel",
      evidence: [
        log(
          '10.42.0.0/24 dev cni0 proto kernel scope link src 10.42.0.1\n    inet 10.42.0.1/24 brd 10.42.0.255 scope global cni0\n    inet 10.42.0.0/32 scope global flannel.1\ndefault via 10.7.0.1 dev eth0 proto dhcp metric 100',
        ),
      ],
    },
    {
      name: "pods on their node's network, and one that has ended",
      evidence: [
        log(
          'kube-proxy-abcde   1/1   Running   0   1d   10.7.0.20   moor\nspeaker-zyxwv   1/1   Running   0   1d   10.7.0.20   moor\nweb-a   1/1   Running   0   1d   10.42.1.7   moor\njob-b   0/1   Completed   0   1d   10.42.1.7   fell',
        ),
      ],
    },
    {
      name: "VirtualBox's NAT, the same for each machine",
      rival: 'cni-wrong-interface',
      evidence: [
        facts(nodes, [node('moor', '10.0.2.15'), node('fell', '10.0.2.15')]),
        log(
          'kube-flannel-ds-abcde   1/1   Running   0   1d   10.0.2.15   moor\nkube-flannel-ds-zyxwv   1/1   Running   0   1d   10.0.2.15   fell',
        ),
      ],
    },
    {
      name: 'wire before air',
      evidence: [
        log(
          'default via 10.7.0.1 dev eth0 proto dhcp src 10.7.0.20 metric 100\ndefault via 10.7.0.1 dev wlan0 proto dhcp src 10.7.0.21 metric 600',
        ),
      ],
    },
  ],
  cannotTell: [
    {
      name: 'two ways out of one rank',
      evidence: [
        log(
          '0.0.0.0         10.7.0.1        0.0.0.0         UG    0      0        0 eth0\n0.0.0.0         10.9.0.1        0.0.0.0         UG    0      0        0 eth1',
        ),
      ],
    },
    {
      name: 'the same as ip shows it',
      evidence: [
        log('default via 10.7.0.1 dev eth0 onlink\ndefault via 10.9.0.1 dev usb0 proto static'),
      ],
    },
  ],
})
