import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import { judge } from '#src/rules/judge.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { log, takenAt } from '#test/support/pattern.ts'

/**
 * What people say of a cause, in sentences of our own. Each is then guessed, asked, supposed and
 * denied: said so, none is evidence of anything.
 */
const sentences: Readonly<Record<string, readonly string[]>> = {
  'app-fault': ['The pod does not start, since the secret that it names does not exist.'],
  'kernel-limit-exhausted': [
    'The inotify instances of the node were used up by the log collector.',
  ],
  'power-loss': [
    'The power went out on Sunday and two nodes are dead since then.',
    'The breaker of the garage tripped and the whole rack was down.',
    'The PoE switch rebooted and all of the boards went off with it.',
    'After the blackout of last night half of the nodes are NotReady.',
    'Nach einem Stromausfall startet der Knoten nicht mehr.',
    'Après une coupure de courant le nœud ne démarre plus.',
  ],
  'kernel-regression': [
    'I reverted to kernel 6.6.51 and everything is stable.',
    'The same board runs with kernel 5.4 from the vendor.',
    'Nodes with Talos 1.7.2 and the same load do not show this.',
    'With the vendor kernel this problem does not happen.',
    'The network works fine up to kernel 6.6.51 but not with 6.12.20.',
  ],
  'disk-media-failing': [
    'The hard disk of the second node has 24 reallocated sectors.',
    'The SSD of the server has failed.',
  ],
  'unclean-node-shutdown': [
    'The reboot gets stuck on unmounting the volumes of the pods.',
    'The shutdown did not wait for the pods of the node.',
    'A stop job is running for the kubelet and never ends.',
  ],
  'kernel-crash-or-lockup': [
    'On the second board the kernel panics every night.',
    'The kernel got an oops in the driver of the disk.',
  ],
  'probe-too-strict': [
    'The liveness probe kills it before the program is up.',
    'The startup probe of the chart is too strict for a board.',
    'The kubelet killed the container before it could finish its migration because of the liveness probe.',
    'The program takes two minutes to start and the livenessProbe gives it thirty seconds.',
    'I raised the initialDelaySeconds of the probe and the restarts are gone.',
    'The kubelet killed the pod before it came up for the startupProbe.',
    'The probes are too aggressive for such a slow board.',
  ],
  'cluster-dns-failing': [
    'On this host the coredns pod is crashing all day.',
    'It was CoreDNS that looped.',
    'On the machine names resolve while DNS fails in all containers.',
    'Pods cannot resolve names of the internet.',
    'The search domain of the router is appended to each name in the pods.',
    'I changed the resolv.conf of the node and names work again.',
    'The search domain of the pods has a wildcard.',
    'The upstream DNS server was down, and no pod could resolve anything.',
  ],
  'server-unreachable-from-agent': [
    'The agent cannot connect to the server.',
    'Both workers fail to connect to the control plane.',
  ],
  'node-disk-full': [
    'This morning the root disk of pi02 had filled up.',
    'The drive was at 100% and nothing started.',
    'The server is at 93% disk and k3s restarts every few minutes.',
    'Old images filled the disk of the node.',
  ],
  'volume-full': [
    'The volume of the database is full.',
    'The folder /data is full in the pod.',
    'Our wal directory grew until the pvc ran out of space.',
    'The binlogs ate the whole data volume.',
  ],
  'host-address-or-route-conflict': [
    'Since the new router the IP of the second node has changed.',
    'The server keeps its old IP address after the move.',
    'Both of my nodes announce the same virtual IP.',
    'I gave each node a static IP and it has been stable since.',
    'The network of our office overlaps with the pod network of the cluster.',
    'The VPN client adds a route for 10.0.0.0/8, and the services are unreachable since.',
    'The virtual IP is present on two nodes at once.',
    'The pool of MetalLB lies within the DHCP range of my router.',
  ],
  'cni-wrong-interface': [
    'On the second machine flannel picked the wrong interface.',
    'On all of them calico was using the docker0 address.',
    'flannel took the address of wlan0 although a cable is plugged in.',
  ],
  'overlay-mtu-or-offload': [
    'Ping works while large packets between the nodes are dropped.',
    'The MTU of the tunnel was too large.',
    'Small requests work fine while downloads stall between the nodes.',
    'Curl hangs on the tunnel while ping works.',
    'I lowered the MTU to 1280 and the timeouts are gone.',
    'Packets above 1400 bytes never arrive at pods of the other node.',
    'Every TLS handshake hangs while plain http works.',
    'tcpdump shows a wrong checksum on the VXLAN packets of one node.',
  ],
  'traffic-blocked': [
    'The firewall on the new node was blocking it.',
    'The machine answers the worker, just not on port 6443.',
    'I stopped firewalld on all nodes and the timeouts are gone.',
    'In the end the issue was ufw.',
    'One of the nodes had firewalld running, and its pods cannot be reached.',
    'The hypervisor silently drops the VXLAN packets between our nodes.',
  ],
  'rwx-or-nfs-mount': [
    'The NFS server was down since the weekend.',
    'My RWX volume cannot be mounted on the third node.',
    'The SMB share drops out every few hours.',
    'Files of the NFS volume belong to nobody.',
  ],
  'host-port-conflict': [
    'The port was already taken by the nginx of the host.',
    'There was a port conflict between the two exporters.',
    'Both pods compete for the metrics port of the node.',
    'The pod stays pending since port 53 in use.',
    'An old nginx was still listening on port 80 of the node.',
  ],
  'longhorn-multipathd-claims-device': [
    'On these hosts multipathd grabbed the device of the volume.',
    'It was multipath that had claimed it.',
  ],
  'longhorn-replica-count-exceeds-nodes': [
    'The default is three replicas and there is only one node.',
    'There are more replicas than nodes.',
    'We have two nodes and the default of three replicas.',
  ],
  'volume-attached-elsewhere': [
    'The volume is still attached to the old node.',
    'The iscsi session was never torn down.',
    'The claim is ReadWriteOnce and the new pod lands on another node.',
  ],
  'k3s-configuration-invalid': [
    'With swap enabled the kubelet refuses to start.',
    'The config file of k3s had a typo.',
    'The --flannel-backend was omitted on the new server.',
  ],
  'cert-expired': [
    'After a year all the certificates had expired.',
    'The cert of the kubelet ran out on Sunday.',
    'I set the date back by a month and kubectl works again.',
  ],
  'cordon-left-behind': [
    'After the upgrade one node stays unschedulable.',
    'The node was never uncordoned.',
    'My nodes are randomly cordoned.',
  ],
  'oom-container-limit': [
    'The pod crashloops with OOM every few minutes.',
    'Our operator hits its memory limit.',
    'The pod was terminated due to out-of-memory this morning.',
    'I raised the memory limit and the pod has not crashed since.',
    'The memory limit of the container is too low, and it restarts every hour.',
  ],
  'drain-blocked-by-budget': [
    'The PDB of the database blocks the drain of that node.',
    'The drain hangs forever on a pod with a PodDisruptionBudget.',
    'kubectl drain never finishes, it keeps trying to evict the database.',
  ],
  'cni-not-ready': [
    'The CNI plugin was missing on the new node.',
    'The flannel pod was crashing and all nodes stayed NotReady.',
    'The problem was the pod-network-cidr of the installation.',
    'The folder /etc/cni/net.d is empty on the new node, and all pods wait.',
    'Since the reboot no pod gets an IP on the second node.',
  ],
  'longhorn-disk-unschedulable': [
    'In Longhorn the disk is shown as unschedulable.',
    'The storage over provisioning percentage was set to 0.',
    'The disk was below the minimal available percentage.',
  ],
  'etcd-quorum-or-member': [
    'With two servers down the cluster lost quorum.',
    'There was a stale etcd member in the list.',
    'The third server stays in learner for hours and etcd says so.',
  ],
  'longhorn-iscsi-unusable': [
    'On the new node open-iscsi was not installed.',
    'The iscsid was masked there.',
    'The cloned boards had an empty initiatorname file.',
  ],
  'kernel-feature-missing': [
    'This kernel was built without the vxlan module, it is not available.',
    'The module iscsi_tcp is missing in that image.',
  ],
  'image-unusable': [
    'The image is only available for amd64.',
    'The tag does not exist, we had made it up.',
    'I cannot start it, since the tag was removed from Docker Hub.',
    'MongoDB needs AVX, which the processor of my board does not have.',
  ],
  'known-version-bug': [
    'I rolled back to v1.28.4+k3s2 and the pods start again.',
    'We upgraded to v1.29.3+k3s1 and the error is gone.',
  ],
  'version-skew': [
    'The agent was newer than the server.',
    'We had upgraded from 1.24 to 1.27 in one step on all nodes.',
  ],
  'longhorn-webhook-unreachable': [
    'The Longhorn webhook blocked the updates of the nodes.',
    'The admission webhook of longhorn times out.',
    'The webhook of Longhorn is still registered.',
  ],
  'join-credentials-mismatch': [
    'The token of the agent was wrong.',
    'The node password does not match what the server has stored.',
  ],
  'memory-cgroup-disabled': [
    'The memory cgroup was not enabled on these boards.',
    'In cmdline.txt the cgroup options stood on a separate line.',
  ],
  'under-voltage': [
    'I get an undervoltage warning on the screen whenever both disks spin up.',
    'The Pi browns out as soon as the camera starts.',
  ],
  'thermal-throttling': [
    'The CPU is at 84°C all afternoon and everything is slow.',
    'The board overheats in its closed case.',
  ],
  'sd-card-failing': [
    'After two years the SD card died and the node would not start.',
    'I cloned everything to a new SD card and there were no more freezes.',
  ],
  'usb-storage-fault': [
    'My USB SSD disconnects every few hours and comes back as another device.',
    'Since I disabled UAS for the enclosure it runs without errors.',
    'Each night dmesg shows USB resets and the SSD is read-only.',
  ],
  'watchdog-not-armed': [
    'The hardware watchdog never fired that night.',
    'The bcm2835_wdt module was not loaded on that board.',
  ],
  'nvme-link-or-power-state': [
    'The NVMe drive disappears after some hours until I cut the power.',
    'When I copy large files to the NVMe drive, the board freezes.',
    'The PCIe link training fails with this SSD.',
  ],
  'nic-or-link-fault': [
    'The WiFi drops every few minutes while the node itself keeps working.',
    'eth0 goes down and up all day.',
  ],
  'clock-skew': [
    'The clock of the new node was two years behind.',
    'After each start the time is wrong until NTP answers.',
  ],
  'oom-killer-node': ['Every night the oom-killer kills half of what runs on the node.'],
  'slow-datastore-disk': ['etcd keeps losing its leader, and it lives on an SD card.'],
  'cert-not-trusted': [
    'The kubeconfig of my notebook still had the old CA of the cluster.',
    'Since then the agents do not trust the CA of the server.',
  ],
  'apiserver-overload-tls-timeouts': ['The API server of this small board was overwhelmed.'],
  'k3s-service-stopped': ['After the reboot k3s-agent was disabled and the node stayed NotReady.'],
  'filesystem-corruption': [
    'The file system had two zero-byte configs and fsck repaired them.',
    'The superblock was damaged and we had to use a spare one.',
    'On the first start fsck reported dozens of broken inodes.',
  ],
  'longhorn-rebuild-saturation': [
    'While Longhorn rebuilds its replicas the load of the boards goes above 20.',
    'The rebuild of the volumes brought the whole cluster down.',
  ],
  'longhorn-engine-lost-replicas': [
    'The engine of that volume died when the switch was restarted.',
    'At night the Longhorn volume went read-only under the database.',
  ],
  'longhorn-csi-driver-not-registered': [
    'On the new node the CSI plugin of Longhorn was not deployed.',
    'The kubelet directory of that node was moved and Longhorn looks in the old one.',
  ],
  'longhorn-drain-blocked': [
    'The LH PDB was never removed after the pods had left.',
    'Longhorn does not let the node drain.',
  ],
  'node-silent': [
    'One of my agents never came back after the update.',
    'The third node has been marked NotReady since yesterday.',
    'Every second night a Pi drops out of the cluster.',
    'The server with the old disk is not reachable, and my nodes are offline.',
    'Der Knoten antwortet nicht mehr.',
  ],
  'k3s-restarting': [
    'The k3s service keeps restarting since the last update.',
    'k3s-agent is stuck in activating on the new board.',
    'Since this morning k3s does not start on the server.',
    'Der Dienst k3s startet nicht mehr seit dem Update.',
  ],
  'api-not-ready': [
    'kubectl hangs for minutes and then gives up.',
    'The API server stopped responding in the evening.',
    'I fail to reach the cluster, k9s cannot connect.',
  ],
  'page-size-16k': ['Elasticsearch crashes on the page size of 16k.'],
  'pods-not-well': [
    'After the reboot half of the pods are stuck in Terminating.',
    'The deployment never becomes ready and its pods keep crashing.',
    'All my workloads are Pending since then.',
  ],
  'volume-not-mounting': [
    'The PVC of the database cannot be mounted on any node.',
    'Two of the volumes are stuck in attaching.',
    'Since the move the volume does not detach from the old node.',
  ],
  'volume-degraded': [
    'All Longhorn volumes are degraded since the node is gone.',
    'One replica never rebuilds.',
  ],
}

// One list for all: what is made ready for it is made ready once.
const queries = patterns.flatMap((pattern) => pattern.queries)

function causesIn(text: string): string[] {
  const index = indexEvidence([log(text)], queries, Date.parse(takenAt))
  return judge(patterns, index).matched.map(({ pattern }) => pattern.id)
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
const without = (text: string) => text.replace(/\.$/, '')
/** Ways in which the same words state nothing. */
const unstated: Readonly<Record<string, (text: string) => string>> = {
  'a guess': (text) => `Maybe ${lower(text)}`,
  'a guess behind it': (text) => `${without(text)}, I guess.`,
  'a question': (text) => `${without(text)}?`,
  'what is not known': (text) => `I do not know whether ${lower(text)}`,
  'a condition': (text) => text.replaceAll(/,/g, '').replace(/^/, 'Only if it happens that '),
  'what was ruled out': (text) => `I ruled out that ${lower(text.replaceAll(/,/g, ''))}`,
}

/** Their older words for lines hear such a sentence however it is meant: nothing is shown of them here. */
const heardAsLines = ['node-overload']

test('each pattern that listens to people is here', () => {
  const listening = patterns.filter(({ told }) => told !== undefined).map(({ id }) => id)
  expect([...Object.keys(sentences), ...heardAsLines].toSorted()).toEqual(listening.toSorted())
})

describe.each(Object.entries(sentences))('%s', (id, said) => {
  test.each(said)('%s', (text) => expect(causesIn(text)).toContain(id))

  test.each(Object.entries(unstated))('%s is no evidence', (_, change) => {
    for (const text of said) expect(causesIn(change(text)), change(text)).not.toContain(id)
  })
})
