/**
 * What cures a finding: a goal that Bramble can plan, or a runbook for a person. A pattern names
 * one of these ids; a test proves that none is missing, and that every goal exists.
 */
export type Remedy = {
  /** What to do, in one imperative sentence. */
  readonly does: string
} & ({ readonly kind: 'goal'; readonly goal: string } | { readonly kind: 'runbook' | 'none' })

export const remedies: Readonly<Record<string, Remedy>> = {
  none: { kind: 'none', does: 'Nothing is to be done.' },
  'move-datastore': { kind: 'runbook', does: 'Move the datastore to an SSD or NVMe drive.' },
  'relieve-server': {
    kind: 'runbook',
    does: 'Take load off the server, or give it more memory and CPU.',
  },
  'restore-server-path': {
    kind: 'runbook',
    does: 'Make the server reachable at the address that the agent uses.',
  },
  'free-memory': {
    kind: 'runbook',
    does: 'Reserve memory for the system and limit what runs on the node.',
  },
  'make-room-for-pods': {
    kind: 'runbook',
    does: 'Spread the pods over more nodes, remove what is done with, or raise max-pods of the kubelet.',
  },
  'raise-memory-limit': {
    kind: 'runbook',
    does: "Raise the container's memory limit, or find what eats it.",
  },
  'replace-supply': {
    kind: 'runbook',
    does: 'Use a supply that holds 5 V under load, or take load off the board.',
  },
  'find-power-loss': {
    kind: 'runbook',
    does: 'Find what took the power away: plug, PoE port, supply or mains.',
  },
  'settle-nvme-link': {
    kind: 'runbook',
    does: 'Set the PCIe link to its certified speed and switch deep power saving off.',
  },
  'replace-boot-disk': {
    kind: 'runbook',
    does: 'Replace the SD card or disk, then join the node again.',
  },
  'restart-csi-plugin': {
    kind: 'goal',
    goal: 'restart-csi-plugin',
    does: "Restart Longhorn's CSI plugin on that node.",
  },
  replicas: {
    kind: 'goal',
    goal: 'replicas',
    does: 'Set the number of replicas to what the nodes can hold.',
  },
  'release-attachment': {
    kind: 'runbook',
    does: 'Let the pod that holds the volume end, then the other can have it.',
  },
  certificates: {
    kind: 'runbook',
    does: 'Rotate the certificates and restart K3s, servers first.',
  },
  'set-clock': {
    kind: 'runbook',
    does: 'Let the clock be set by NTP, then restart K3s on the node.',
  },
  'free-disk': { kind: 'runbook', does: 'Free space on the disk under the node.' },
  'enable-memory-cgroup': {
    kind: 'runbook',
    does: 'Add cgroup_enable=memory to the one line of cmdline.txt and reboot.',
  },
  'find-k3s-exit': {
    kind: 'runbook',
    does: 'Read the last lines before K3s exits and remove the cause that they name.',
  },
  'restore-api': {
    kind: 'runbook',
    does: 'Bring the API server back: read its failed checks and its journal.',
  },
  'find-silence': {
    kind: 'runbook',
    does: 'Find out whether the node is off, hung, cut off, or only its K3s has stopped.',
  },
  'cool-board': { kind: 'runbook', does: 'Give the board a fan or a heat sink, and air.' },
  'settle-usb-storage': {
    kind: 'runbook',
    does: 'Give the USB disk its own power and a good cable, and switch UAS off for a bad bridge.',
  },
  'replace-disk': {
    kind: 'runbook',
    does: 'Copy the data off the disk, replace it, and let the replicas rebuild.',
  },
  'repair-link': {
    kind: 'runbook',
    does: 'Change cable and switch port, and switch off the offload or energy saving that fails.',
  },
  'change-kernel': {
    kind: 'runbook',
    does: 'Boot a kernel or firmware without the fault, the one before or a newer one.',
  },
  'read-crash': {
    kind: 'runbook',
    does: 'Save the trace, restart the node, and find the driver that the trace names.',
  },
  'add-kernel-feature': {
    kind: 'runbook',
    does: 'Load or install the kernel module that is missing, now and at every boot.',
  },
  'boot-small-pages': {
    kind: 'runbook',
    does: 'Boot the kernel with 4 KB pages, or use an image built for large pages.',
  },
  'arm-watchdog': {
    kind: 'runbook',
    does: 'Let systemd feed the hardware watchdog, with 15 seconds at most.',
  },
  'repair-filesystem': {
    kind: 'runbook',
    does: 'Take a snapshot, detach the workload, then run fsck by hand on the unmounted device.',
  },
  'shut-down-in-order': {
    kind: 'runbook',
    does: 'Drain before a reboot, and let the kubelet shut pods down by priority.',
  },
  'repair-etcd-members': {
    kind: 'runbook',
    does: 'Bring the missing servers back, or remove the member that is gone for good.',
  },
  'restore-datastore': {
    kind: 'runbook',
    does: 'Save the datastore folder, then restore a snapshot or join the server again.',
  },
  'restore-trust': {
    kind: 'runbook',
    does: 'Give nodes and clients the authority of the cluster that runs now.',
  },
  'renew-join-credentials': {
    kind: 'runbook',
    does: "Give the node the server's token, and let the server forget its old password.",
  },
  'correct-k3s-configuration': {
    kind: 'runbook',
    does: 'Correct the flag or file that K3s names, then restart it.',
  },
  service: { kind: 'runbook', does: 'Start K3s on the node again, and let it start at boot.' },
  'align-versions': {
    kind: 'runbook',
    does: 'Finish the upgrade, servers first, or install the version of the server on the node.',
  },
  'raise-kernel-limit': {
    kind: 'runbook',
    does: 'Raise the limit in /etc/sysctl.d and restart what failed.',
  },
  'read-pod-words': {
    kind: 'runbook',
    does: "Read the pod's last events and its previous log, and remove what they name.",
  },
  'wait-for-rebuild': {
    kind: 'runbook',
    does: 'Let the rebuild end before anything else is stopped.',
  },
  'renew-container-store': {
    kind: 'runbook',
    does: 'Move the store of containerd away and let K3s pull the images again.',
  },
  'read-mount-words': {
    kind: 'runbook',
    does: "Read the pod's last mount event and remove what it names.",
  },
  'read-sandbox-words': {
    kind: 'runbook',
    does: 'Read the end of the sandbox message and remove what it names.',
  },
  'make-iscsi-usable': {
    kind: 'runbook',
    does: 'Install open-iscsi, load iscsi_tcp and let iscsid run on the node.',
  },
  'exclude-from-multipath': {
    kind: 'runbook',
    does: "Blacklist Longhorn's devices in multipath.conf, or switch multipathd off.",
  },
  'remount-volume': {
    kind: 'runbook',
    does: 'Find what cut the engine off, then restart the pod so that the volume is mounted anew.',
  },
  'slow-rebuilds': {
    kind: 'runbook',
    does: 'Rebuild fewer replicas at a time and keep fewer copies on small boards.',
  },
  'make-room-for-replicas': {
    kind: 'runbook',
    does: 'Free or add space for replicas, or allow the disk again.',
  },
  'restore-webhook': {
    kind: 'runbook',
    does: "Bring longhorn-manager back; only where Longhorn is gone, remove its webhook's registration.",
  },
  'release-node-volumes': {
    kind: 'runbook',
    does: 'Move what is attached to the node away and wait for a healthy copy elsewhere.',
  },
  'install-fixed-version': {
    kind: 'runbook',
    does: 'Install a version that has the defect fixed, or use the workaround of its report.',
  },
  'repair-nfs-client': {
    kind: 'runbook',
    does: 'Install the NFS client, and make the export or share manager reachable.',
  },
  'grow-volume': { kind: 'runbook', does: 'Free space inside the volume, or grow its claim.' },
  'restore-pod-network': {
    kind: 'runbook',
    does: 'Let flannel write its files again: read why K3s did not start it.',
  },
  'name-cluster-interface': {
    kind: 'runbook',
    does: 'Set node-ip and flannel-iface to the network that joins the nodes.',
  },
  'lower-mtu': {
    kind: 'runbook',
    does: 'Fit the MTU to the path, or switch the checksum offload of the overlay off.',
  },
  'open-cluster-traffic': {
    kind: 'runbook',
    does: 'Allow the ports of the cluster, or correct the network policy.',
  },
  'settle-addresses': {
    kind: 'runbook',
    does: 'Give each node one address of its own and keep cluster ranges out of other routes.',
  },
  'repair-cluster-dns': {
    kind: 'runbook',
    does: 'Let CoreDNS start, with an upstream that is not itself.',
  },
  'correct-image': {
    kind: 'runbook',
    does: 'Name an image that exists for this processor, and let the node reach its registry.',
  },
  'correct-application': {
    kind: 'runbook',
    does: "Correct the setting, data or service that the application's own words name.",
  },
  'give-probe-time': {
    kind: 'runbook',
    does: 'Give the probe more time: a startup probe, or a longer timeout.',
  },
  'free-host-port': {
    kind: 'runbook',
    does: 'Give one of the two another port, or switch the unused one off.',
  },
  uncordon: { kind: 'goal', goal: 'uncordon', does: 'Release the node for new pods again.' },
  'satisfy-budget': {
    kind: 'runbook',
    does: 'Make the pods of that budget well, or add a replica, then drain again.',
  },
}

interface Cured {
  readonly remedy: string
  readonly stage: string
}

/** True for a goal of which one plan cures all findings of a cause. */
export function takesAll(goal: string): boolean {
  return goal === 'replicas'
}

/** The goal that cures what a pattern found. What an experimental one found is for a person to judge. */
export function goalThatCures({ remedy, stage }: Cured): string | undefined {
  const found = Object.hasOwn(remedies, remedy) ? remedies[remedy] : undefined
  return found?.kind === 'goal' && stage === 'stable' ? found.goal : undefined
}
