import { describe, expect, test } from 'vitest'
import { indexEvidence } from '#src/collect/index-evidence.ts'
import type { Evidence, Observation } from '#src/model/evidence.ts'
import { told } from '#src/model/facts/told.ts'
import { diagnose } from '#src/rules/diagnose.ts'
import { judge } from '#src/rules/judge.ts'
import { patterns } from '#src/rules/patterns/index.ts'
import { rank } from '#src/rules/rank.ts'
import { log, takenAt } from '#test/support/pattern.ts'

const queries = patterns.flatMap((pattern) => pattern.queries)
const index = (evidence: readonly Evidence[]) =>
  indexEvidence(evidence, queries, Date.parse(takenAt))
const causesOf = (...texts: readonly string[]) =>
  rank(judge(patterns, index(texts.map((text) => log(text)))).matched)
    .findings.filter(({ kind }) => kind === 'cause')
    .map(({ cause }) => cause)

describe('an account is heard by the pattern of its cause', () => {
  test.each([
    [
      'server-unreachable-from-agent',
      'I changed K3S_URL on the workers to the new address, and all of them are connected again.',
    ],
    ['server-unreachable-from-agent', 'The worker was pointed at the wrong IP of the master.'],
    [
      'server-unreachable-from-agent',
      'The agents still try to reach the address that the server had before.',
    ],
    ['join-credentials-mismatch', 'I had copied the join token without its last characters.'],
    [
      'join-credentials-mismatch',
      'I deleted the node password secret and the agent came up at once.',
    ],
    [
      'join-credentials-mismatch',
      'The reinstalled node is refused because its old password is still stored on the server.',
    ],
    [
      'join-credentials-mismatch',
      'Two of my boards were both called raspberrypi, so only one of them showed up.',
    ],
    [
      'cert-expired',
      'k3s had been running untouched for 13 months and since this morning nothing can log in.',
    ],
    ['cert-expired', 'All certificates had a validity of one year and ended on Sunday.'],
    ['cert-expired', 'I restarted k3s and it renewed its certificates, now kubectl works again.'],
    [
      'etcd-quorum-or-member',
      'The dead master was still listed as a member, I removed it with etcdctl and the new one joined.',
    ],
    [
      'etcd-quorum-or-member',
      'With only two servers the whole cluster stops when I reboot one of them.',
    ],
    [
      'slow-datastore-disk',
      'etcd is on the SD card and complains all day that requests took too long.',
    ],
    [
      'k3s-configuration-invalid',
      'The k3s unit still had a flag that the new version does not know any more.',
    ],
    [
      'k3s-configuration-invalid',
      'The second server was started with another flannel backend than the first.',
    ],
    ['k3s-configuration-invalid', 'k3s-agent.service.env was empty after the reinstall.'],
    [
      'k3s-service-stopped',
      'The k3s service was never enabled, so it did not come back after the reboot.',
    ],
    ['k3s-service-stopped', 'Yesterday I ran k3s-killall.sh on the master.'],
    ['version-skew', 'The agents run 1.31 while the server is still on 1.28.'],
    [
      'version-skew',
      'I installed the newest k3s on the new worker, the server is two versions older.',
    ],
    ['cert-not-trusted', 'The kubeconfig is from the old cluster, which had another CA.'],
    ['slow-datastore-disk', 'I moved etcd to an NVMe and the leader elections stopped.'],
    [
      'known-version-bug',
      'It was broken in v1.29.3+k3s1, I went back to v1.29.1+k3s1 and it is stable.',
    ],
    ['version-skew', 'We downgraded the control plane to v1.27.4, and it does not start.'],
    ['version-skew', 'With the same k3s versions on both nodes everything works.'],
    ['cert-expired', 'It ran for months without any problems until the certificates expired.'],
    [
      'cert-expired',
      'Before the certificates expired we had tested the renewal, yet last night the old certificates expired.',
    ],
    ['k3s-configuration-invalid', 'Since I changed the node-ip the agent can no longer join.'],
    [
      'k3s-configuration-invalid',
      'I restored the snapshot without passing the --token flag and K3s exits with an error.',
    ],
    [
      'cert-not-trusted',
      'I regenerated the CA certificates of the server. Now no nodes can join and all agents are refused.',
    ],
    [
      'slow-datastore-disk',
      'etcd changes its leader all day. fio shows a 99th percentile of 120 ms for fdatasync.',
    ],
    ['slow-datastore-disk', 'The disk is old, and sqlite is painfully slow on it.'],
    ['k3s-service-stopped', 'kubectl times out. The k3s service is shown as inactive (dead).'],
    ['under-voltage', 'I get an undervoltage warning on the screen whenever both disks spin up.'],
    ['under-voltage', 'The Pi browns out as soon as the camera starts.'],
    ['under-voltage', 'The 5V rail drops to 4.6V when all four nodes boot.'],
    [
      'under-voltage',
      'I swapped the charger for the official power supply and it has been stable since.',
    ],
    [
      'power-loss',
      'Last night the power went out for an hour, and two of my nodes did not come back.',
    ],
    ['power-loss', 'The cleaner unplugged the power strip, so all boards were off.'],
    ['thermal-throttling', 'The CPU is at 84°C all afternoon and everything is slow.'],
    ['thermal-throttling', 'The board overheats in its closed case.'],
    ['sd-card-failing', 'After two years the SD card died and the node would not start.'],
    ['sd-card-failing', 'I cloned everything to a new SD card and there were no more freezes.'],
    [
      'usb-storage-fault',
      'My USB SSD disconnects every few hours and comes back as another device.',
    ],
    ['usb-storage-fault', 'Since I disabled UAS for the enclosure it runs without errors.'],
    [
      'nvme-link-or-power-state',
      'The NVMe drive disappears after some hours until I cut the power.',
    ],
    ['nvme-link-or-power-state', 'When I copy large files to the NVMe drive, the board freezes.'],
    ['nic-or-link-fault', 'The WiFi drops every few minutes while the node itself keeps working.'],
    ['nic-or-link-fault', 'eth0 goes down and up all day.'],
    ['nic-or-link-fault', 'I replaced the ethernet cable and have had no disconnects since.'],
    ['clock-skew', 'The clock of the new node was two years behind.'],
    ['clock-skew', 'After each start the time is wrong until NTP answers.'],
    ['kernel-regression', 'After the last kernel upgrade the Pi no longer boots.'],
    ['kernel-regression', 'I ran apt full-upgrade and rebooted. All I get is a rainbow screen.'],
    ['kernel-regression', 'Since the firmware update both of my Pis freeze after some hours.'],
    ['kernel-regression', 'I reverted to kernel 6.6.51 and everything is stable.'],
    ['nvme-link-or-power-state', 'The NVMe drive is only sometimes detected after a warm reboot.'],
    ['clock-skew', 'The date resets every time I unplug the board.'],
    ['nic-or-link-fault', 'The wireless connection of the third node is flaky.'],
    ['sd-card-failing', 'Since I switched to another SD card no file system corruption occurred.'],
    ['oom-killer-node', 'Every night the oom-killer kills half of what runs on the node.'],
    ['node-overload', 'The load average is above 30 and ssh takes minutes.'],
    [
      'kernel-regression',
      'On HAOS 13 both boards were stable for months. With 14.2 they hang every night.',
    ],
    [
      'kernel-regression',
      'With firmware 1.20230405 the Pi hangs while booting. 1.20220331 works fine.',
    ],
    [
      'kernel-regression',
      'The board rebooted twice a day, we never had these reboots under bullseye.',
    ],
    ['kernel-regression', 'We see the disconnects since kernel 6.8 on all three boards.'],
    ['kernel-regression', 'All was well up to 6.12.30, now the card gives errors.'],
    [
      'kernel-regression',
      'When I go back to 6.1.63 the problem is gone. It is a CM4 with a Linux image of my own.',
    ],
    [
      'kernel-regression',
      'I rebooted into the old kernel from the grub menu and the network works again.',
    ],
    ['kernel-regression', 'Pinning the kernel to 6.6.74 stopped the crashes.'],
    [
      'kernel-regression',
      'After apt full-upgrade pulled in 6.12.34 the Pi 5 lost its network within minutes.',
    ],
    [
      'memory-cgroup-disabled',
      'The log tells me to add cgroup_memory to cmdline.txt, and I rebooted twice.',
    ],
    [
      'memory-cgroup-disabled',
      'k3s would not start until I appended cgroup_enable=memory to cmdline.txt.',
    ],
    [
      'kernel-feature-missing',
      'Docker fails to start, several required modules are missing on this kernel.',
    ],
    ['kernel-feature-missing', 'k3s check-config complains that CONFIG_CGROUP_PIDS is missing.'],
    ['page-size-16k', 'Redis crashes on the Pi 5 because of the 16k page size.'],
    ['kernel-crash-or-lockup', "The node panicked with 'Attempted to kill init'."],
    ['kernel-crash-or-lockup', 'Both CPU cores were stuck for 22 seconds, as the console says.'],
    [
      'watchdog-not-armed',
      'RuntimeWatchdogSec was not set, so the hung node stayed down for nine hours.',
    ],
    [
      'unclean-node-shutdown',
      'Shutdown takes 90 seconds because containerd-shim processes do not stop.',
    ],
    [
      'unclean-node-shutdown',
      'The node was rebooted without a drain, and the Longhorn volumes went read-only.',
    ],
    ['usb-storage-fault', 'lsusb no longer lists the SSD until I power-cycle the hub.'],
    [
      'usb-storage-fault',
      'Half of the pool went to FAULTED during the scrub, all disks hang on a USB hub.',
    ],
    ['nic-or-link-fault', 'The transmit queue of the card stalls, while it still receives.'],
    ['nic-or-link-fault', 'The RTL8156 adapter goes offline every night until I replug it.'],
    [
      'nic-or-link-fault',
      'The switch port showed 4000 CRC errors until I changed the patch cable.',
    ],
    ['sd-card-failing', 'dd to the card stalls and the kernel prints mmc0 timeouts.'],
    ['nvme-link-or-power-state', 'Since the resume the NVMe drive rejects every command.'],
    [
      'thermal-throttling',
      'The heatsink had come off, so the SoC throttled whenever Longhorn rebuilt.',
    ],
    ['under-voltage', 'We traced the reboots to a cheap USB-C cable with too thin wires.'],
    ['under-voltage', 'As soon as I plug in the second SSD the node restarts.'],
    [
      'under-voltage',
      'The label of the disk says 1.5A, and the USB ports give only 1.2A for all devices.',
    ],
    [
      'power-loss',
      'The PoE+ switch ran over its budget when the fifth Pi came up, and two nodes dropped.',
    ],
    ['power-loss', 'The mains feed of the rack was interrupted for ten minutes this morning.'],
    ['power-loss', 'Three of the boards hang on the same faulty power strip and reboot together.'],
    ['power-loss', 'Somebody tripped over the plug of the rack.'],
    ['power-loss', 'Durch zwei Stromausfälle ist der Pi nicht mehr gestartet.'],
    ['power-loss', '昨晚停电了,今天所有节点都起不来。'],
    [
      'node-overload',
      'Prometheus was using nearly all the memory of the board, and the node went NotReady.',
    ],
    ['node-overload', 'The node was under memory pressure and its kubelet stopped responding.'],
    ['traffic-blocked', 'After all that, it was the firewall.'],
    ['traffic-blocked', 'All pods on node-2 lost DNS after I ran `ufw enable`.'],
    ['traffic-blocked', 'Since we installed firewalld that node cannot reach the API.'],
    [
      'power-loss',
      'The boards rebooted one by one: PoE says "overload, power denied" for the port.',
    ],
    [
      'node-disk-full',
      'The disk usage is at 91% and pods are evicted, most of it are docker images.',
    ],
    ['slow-datastore-disk', 'etcd keeps losing its leader, and it lives on an SD card.'],
    [
      'k3s-service-stopped',
      'After the reboot k3s-agent was disabled and the node stayed NotReady.',
    ],
    [
      'kernel-regression',
      'After flashing the new bootloader update, our third board refuses to boot.',
    ],
    [
      'kernel-regression',
      'Updating the kernel to 6.12.20 caused random disconnects of the disk on all three nodes.',
    ],
    ['kernel-regression', 'Since the firmware update, the NVMe disk is invisible to the board.'],
    [
      'thermal-throttling',
      'The board powers itself off after an hour, always with a thermal shutdown message on the console.',
    ],
    [
      'nvme-link-or-power-state',
      'The PCIe link training fails on every second boot, so the SSD is missing.',
    ],
    ['nvme-link-or-power-state', 'My NVMe controller dies under load until I unplug the board.'],
    [
      'power-loss',
      'At 3:12 the UPS switched to battery, and when it was drained all three nodes went down.',
    ],
    ['power-loss', 'There was a short power dip in the building and two nodes rebooted.'],
    [
      'usb-storage-fault',
      'Every night I see USB resets in dmesg and the SSD is read-only afterwards.',
    ],
    [
      'watchdog-not-armed',
      'The board stood still all night and the hardware watchdog never fired.',
    ],
    ['disk-media-failing', 'SMART shows 48 reallocated sectors on the disk of the second node.'],
    ['known-version-bug', 'I rolled back to v1.28.4+k3s2 and the pods start again.'],
    ['known-version-bug', 'I upgraded to v1.29.3+k3s1 and the error is gone.'],
    ['known-version-bug', 'Downgrading to Longhorn 1.5.3 solved it.'],
    [
      'known-version-bug',
      'No volume of Longhorn could be attached. I upgraded to 1.5.3 and the error is gone.',
    ],
    ['volume-full', 'The write-ahead logs filled up the volume of the database overnight.'],
    ['volume-full', 'We saw two disk-full failures of the data volume this week.'],
    [
      'volume-full',
      'When the database runs out of free space, its volume becomes read-only until we grow it.',
    ],
    ['volume-full', 'Our PVC consumed all its available space and the database stops.'],
    ['volume-full', 'The photo volume has run full over night.'],
    ['volume-full', 'Das PVC der Mailbox ist voll.'],
    ['volume-full', 'The claim had only 12 MB free and the pod would not start.'],
    ['volume-full', 'The PVC of our wiki was far too small, and the pod stopped with an error.'],
    [
      'volume-full',
      'Half of the pods crash since there was not enough space left. I had to enlarge their claims.',
    ],
    ['volume-full', 'In the end its storage was full, and the pod of Loki did not start.'],
    [
      'longhorn-engine-lost-replicas',
      'The instance manager of pi02 was deleted by somebody, and all pods there got I/O errors.',
    ],
    [
      'longhorn-engine-lost-replicas',
      'Every night the instance managers restart and the databases end in CrashLoopBackOff.',
    ],
    [
      'longhorn-engine-lost-replicas',
      'I see input/output errors from two Longhorn volumes in the kernel log.',
    ],
    [
      'volume-attached-elsewhere',
      'The second pod cannot mount the volume, which is already attached to pi01.',
    ],
    [
      'volume-attached-elsewhere',
      'The new replica set waits while the old pods are still attached to the disk.',
    ],
    [
      'longhorn-csi-driver-not-registered',
      'Longhorn is installed, but the CSI plugin pods stay in Init on one node.',
    ],
    [
      'longhorn-csi-driver-not-registered',
      'The csinode of pi03 shows 0 drivers, and no Longhorn volume is mounted there.',
    ],
    [
      'longhorn-iscsi-unusable',
      'Since the update iscsi-tools cannot parse the old node records, and no volume attaches.',
    ],
    [
      'rwx-or-nfs-mount',
      'A dozen processes are in D state on pi02 and all of them use the NFS folder.',
    ],
    [
      'rwx-or-nfs-mount',
      'Since the update the databases on our NFS shares cannot lock their files.',
    ],
    [
      'rwx-or-nfs-mount',
      'On the third node the mount of the NAS was gone, and the pods wrote into an empty folder.',
    ],
    [
      'longhorn-disk-unschedulable',
      'Our scheduled storage is 20 GiB over the limit, so no new replica is placed.',
    ],
    ['filesystem-corruption', 'The volume can be mounted only after running xfs_repair.'],
    ['filesystem-corruption', 'The partition had errors until e2fsck repaired it.'],
    ['rwx-or-nfs-mount', 'I forgot to install nfs-common on the third worker.'],
    [
      'rwx-or-nfs-mount',
      'The pods failed at first, and installing nfs-utils on all nodes fixed it.',
    ],
    ['rwx-or-nfs-mount', 'Since our NAS moved, df hangs on two nodes.'],
    ['rwx-or-nfs-mount', 'The export does not list the address of the new worker.'],
    ['longhorn-iscsi-unusable', 'I had to enable iscsid before the volumes attached.'],
    ['longhorn-iscsi-unusable', 'No volume would attach, and installing open-iscsi solved it.'],
    [
      'longhorn-multipathd-claims-device',
      'I disabled multipathd on both nodes and the volumes mount again.',
    ],
    [
      'longhorn-replica-count-exceeds-nodes',
      'With two nodes a replica count of 3 leaves each volume degraded.',
    ],
    [
      'longhorn-engine-lost-replicas',
      'Each volume went read-only after its instance manager was killed.',
    ],
    ['longhorn-webhook-unreachable', 'The webhook of Longhorn could not be reached for an hour.'],
    [
      'longhorn-csi-driver-not-registered',
      "Longhorn's driver is not registered on the new worker.",
    ],
    ['volume-attached-elsewhere', 'The old pod kept the volume, and the rollout never finished.'],
    [
      'volume-attached-elsewhere',
      'Since the switch to a new image the new pod waits for the disk of the old one.',
    ],
    [
      'volume-attached-elsewhere',
      'The rollout was stuck, changing the strategy to Recreate fixed it.',
    ],
    ['longhorn-drain-blocked', 'The drain never ends because of the instance managers.'],
    ['known-version-bug', 'It is a known bug of Longhorn 1.5.2.'],
    ['rwx-or-nfs-mount', 'The node ends up with a dozen stuck NFS mounts.'],
    ['rwx-or-nfs-mount', 'We have to reboot because of stale smb shares.'],
    [
      'longhorn-multipathd-claims-device',
      'The pod cannot mount its volume, and lsblk shows mpathb below the disk.',
    ],
    ['etcd-quorum-or-member', 'The third server stays in learner for hours and etcd says so.'],
    ['k3s-configuration-invalid', '--flannel-backend was omitted on the new server.'],
    [
      'k3s-configuration-invalid',
      'On the worker both services start after a reboot and block each other.',
    ],
    [
      'cert-expired',
      'I set this cluster up one year ago, and since today I cannot connect with kubectl.',
    ],
    ['cert-expired', 'I set the date back by a month and kubectl works again.'],
    [
      'kernel-limit-exhausted',
      'The pods crashed again and again. Raising fs.inotify.max_user_instances solved it.',
    ],
    [
      'host-address-or-route-conflict',
      'All nodes lost their connection. Maybe that is because I used 10.42.0.x for my static IPs.',
    ],
    [
      'cni-wrong-interface',
      'My nodes have two network cards. By default it uses the public address, which the others cannot reach.',
    ],
    [
      'cordon-left-behind',
      'The pods were stuck in Pending. I uncordoned the nodes and all is back to normal.',
    ],
    [
      'cni-wrong-interface',
      'Pods did not reach each other. Setting flannel-iface to eth1 solved it.',
    ],
    ['node-overload', 'We are at 110/110 pods and nothing can be scheduled.'],
    [
      'cert-expired',
      'Seit gestern sind die Zertifikate abgelaufen, und kubectl kommt nicht mehr rein.',
    ],
    ['cert-expired', 'Tous les certificats du serveur ont expiré hier.'],
    ['cert-expired', '集群的证书已经过期,无法连接到服务器。'],
    ['clock-skew', 'The board came up with a date in 2018, and K3s did not start.'],
    ['clock-skew', 'Between my two servers there was a time difference of several minutes.'],
    ['clock-skew', '两个节点的时间不一致,所以无法加入集群。'],
    [
      'join-credentials-mismatch',
      'Both of the new Pis had the same hostname, and only one of them joined.',
    ],
    [
      'join-credentials-mismatch',
      'The token was changed after I reinstalled the server, so no agent could join.',
    ],
    ['cert-not-trusted', 'Since the server was rebuilt, its agents do not trust the CA any more.'],
    ['cert-not-trusted', 'The kubeconfig on my notebook still had the old CA of this cluster.'],
    ['k3s-configuration-invalid', 'I ran the installer again without the flags of the first time.'],
    ['k3s-configuration-invalid', 'The third server was installed with a different cluster-cidr.'],
    ['k3s-configuration-invalid', 'kubeadm hung since I had not turned off swap.'],
    [
      'k3s-configuration-invalid',
      'The cgroup driver of the kubelet was systemd while containerd had cgroupfs.',
    ],
    ['k3s-configuration-invalid', 'The node-ip was still set to the old address.'],
    ['server-unreachable-from-agent', 'K3S_URL was still set to the old server.'],
    [
      'server-unreachable-from-agent',
      'The keepalived VIP for the API servers was gone after the update of the router.',
    ],
    [
      'server-unreachable-from-agent',
      'When the first server died, its agents never switched to the other servers.',
    ],
    [
      'server-unreachable-from-agent',
      'After the swap the agent keeps dialing the removed server for ever.',
    ],
    [
      'k3s-configuration-invalid',
      'As soon as I add --kubelet-arg=foo to the unit, k3s crashes on every start.',
    ],
    [
      'k3s-configuration-invalid',
      'After I added the two lines - --audit-policy-file=/a.yaml, the API server does not come up.',
    ],
    ['k3s-configuration-invalid', 'The kubelet finds no /var/lib/kubelet/config.yaml at all.'],
    ['cert-expired', 'The client certificate of the kubelet was no longer valid since Sunday.'],
    ['cert-expired', 'Renewing the certs with kubeadm brought the API back.'],
    ['clock-skew', 'The second node of my cluster had drifted by several minutes.'],
    ['clock-skew', 'Die Uhr des zweiten Pi ging drei Stunden vor.'],
    [
      'join-credentials-mismatch',
      'The token in my config for the agent was truncated by the editor.',
    ],
    ['k3s-configuration-invalid', 'Ein Tippfehler in der config.yaml von K3s war schuld.'],
    ['k3s-configuration-invalid', 'There was a tab in the config.yaml of the k3s server.'],
    [
      'k3s-configuration-invalid',
      'I left out nothing but --server, and the second master formed its own cluster.',
    ],
    ['k3s-service-stopped', 'Le service k3s était désactivé sur ce nœud.'],
    ['version-skew', 'My kubectl is far too old for this cluster.'],
    ['version-skew', 'Auf den Agents liefen unterschiedliche Versionen von K3s.'],
    ['known-version-bug', 'The leak is fixed in v1.30.2+k3s1, all is well since the update.'],
    [
      'known-version-bug',
      'The pods hang since k3s v1.28.9, and a downgrade to v1.28.8 helped at once.',
    ],
    ['etcd-quorum-or-member', 'Both of the other masters were dead for good.'],
    [
      'etcd-quorum-or-member',
      'With two servers the API is gone whenever one of them is restarted.',
    ],
    ['etcd-quorum-or-member', 'The node was deleted, but etcd says it is still a member.'],
    [
      'etcd-quorum-or-member',
      'In the end only --cluster-reset on the last server brought the cluster back.',
    ],
    ['slow-datastore-disk', 'The eMMC is simply too slow for etcd.'],
    [
      'apiserver-overload-tls-timeouts',
      'A controller of ours hammers the API server all day with lists.',
    ],
    ['server-unreachable-from-agent', 'All agents point to the address of the removed server.'],
    ['version-skew', 'I upgraded the workers to 1.31 before the servers.'],
    ['version-skew', 'pi4 is still on v1.25.4 while all others run v1.29.2.'],
    ['version-skew', 'The agent is two minor versions newer than its server.'],
    ['version-skew', 'The manifest needs policy/v1beta1, which has been removed in 1.25.'],
    [
      'etcd-quorum-or-member',
      'The old etcd member of the dead server was still in the member list.',
    ],
    ['etcd-quorum-or-member', 'Two of my three masters died within a week.'],
    ['slow-datastore-disk', 'etcd lies on a USB stick, and each commit takes several seconds.'],
    [
      'slow-datastore-disk',
      'I moved /var/lib/rancher to an SSD and the leader elections are gone.',
    ],
    [
      'apiserver-overload-tls-timeouts',
      'Every kubectl command takes about 30 seconds on this 1GB board.',
    ],
    [
      'apiserver-overload-tls-timeouts',
      'The API server is completely overwhelmed by the operator.',
    ],
    ['k3s-service-stopped', 'Der Dienst k3s-agent war gestoppt, jetzt ist alles wieder da.'],
    [
      'known-version-bug',
      'The volumes worked fine until I upgraded Longhorn from v1.5.3 to v1.6.0.',
    ],
    ['known-version-bug', 'Updating k3s to v1.31.7 fixed the crashes.'],
    ['traffic-blocked', 'The other node cannot mount the share since the firewall drops it.'],
    ['probe-too-strict', 'Loading the model runs past the liveness probe window on the Pi.'],
    ['probe-too-strict', 'Most of the restarts were caused by the liveness probe settings.'],
    [
      'probe-too-strict',
      'The pods were not starting, they failed their liveness probe and were killed again.',
    ],
    ['traffic-blocked', 'No TCP and UDP traffic of the pods gets out of the node, but ICMP works.'],
    ['traffic-blocked', 'Once I disabled firewalld on the agent everything started to work.'],
    ['traffic-blocked', 'It turned out that the VPS provider blocks UDP 8472.'],
    ['traffic-blocked', 'The switch has a VLAN ACL which swallows the VXLAN traffic.'],
    ['traffic-blocked', 'Only ICMP passes between the nodes, all TCP ports are filtered.'],
    [
      'traffic-blocked',
      'Node port 30080 is reachable from the node itself but filtered from everywhere else by nftables.',
    ],
    [
      'traffic-blocked',
      'Removing the leftover NetworkPolicy from the old chart brought the app back.',
    ],
    [
      'cluster-dns-failing',
      'I run Pi-hole in the cluster and the nodes use it as their DNS, so after a reboot no image can be pulled.',
    ],
    [
      'cluster-dns-failing',
      'Every lookup takes ten seconds, the upstream in the Corefile is dead.',
    ],
    ['cluster-dns-failing', 'CoreDNS logs SERVFAIL for every external name.'],
    ['cluster-dns-failing', 'After I edited the Corefile CoreDNS no longer starts.'],
    [
      'overlay-mtu-or-offload',
      'Uploads through the ingress stall after a few kilobytes when the pod is on the other node.',
    ],
    [
      'overlay-mtu-or-offload',
      'I had to set the MTU of flannel to 1370 since the nodes talk over WireGuard.',
    ],
    ['host-address-or-route-conflict', "The server's address changed overnight."],
    [
      'host-address-or-route-conflict',
      'My router handed the node a new lease and etcd could not find its peers.',
    ],
    [
      'host-address-or-route-conflict',
      'kube-vip keeps the VIP on a node that left the cluster, two machines answer ARP.',
    ],
    [
      'host-address-or-route-conflict',
      'A static route on the node sends 10.43.0.0/16 to the old gateway.',
    ],
    [
      'cni-wrong-interface',
      'Every VM has the NAT address 10.0.2.15 on its first interface and flannel took that.',
    ],
    [
      'cni-wrong-interface',
      'The INTERNAL-IP of the new node is its WiFi address, the others use ethernet.',
    ],
    [
      'cni-wrong-interface',
      'The agents announce their public IPs and the overlay goes through the internet.',
    ],
    ['host-port-conflict', 'apache2 was running on the host and had port 80.'],
    ['host-port-conflict', "My second ingress controller can't get port 443."],
    [
      'host-port-conflict',
      'After switching to MetalLB the svclb pods were still there and kept the ports.',
    ],
    ['host-port-conflict', 'dnsmasq occupies port 53 on the node.'],
    ['image-unusable', 'The image only exists for amd64.'],
    ['image-unusable', 'The registry demands a login now.'],
    ['image-unusable', 'The version in my values file was never released.'],
    ['image-unusable', 'Quay deleted the repository and the pods are stuck in ImagePullBackOff.'],
    ['cordon-left-behind', 'Two of three nodes are unschedulable because I never uncordoned them.'],
    ['oom-container-limit', 'The container dies every hour when it reaches 512Mi.'],
    ['oom-container-limit', 'The limit of 128Mi is not enough for this version.'],
    ['oom-container-limit', 'Doubling the memory limit stopped the restarts.'],
    [
      'probe-too-strict',
      'The startup takes 3 minutes but the liveness probe starts after 10 seconds.',
    ],
    [
      'probe-too-strict',
      'Under load the health check exceeds its one second timeout and the pod is killed.',
    ],
    ['app-fault', 'The pod crash loops since I mistyped the name of the secret.'],
    ['app-fault', 'Nextcloud refuses to start because the config.php is from a newer version.'],
    ['node-disk-full', 'There was no space left on the eMMC.'],
    ['node-overload', 'There is not enough memory on the Pi for this stack.'],
    ['node-overload', 'The requests of all pods add up to more than the node has.'],
    ['traffic-blocked', 'I could log in to the node again after running iptables -F.'],
    ['image-unusable', 'The pods crash because of the new image not being multi-arch.'],
    [
      'overlay-mtu-or-offload',
      'curl to the service hangs from this node. A HEAD request works fine, as it is shorter than 1500 bytes.',
    ],
    [
      'overlay-mtu-or-offload',
      'The MTU of eth1 was 1500 after the update, and packets are silently dropped.',
    ],
    ['node-overload', 'Every eviction was of node-level memory pressure, no limit was reached.'],
    [
      'rwx-or-nfs-mount',
      'The stuck NFS mounts drive the iowait of the node to 100% and the load above 40.',
    ],
    [
      'kernel-regression',
      'After the kernel update Cilium crashes and kills the network of all pods on the node.',
    ],
    ['traffic-blocked', '#228 brought a network policy. It denies all traffic of the pods.'],
    [
      'traffic-blocked',
      'Prometheus shows the target as down because the new NetworkPolicy has no ingress rule for the monitoring namespace.',
    ],
    [
      'traffic-blocked',
      'Pods of one node time out on everything on other nodes until I stop nftables there.',
    ],
    [
      'traffic-blocked',
      "Our cloud firewall only permits TCP between the servers, so flannel's UDP never arrives.",
    ],
    [
      'traffic-blocked',
      'Egress to the NAS is denied by the CiliumNetworkPolicy, the job fails with a timeout.',
    ],
    ['traffic-blocked', 'I missed to open port 10250, and kubectl logs times out for that node.'],
    [
      'traffic-blocked',
      'The router isolates wireless clients, so the Pis on WiFi cannot reach each other.',
    ],
    [
      'traffic-blocked',
      'The policy is missing a rule for DNS, so nothing in that namespace resolves.',
    ],
    [
      'traffic-blocked',
      'After enabling the Oracle Cloud default iptables rules the pods lost their way to other nodes.',
    ],
    ['traffic-blocked', 'Docker set the FORWARD policy to DROP and the pods lost the internet.'],
    [
      'cluster-dns-failing',
      'The CoreDNS pod was evicted and names did not resolve for ten minutes.',
    ],
    [
      'cluster-dns-failing',
      'All lookups of external names return SERVFAIL inside the pods, while the nodes resolve them.',
    ],
    ['cluster-dns-failing', 'CoreDNS has no endpoints because its pod is stuck.'],
    ['cluster-dns-failing', 'Names resolve with a delay of five seconds in Alpine pods only.'],
    [
      'cluster-dns-failing',
      'After the router change CoreDNS still forwarded to 192.168.1.1, which no longer exists.',
    ],
    [
      'cluster-dns-failing',
      'I had to point CoreDNS to 1.1.1.1, since the forwarder in resolv.conf is a loopback.',
    ],
    ['cluster-dns-failing', 'nslookup of any service fails in pods on every node.'],
    [
      'overlay-mtu-or-offload',
      'kubectl exec works but kubectl logs with much output hangs over the VPN.',
    ],
    ['overlay-mtu-or-offload', 'Image pulls over the tunnel stall at 16 KB, pings pass.'],
    [
      'overlay-mtu-or-offload',
      'Pods can ping each other across nodes, but curl hangs after the TLS hello.',
    ],
    [
      'overlay-mtu-or-offload',
      'NodePort requests take exactly 63 seconds until they are answered because the VXLAN checksum is wrong.',
    ],
    [
      'overlay-mtu-or-offload',
      'The interface MTU of 1450 of the provider is smaller than what flannel assumed.',
    ],
    [
      'host-address-or-route-conflict',
      'The router gave the address of the second node to a phone.',
    ],
    [
      'host-address-or-route-conflict',
      'The lease expired and the Pi came up with 192.168.1.57 instead of .20, since then it is NotReady.',
    ],
    [
      'host-address-or-route-conflict',
      'Both masters answer for the VIP after the switch was restarted.',
    ],
    [
      'host-address-or-route-conflict',
      'Since NetworkManager added a default route over wlan0 the replies leave by the wrong interface.',
    ],
    ['cni-wrong-interface', 'The VXLAN device is bound to the storage network instead of the LAN.'],
    [
      'cni-wrong-interface',
      'k3s advertises the Tailscale address while the other nodes use the LAN.',
    ],
    [
      'cni-wrong-interface',
      'Calico detected the address of docker0, so the BGP sessions do not come up.',
    ],
    [
      'cni-not-ready',
      'The calico-node pod on the new node crashes, so nothing gets an address there.',
    ],
    ['cni-not-ready', 'The node lost its CNI config in /etc/cni/net.d after I uninstalled Cilium.'],
    ['image-unusable', "The pod can't start on the Pi since the vendor offers amd64 only."],
    ['image-unusable', 'The chart references a tag that was removed from the registry.'],
    [
      'image-unusable',
      'Harbor answers 401 because the robot account expired and nothing can be pulled.',
    ],
    ['image-unusable', 'The digest that Renovate pinned was garbage collected upstream.'],
    ['image-unusable', 'We hit the Docker Hub pull limit after the node was rebuilt.'],
    ['host-port-conflict', 'Traefik of K3s and my nginx both want port 443.'],
    ['host-port-conflict', 'MetalLB and ServiceLB are both active and fight over port 80.'],
    ['cordon-left-behind', 'The script aborted before it could uncordon the node.'],
    ['cordon-left-behind', 'All pods are pending, because both workers are still cordoned.'],
    [
      'drain-blocked-by-budget',
      'Draining never ends: the only replica of vaultwarden is protected by a PDB.',
    ],
    [
      'drain-blocked-by-budget',
      'The node upgrade waits forever for a pod whose disruption budget allows zero.',
    ],
    ['kernel-limit-exhausted', 'After 200 containers the node had no inotify instances left.'],
    [
      'kernel-limit-exhausted',
      'The NAT table overflows whenever the crawler runs: nf_conntrack_count equals the maximum.',
    ],
    ['kernel-limit-exhausted', 'ulimit was 1024 and the ingress failed with too many open files.'],
    [
      'oom-container-limit',
      'Jellyfin was OOMKilled three times while it transcoded, its limit is 1Gi.',
    ],
    ['oom-container-limit', 'Exit code 137, the memory graph touches the limit each time.'],
    ['oom-container-limit', 'The operator is restarted with reason OOMKilled on large clusters.'],
    [
      'probe-too-strict',
      'Home Assistant takes four minutes to load on this board, and kubernetes kills it after two.',
    ],
    [
      'probe-too-strict',
      'Liveness allows only 30 seconds, which is not enough after an upgrade with a migration.',
    ],
    ['app-fault', 'The container fails since DATABASE_URL is not set.'],
    ['app-fault', 'Postgres 16 refuses to start on the data directory of version 15.'],
    ['app-fault', 'The readiness probe returns 500 because Redis rejects the password.'],
    ['node-disk-full', 'The 32 GB card is full, containerd images alone take 20 GB.'],
    ['node-disk-full', 'kubelet evicted everything because nodefs was below 10%.'],
    [
      'node-overload',
      "Four nodes of 1 GB can't carry Prometheus and Longhorn together, they swap themselves to death.",
    ],
    ['node-overload', 'The deployment wants 4 CPUs and none of my nodes has that many free.'],
    ['node-overload', 'The scheduler finds no room, memory requests are at 97% on each node.'],
    [
      'node-overload',
      'ArgoCD, Loki and Grafana on one Pi push the load beyond 20 and probes fail everywhere.',
    ],
    [
      'overlay-mtu-or-offload',
      'Pod to pod traffic between two nodes crawls at 300 KB/s while iperf between the nodes themselves gets 940 Mbit/s.',
    ],
    [
      'overlay-mtu-or-offload',
      'Between pods on different nodes I only get 2 Mbit/s, host to host the link runs at full speed.',
    ],
    [
      'overlay-mtu-or-offload',
      'The throughput between pods of two nodes is 150 times lower than between the hosts.',
    ],
    [
      'overlay-mtu-or-offload',
      'The InCsumErrors counter in nstat goes up with each request that comes from another node.',
    ],
    [
      'overlay-mtu-or-offload',
      'With TSO on the transfer between the pods crawls, with TSO off it reaches line speed.',
    ],
    [
      'overlay-mtu-or-offload',
      'Requests with a large amount of payload time out, short ones are answered.',
    ],
    [
      'overlay-mtu-or-offload',
      'Our pods talk over wireguard, whose MTU is 1420, while flannel has MTU 1450, and transfers are terribly slow.',
    ],
    ['traffic-blocked', 'The chain of our firewall has no accept rule for UDP 8472.'],
    ['traffic-blocked', 'nftables does not allow the VXLAN port between the nodes.'],
    ['traffic-blocked', 'Hubble shows policy drops for everything that goes to the API server.'],
    ['traffic-blocked', 'The new deny policy cut off egress for all pods of kube-system.'],
    [
      'traffic-blocked',
      'After the reboot the calico policies are not applied and pods cannot reach the internet.',
    ],
    [
      'traffic-blocked',
      'We apply a deny-all policy for hosts, and since then the nodes cannot reach the API server.',
    ],
    [
      'traffic-blocked',
      'A default-deny policy revoked the egress of the operator, which now times out.',
    ],
    [
      'image-unusable',
      'The chart points to version 2.4.1, but upstream never pushed an image with that tag.',
    ],
    [
      'image-unusable',
      'The registry only publishes date tags, so v1.2.3 ends in ImagePullBackOff.',
    ],
    ['image-unusable', 'There is no 1.18 tag on Docker Hub any more.'],
    ['image-unusable', 'The tag was yanked from quay.io.'],
    [
      'image-unusable',
      'The image for 3.2 has not been published yet, the pod is in ImagePullBackOff.',
    ],
    ['oom-container-limit', 'The container sits at its 512Mi limit until it is killed.'],
    ['oom-container-limit', 'Memory climbs to 2Gi, which is the limit, and then the pod restarts.'],
    [
      'oom-container-limit',
      'The memory limits were below what the pods really need, so they were OOM-killed under load.',
    ],
    ['oom-container-limit', 'The pods get killed with OOM whenever they go over 1Gi.'],
    [
      'oom-container-limit',
      'It peaks at 1.9 Gi against a limit of 2Gi and is restarted every hour.',
    ],
    ['oom-killer-node', 'The kernel killed k3s with OOM, the node had no memory left.'],
    ['node-overload', 'The rollout hangs with FailedScheduling: insufficient memory on all nodes.'],
    ['node-overload', 'The pod stays Pending because there is insufficient CPU on every node.'],
    ['node-overload', 'The board has only 12 MB of memory free and kubectl times out.'],
    ['node-overload', 'Less than 40 MB of RAM are left and every command hangs.'],
    [
      'node-overload',
      'The workers sit at 98% of allocatable memory requests and the scheduler has no room.',
    ],
    ['host-port-conflict', 'svclb-traefik-8f3c is pending since I installed nginx ingress.'],
    [
      'cni-not-ready',
      'Because of the absence of the loopback plugin in /opt/cni/bin no pod starts.',
    ],
    [
      'cni-not-ready',
      'The bridge and portmap binaries are missing in /opt/cni/bin, so pods hang in ContainerCreating.',
    ],
    [
      'cni-not-ready',
      '/opt/cni/bin lacks the flannel binary and all pods are stuck in ContainerCreating.',
    ],
    ['cluster-dns-failing', 'Lookups failed all day. The dnsConfig solved it.'],
    [
      'cluster-dns-failing',
      'Setting dnsPolicy to None finally solved my problem with the lookups.',
    ],
    ['nic-or-link-fault', 'The link dropped daily. The new network cable solved the problem.'],
    ['overlay-mtu-or-offload', 'Transfers between pods hung. A lower MTU fixed this.'],
    ['cluster-dns-failing', 'The alert is no false alarm: CoreDNS does not start.'],
    ['overlay-mtu-or-offload', 'When I send large packets, the connection hangs.'],
    [
      'overlay-mtu-or-offload',
      'I noticed that whenever a pod sends a big payload to the other node, it times out.',
    ],
    [
      'oom-container-limit',
      'Memory climbs to 2Gi, which is the limit, and then the pod is killed.',
    ],
    [
      'host-port-conflict',
      'All of the svclb-ingress pods stay pending since the second controller is there.',
    ],
    [
      'cordon-left-behind',
      'Nothing gets scheduled on pi03 any more since I drained it to replace the SSD.',
    ],
    [
      'drain-blocked-by-budget',
      "kured can't reboot the node, since the eviction of a single-replica deployment violates its budget.",
    ],
    [
      'drain-blocked-by-budget',
      'minAvailable is 1 and there is only one replica, so the eviction never succeeds.',
    ],
    ['kernel-limit-exhausted', 'The node hit its pid limit and could not fork any more.'],
    [
      'probe-too-strict',
      'The container is restarted every 90 seconds because its liveness probe gives up before the migration has finished.',
    ],
    [
      'node-disk-full',
      'Pods get evicted all the time because the root partition has only 2% left.',
    ],
    ['node-disk-full', 'The logs have eaten all space on /.'],
    ['node-disk-full', 'We were out of inodes on the node although df -h showed free space.'],
    ['node-disk-full', 'An emptyDir filled the root disk of the node and pods were evicted.'],
    [
      'node-overload',
      'Everything on the node restarts when the backup runs since the CPU is at 100%.',
    ],
    ['node-overload', 'The node runs 110 pods and no more can be scheduled.'],
    ['cni-not-ready', 'Nodes stay NotReady because no CNI plugin is installed.'],
    ['cni-wrong-interface', 'With --flannel-iface=eth1 the pods can reach each other again.'],
    [
      'host-address-or-route-conflict',
      'My home LAN uses 10.43.0.0/24 and services are unreachable.',
    ],
    [
      'cluster-dns-failing',
      'The pod uses the DNS server of the host instead of CoreDNS, so service names are not found.',
    ],
    ['cluster-dns-failing', 'A wildcard record of my domain answers every lookup from the pods.'],
    ['image-unusable', "Docker Hub rate limits us and the pods can't pull."],
    ['image-unusable', 'I mistyped the tag and the pod has been in ErrImagePull since.'],
  ])('%s: %s', (cause, text) => expect(causesOf(text)[0]).toBe(cause))
})

describe('nobody is blamed for what was not said to be so', () => {
  test.each([
    'I ran k3s-killall.sh and reinstalled, the error is still there.',
    'I changed K3S_URL on the workers but it did not help.',
    'I deleted the node password secret, it did not help.',
    'When I reboot one of the workers its pods move to the others.',
    'The agents run 1.31 and the server is on 1.31.',
    "I rotated k3s's certificates and still get the same error.",
    'etcd changes its leader all day. fio shows a 99th percentile of 4 ms for fdatasync.',
    "k3s is stopped because it can't be started: it exits at once.",
    'The docker service shows as inactive, kubectl is fine.',
    'After changing the node-ip everything works fine.',
    'There is no undervoltage warning in any of the logs.',
    'I tried kernel 6.6.31 and 6.12.20, it freezes with both.',
    'Kernel 6.6 works fine. It freezes with 6.6 too when it is hot.',
    'The backup job takes 5.5 hours and works, 6.5 hours after the start it failed. The system hangs for a minute.',
    'Everything was fine until 2.4.1 of the app, then the login broke.',
    'Installed kernel 6.6.51. The Pi still freezes.',
    'Pinning the image to 1.2.3 stopped the crashes.',
    'We traced the packets to the new switch.',
    'The heatsink is seated well and nothing throttles.',
    'The switch port shows no CRC errors and the cable is new.',
    'The pod panicked on the second node because of a nil map.',
    'CONFIG_FILE is set in the environment of the pod.',
    'Does the image need 4k pages? The Pi 5 has 16k.',
    'The hardware watchdog is held by systemd, with RuntimeWatchdogSec=14s.',
    'I rebooted without draining and all volumes are healthy.',
    'The PoE budget of the switch is 120 W, and all boards together draw 60 W.',
    'We ran on generator power during the maintenance, as planned.',
    'Restarting CoreDNS brought everything back.',
    'lsusb no longer shows the mouse.',
    'I thought it was the power supply, but a new one made no difference.',
    'I replaced the SD card and the power supply, and it still hangs.',
    'Use a good power supply and a short cable.',
    'The SD card is fine and the disk has no bad sectors.',
    'Could it be that my SD card is dying?',
    'A UPS protects the nodes in case of a power outage.',
    'The temperature never goes above 62°C, it is not throttled.',
    'We want to survive a power loss without any damage.',
    'The USB SSD has not disconnected once in six months.',
    'The NVMe drive works fine at Gen 2.',
    'Somebody in the forum said that his NVMe drive disappeared.',
    'I should add NTP, so that the clock is never wrong.',
    'Once I added the --disable=traefik flag, k3s starts in half the time.',
    'I renewed the certificates of k3s, and nothing has changed.',
    'It was fixed in v1.30.2+k3s1, but I am on v1.31.1+k3s1.',
    'A downgrade to v1.28.8+k3s1 did not help.',
    'We have two masters, and when one is rebooted the cluster keeps running.',
    'All of the other servers were down for the upgrade.',
    'I tried k3s server --cluster-reset, and it did not bring the cluster back.',
    'The picture is too old for this frame.',
    'etcd is healthy, and node2 is still a member.',
    'The postgres pod crashed after I added --max-connections=500.',
    'k3s v1.29.4 is fine, v1.30.1 is fine too.',
    'Le service k3s n’était pas arrêté pendant ce temps.',
    'The worker of the game does not connect to the other servers.',
    'The board stops at v1.24 of its loader. Downgrade to v1.23 fixed it.',
    'When I add a third node to the cluster, the server does not start any pods there.',
    'I have no config.yaml, because I give all flags of k3s in the unit.',
    'The agent does not need to connect to the other servers by itself, the balancer does.',
    'After the kernel upgrade everything works as before.',
    'After updating the add-on the page freezes.',
    'Without a UPS, a power cut stops all nodes at once.',
    'After some time the file was incorrect.',
    'The load average is 0.8 and nothing is swapping.',
    'If the WiFi drops, the pods are moved to another node.',
    'SD cards are known to fail after some years.',
    'etcd on an SSD is fast enough.',
    'I installed k3s a year ago and it has run without trouble since.',
    'I set the clock back to the right time and kubectl works again.',
    'After rolling back to v1.27.4+k3s1 the server did not start any more.',
    'I upgraded Traefik to v1.7 and the error is gone.',
    'My reverse proxy crashed daily. I upgraded to 1.8.2 and the problem is gone.',
    'The PVC is large enough and the pod starts.',
    'The memory of the pod was too small, so I raised the limit.',
    'There was not enough space left in the rack for a third Pi.',
    'I restarted the instance manager and the volumes attach again, that fixed the CrashLoopBackOff.',
    'We upgraded Longhorn and the instance managers were restarted, no pod crashed.',
    'There are no I/O errors on the Longhorn volumes.',
    'The CSI plugin pods of Longhorn are all running.',
    'The databases on our NFS share lock their files as they should.',
    'No process is in D state, and the NFS server answers.',
    'Output: mount: /mnt: wrong fs type, bad option on /dev/sdc, missing codepage or helper program. It is iscsi.',
    'We have no stuck NFS mounts here.',
    'I had to install open-iscsi and nfs-common first, as the guide says.',
    'The volume is filled with photos of my cats.',
    'Is this a known bug in Longhorn?',
    'The instance managers were restarted and all volumes are fine.',
    'The new pod waits for a database to answer.',
    'df shows the share of the NAS.',
    'lsblk shows mpatha on the database server, where it belongs.',
    'etcd was never stuck in learner here.',
    'The --replicas flag was missing in my chart.',
    'The network cable is new and the link is stable.',
    'A large number of packets is lost on this link.',
    'PodDisruptionBudgets can block a drain.',
    'The pod uses too much memory, the node is fine.',
    'Our DNS provider failed to update the record, the pods run.',
    'I stopped the firewall, and it still hangs.',
    'I lowered the MTU without success.',
    'fsck found no errors and the volume mounts.',
    'If the volume were attached elsewhere there would be a Multi-Attach error.',
    'The Longhorn rebuild finished within a minute and all is fine.',
    'The export is set to no_root_squash.',
    'We expanded the volume early, so that it never runs out of space.',
    'Updating the kernel did not cause any problems here.',
    'I plan to upgrade the kernel, which may cause some errors.',
    'After updating the chart the pods are invisible in the dashboard.',
    'The PCIe link is up and the SSD works.',
    'The UPS is online and the nodes never lost power.',
    'I see USB disconnects of the keyboard, the SSD is fine.',
    'The hardware watchdog is enabled and rebooted the board within ten seconds.',
    'The node reboots at night, the temperature is 51 degrees and there is no thermal limit hit.',
    'My LAN is 192.168.1.0/24 and the pods use 10.42.0.0/16.',
    'The VPN adds a route for 10.8.0.0/24 and all pods are reachable.',
    'The VIP moved to the other node, as it should.',
    'Each of the two nodes has an address of its own.',
    'The MTU is 1500 on both sides, so it is not that.',
    'The download failed its checksum, so I loaded it again.',
    'My nodes have two network cards, and flannel uses the right one.',
    'I use an external database, and the nodes use an external storage.',
    'The network policy only allows what it should, and it works.',
    'Traefik is listening on port 80 and 443.',
    'The images were removed by garbage collection.',
    'The disk is at 60% and there is no pressure.',
    'We raised the memory limit in advance.',
    'The conntrack table has room for ten times as many entries.',
    'I was told to raise the inotify limits, but that did not change anything.',
    'The liveness probe has a timeout of 30 seconds.',
    'I changed the IP of the router.',
    'I uncordoned the node after the upgrade, as always.',
    'The Wi-Fi password was wrong at first.',
    'On this Cilium cluster kube-proxy is not running, so the alert is a false positive on all nodes.',
    'The certificates of the ingress expired, and I renewed them with cert-manager.',
    '证书没有过期,节点都正常。',
    'My nodes have the same hostname pattern and all of them work.',
    'The registry does not trust the CA of our proxy.',
    'I ran the installer with the same flags as the first time.',
    'Swap is off on all nodes.',
    'The load balancer of the web page was down for an hour.',
    'All nodes run v1.29.5 and the chart is still on v1.2.',
    'I upgraded from v1.28.5 to v1.28.6 without any problems last month.',
    'No etcd member is left over in the list.',
    'The API server is not overloaded.',
    'kubectl apply takes 20 seconds since the image is large.',
    'The pod ended with exit code 137, which was not an `OOMKilled`.',
    'We saw zero OOMKilled containers in the pods.',
    'Node port 30080 is reachable from everywhere.',
    'The provider blocks nothing, all ports are open.',
    "The server's address has not changed.",
    'The image exists for amd64 and arm64.',
    'I never had to uncordon them by hand.',
    'The migration had run before the pod started.',
    'The limit of 2Gi is more than enough.',
    'The switch has eight ports and no VLANs.',
    'There is enough memory on the Pi for this stack.',
    'Every lookup takes five milliseconds in the pods.',
    'The route sends 10.42.0.0/16 to cni0 as it should.',
    'The pod was restarted, but there were 0 per-pod OOMKills in that time.',
    'The job ended with exit code 0 and no pods were lost.',
    'I opened port 8472 in the firewall before I began.',
    'Our policy is to back up each night.',
    'The image was removed from the cache, and pulled again.',
    'Each node has its own address and no conflict is seen.',
    'The probe checks the app every ten seconds.',
    'Pods are spread over both nodes as requested.',
    'The node was cordoned for ten minutes during the update and released again.',
    'We drained the node without any trouble.',
    'Curl works through the tunnel for large files as well.',
    'I set the memory limit to 1Gi and the request to 512Mi.',
    'CoreDNS runs with two replicas, both ready.',
    'DNS of the LAN is served by the router.',
    'Pod to pod throughput is 940 Mbit/s, the same as between the hosts.',
    'InCsumErrors is 0 on both nodes.',
    'The pod downloads at 300 KB/s because our DSL line is slow.',
    'The firewall chain does accept UDP 8472.',
    'No policy drops were seen.',
    'The deny policy does not block traffic that we need.',
    'The policies are not effective for pods in the host network, as documented.',
    'We only publish images for releases, and it works.',
    'The image was published yesterday.',
    'No tag was changed.',
    'The pod sits at 200Mi, far below its limit.',
    'It uses 90% of the limit and is fine.',
    'Only 40 MB of the cache were used.',
    'There are 300 MB of RAM free and nothing hangs.',
    'There was insufficient CPU on the old board, so I bought a new one and all is fine.',
    'All svclb pods are running, no pod is pending.',
    'The dnsConfig did not solve it.',
    'CoreDNSDown fires, but we have no CoreDNS here and it does not run, so the alert does not apply.',
    'KubeProxyDown is a false positive, because Cilium replaces kube-proxy, which is not running.',
    'CoreDNS does not run here on purpose. The alert about it is a false alarm.',
    'The alert CPUThrottlingHigh fires for node-exporter, which is harmless.',
    'KubeSchedulerDown fires on K3s although all is well.',
    'The nameserver limit warning appears on each pod but names resolve.',
  ])('%s', (text) => expect(causesOf(text)).toEqual([]))
})

test('what is no fault by itself counts beside the question that it answers', () => {
  const old = 'My k3s cluster is exactly one year old.'
  expect(causesOf(old)).toEqual([])
  expect(causesOf(`${old}\nerror: You must be logged in to the server (Unauthorized)`)).toEqual([
    'cert-expired',
  ])
})

test('a card that is corrupt under a weak supply is judged again with a good one', () => {
  const causes = causesOf(
    'The SD card died twice, and I see an undervoltage warning each time the disk starts.',
  )
  expect(causes[0]).toBe('under-voltage')
  expect(causes).not.toContain('sd-card-failing')
})

test('what a program wrote goes before what a person tells', () => {
  const causes = causesOf(
    'The WiFi drops every few minutes and the node is unreachable.',
    '[  525.3] nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10',
  )
  expect(causes).toEqual(['nvme-link-or-power-state', 'nic-or-link-fault'])
})

test('a person who cannot reach the gateway has no trouble with names', () => {
  const [first] = causesOf(
    'The WiFi connection fails irregularly. At the console even a ping of the gateway says Destination Host Unreachable, and names end in Temporary failure in name resolution.',
  )
  expect(first).toBe('nic-or-link-fault')
})

test('a port that a plug goes into is none that a firewall closes', () => {
  const causes = causesOf(
    'My SSD on one of the USB3 ports of the Pi 4 is not accessible after a day.',
  )
  expect(causes).not.toContain('traffic-blocked')
})

test('what was cured is another cause than what broke', () => {
  expect(
    causesOf('We downgraded the control plane to v1.27.4 and everything works again.'),
  ).not.toContain('version-skew')
  expect(
    causesOf('I rotated the certificates since they had expired, and it works again.'),
  ).not.toContain('cert-not-trusted')
})

test('a client that names both ends of a certificate says nothing of the clock', () => {
  expect(
    causesOf(
      'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-02-28T14:26:31Z is after 2026-02-20T08:36:50Z',
    ),
  ).not.toContain('clock-skew')
})

test('a title without a point ends where a sentence begins below it', () => {
  const passages = index([
    log('No response after the update of a Pi 5\nIf it is the cable, why was it fine before?'),
  ]).facts.get(told.kind)
  expect(passages).toMatchObject([
    {
      sentences: [
        'No response after the update of a Pi 5',
        'If it is the cable, why was it fine before?',
      ],
    },
  ])
})

test('a line that was wrapped before a name goes on', () => {
  const passages = index([log('We moved the disk of the\nRaspberry Pi to the shelf.')]).facts.get(
    told.kind,
  )
  expect(passages).toMatchObject([
    { sentences: ['We moved the disk of the Raspberry Pi to the shelf.'] },
  ])
})

test('sentences of a text are evidence by themselves', () => {
  const passages = index([log('The SD card died on Monday. I have a new one.')]).facts.get(
    told.kind,
  )
  expect(passages).toMatchObject([
    { sentences: ['The SD card died on Monday.', 'I have a new one.'] },
  ])
})

test('whoever looks at a cluster hears no chat in the logs of its pods', () => {
  const evidence = [
    log('After lunch the SD card died, he said, and it was dead.', { origin: 'pods' }),
  ]
  const answered = (door: 'file' | 'ssh') =>
    diagnose({ patterns, checks: [] }, index(evidence), {
      schema: 'bramble/observation/1',
      cluster: 'home',
      takenAt,
      evidence,
      coverage: [{ door, target: 'pi01', outcome: 'answered', missing: [] }],
    } as Observation).cause
  expect(answered('file')).toBe('sd-card-failing')
  expect(answered('ssh')).toBe('unknown')
})

describe('a symptom that a person tells', () => {
  const findings = (text: string) =>
    rank(judge(patterns, index([log(text)])).matched).findings.map(({ cause }) => cause)

  test('weighs nothing between two causes, however much of it one of them explains', () => {
    const both =
      'The disk of the server has hardware I/O errors at sector 1198032. After that etcd lost its quorum.'
    expect(findings(both)[0]).toBe('disk-media-failing')
    const told = `${both} Since then the API server is unavailable and two nodes are NotReady.`
    expect(findings(told)).toEqual(expect.arrayContaining(['api-not-ready', 'node-silent']))
    expect(findings(told)[0]).toBe('disk-media-failing')
  })

  test('is the cause of nothing that has a name of its own', () => {
    const text =
      'One node is unreachable since noon. The volume of the database is still attached to the dead node.'
    expect(findings(text)).toContain('node-silent')
    expect(findings(text)[0]).toBe('volume-attached-elsewhere')
  })
})
