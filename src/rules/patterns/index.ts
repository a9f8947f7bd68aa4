// Written by `npm run generate`; do not edit.
import type { Pattern } from '../define-pattern.ts'
import pattern0 from './causes/apiserver-overload-tls-timeouts/pattern.ts'
import pattern1 from './causes/app-fault/pattern.ts'
import pattern2 from './causes/benign-k3s-noise/pattern.ts'
import pattern3 from './causes/benign-kernel-noise/pattern.ts'
import pattern4 from './causes/benign-nameserver-limit/pattern.ts'
import pattern5 from './causes/benign-storage-noise/pattern.ts'
import pattern6 from './causes/benign-transient-or-false-alert/pattern.ts'
import pattern7 from './causes/cert-expired/pattern.ts'
import pattern8 from './causes/cert-not-trusted/pattern.ts'
import pattern9 from './causes/clock-skew/pattern.ts'
import pattern10 from './causes/cluster-dns-failing/pattern.ts'
import pattern11 from './causes/cni-not-ready/pattern.ts'
import pattern12 from './causes/cni-wrong-interface/pattern.ts'
import pattern13 from './causes/cordon-left-behind/pattern.ts'
import pattern14 from './causes/datastore-corrupt-or-full/pattern.ts'
import pattern15 from './causes/disk-media-failing/pattern.ts'
import pattern16 from './causes/drain-blocked-by-budget/pattern.ts'
import pattern17 from './causes/etcd-quorum-or-member/pattern.ts'
import pattern18 from './causes/filesystem-corruption/pattern.ts'
import pattern19 from './causes/host-address-or-route-conflict/pattern.ts'
import pattern20 from './causes/host-port-conflict/pattern.ts'
import pattern21 from './causes/image-unusable/pattern.ts'
import pattern22 from './causes/join-credentials-mismatch/pattern.ts'
import pattern23 from './causes/k3s-configuration-invalid/pattern.ts'
import pattern24 from './causes/k3s-service-stopped/pattern.ts'
import pattern25 from './causes/kernel-crash-or-lockup/pattern.ts'
import pattern26 from './causes/kernel-feature-missing/pattern.ts'
import pattern27 from './causes/kernel-limit-exhausted/pattern.ts'
import pattern28 from './causes/kernel-regression/pattern.ts'
import pattern29 from './causes/known-version-bug/pattern.ts'
import pattern30 from './causes/longhorn-csi-driver-not-registered/pattern.ts'
import pattern31 from './causes/longhorn-disk-unschedulable/pattern.ts'
import pattern32 from './causes/longhorn-drain-blocked/pattern.ts'
import pattern33 from './causes/longhorn-engine-lost-replicas/pattern.ts'
import pattern34 from './causes/longhorn-iscsi-unusable/pattern.ts'
import pattern35 from './causes/longhorn-multipathd-claims-device/pattern.ts'
import pattern36 from './causes/longhorn-rebuild-saturation/pattern.ts'
import pattern37 from './causes/longhorn-replica-count-exceeds-nodes/pattern.ts'
import pattern38 from './causes/longhorn-webhook-unreachable/pattern.ts'
import pattern39 from './causes/memory-cgroup-disabled/pattern.ts'
import pattern40 from './causes/nic-or-link-fault/pattern.ts'
import pattern41 from './causes/node-disk-full/pattern.ts'
import pattern42 from './causes/node-overload/pattern.ts'
import pattern43 from './causes/nvme-link-or-power-state/pattern.ts'
import pattern44 from './causes/oom-container-limit/pattern.ts'
import pattern45 from './causes/oom-killer-node/pattern.ts'
import pattern46 from './causes/overlay-mtu-or-offload/pattern.ts'
import pattern47 from './causes/page-size-16k/pattern.ts'
import pattern48 from './causes/power-loss/pattern.ts'
import pattern49 from './causes/probe-too-strict/pattern.ts'
import pattern50 from './causes/rwx-or-nfs-mount/pattern.ts'
import pattern51 from './causes/sd-card-failing/pattern.ts'
import pattern52 from './causes/server-unreachable-from-agent/pattern.ts'
import pattern53 from './causes/slow-datastore-disk/pattern.ts'
import pattern54 from './causes/thermal-throttling/pattern.ts'
import pattern55 from './causes/traffic-blocked/pattern.ts'
import pattern56 from './causes/unclean-node-shutdown/pattern.ts'
import pattern57 from './causes/under-voltage/pattern.ts'
import pattern58 from './causes/usb-storage-fault/pattern.ts'
import pattern59 from './causes/version-skew/pattern.ts'
import pattern60 from './causes/volume-attached-elsewhere/pattern.ts'
import pattern61 from './causes/volume-full/pattern.ts'
import pattern62 from './causes/watchdog-not-armed/pattern.ts'
import pattern63 from './symptoms/api-not-ready/pattern.ts'
import pattern64 from './symptoms/container-store-damaged/pattern.ts'
import pattern65 from './symptoms/datastore-slowing-down/pattern.ts'
import pattern66 from './symptoms/disk-filling-up/pattern.ts'
import pattern67 from './symptoms/k3s-restarting-for-days/pattern.ts'
import pattern68 from './symptoms/k3s-restarting/pattern.ts'
import pattern69 from './symptoms/memory-running-low/pattern.ts'
import pattern70 from './symptoms/node-silent/pattern.ts'
import pattern71 from './symptoms/pod-restarting-for-days/pattern.ts'
import pattern72 from './symptoms/pod-sandbox-failing/pattern.ts'
import pattern73 from './symptoms/pods-not-well/pattern.ts'
import pattern74 from './symptoms/rebuilds-for-days/pattern.ts'
import pattern75 from './symptoms/root-filesystem-read-only/pattern.ts'
import pattern76 from './symptoms/volume-degraded/pattern.ts'
import pattern77 from './symptoms/volume-not-mounting/pattern.ts'

export const patterns: readonly Pattern[] = [
  pattern0,
  pattern1,
  pattern2,
  pattern3,
  pattern4,
  pattern5,
  pattern6,
  pattern7,
  pattern8,
  pattern9,
  pattern10,
  pattern11,
  pattern12,
  pattern13,
  pattern14,
  pattern15,
  pattern16,
  pattern17,
  pattern18,
  pattern19,
  pattern20,
  pattern21,
  pattern22,
  pattern23,
  pattern24,
  pattern25,
  pattern26,
  pattern27,
  pattern28,
  pattern29,
  pattern30,
  pattern31,
  pattern32,
  pattern33,
  pattern34,
  pattern35,
  pattern36,
  pattern37,
  pattern38,
  pattern39,
  pattern40,
  pattern41,
  pattern42,
  pattern43,
  pattern44,
  pattern45,
  pattern46,
  pattern47,
  pattern48,
  pattern49,
  pattern50,
  pattern51,
  pattern52,
  pattern53,
  pattern54,
  pattern55,
  pattern56,
  pattern57,
  pattern58,
  pattern59,
  pattern60,
  pattern61,
  pattern62,
  pattern63,
  pattern64,
  pattern65,
  pattern66,
  pattern67,
  pattern68,
  pattern69,
  pattern70,
  pattern71,
  pattern72,
  pattern73,
  pattern74,
  pattern75,
  pattern76,
  pattern77,
]
