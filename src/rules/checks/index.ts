// Written by `npm run generate`; do not edit.
import type { Check } from '../define-check.ts'
import { agentIsAnotherUser } from './agent-is-another-user.ts'
import { allNodesAnswer } from './all-nodes-answer.ts'
import { anotherServerAnswers } from './another-server-answers.ts'
import { apiIsReady } from './api-is-ready.ts'
import { artifactsAreOnNodes } from './artifacts-are-on-nodes.ts'
import { backupCanBeRestored } from './backup-can-be-restored.ts'
import { backupIsFresh } from './backup-is-fresh.ts'
import { backupOpensWithKey } from './backup-opens-with-key.ts'
import { backupsAreGone } from './backups-are-gone.ts'
import { backupsAreGood } from './backups-are-good.ts'
import { boardBelongsToNode } from './board-belongs-to-node.ts'
import { boardIsNoMember } from './board-is-no-member.ts'
import { boardsHaveMachineIds } from './boards-have-machine-ids.ts'
import { brambleRunsElsewhere } from './bramble-runs-elsewhere.ts'
import { budgetsAllowEviction } from './budgets-allow-eviction.ts'
import { certificatesAreValid } from './certificates-are-valid.ts'
import { certificatesEndLater } from './certificates-end-later.ts'
import { classAsksForReplicas } from './class-asks-for-replicas.ts'
import { classesAreNoDefault } from './classes-are-no-default.ts'
import { clockIsRight } from './clock-is-right.ts'
import { clusterHasEnded } from './cluster-has-ended.ts'
import { containersAreGone } from './containers-are-gone.ts'
import { csiPluginRuns } from './csi-plugin-runs.ts'
import { datastoreIsFast } from './datastore-is-fast.ts'
import { datastoreSnapshotIsKept } from './datastore-snapshot-is-kept.ts'
import { disksHaveRoomForReplicas } from './disks-have-room-for-replicas.ts'
import { disksHaveRoomForUpdates } from './disks-have-room-for-updates.ts'
import { disksHaveRoomWithoutNode } from './disks-have-room-without-node.ts'
import { disksHaveRoom } from './disks-have-room.ts'
import { etcdIsOddWithoutMember } from './etcd-is-odd-without-member.ts'
import { etcdKeepsQuorumWithoutMember } from './etcd-keeps-quorum-without-member.ts'
import { etcdMemberHasLeft } from './etcd-member-has-left.ts'
import { firmwareLineIsInFile } from './firmware-line-is-in-file.ts'
import { firmwareStartsOnce } from './firmware-starts-once.ts'
import { instanceManagerRuns } from './instance-manager-runs.ts'
import { isolationIsDecided } from './isolation-is-decided.ts'
import { journalIsPersistent } from './journal-is-persistent.ts'
import { k3sIsAbsent } from './k3s-is-absent.ts'
import { k3sIsReadyToStart } from './k3s-is-ready-to-start.ts'
import { k3sIsStoppedOnNodes } from './k3s-is-stopped-on-nodes.ts'
import { k3sRunsOnNodes } from './k3s-runs-on-nodes.ts'
import { k3sUnitIsStable } from './k3s-unit-is-stable.ts'
import { kernelRunsWithWords } from './kernel-runs-with-words.ts'
import { kernelWordsAreInFile } from './kernel-words-are-in-file.ts'
import { longhornIsTestedWith } from './longhorn-is-tested-with.ts'
import { longhornNodeIsReady } from './longhorn-node-is-ready.ts'
import { longhornRunsVersion } from './longhorn-runs-version.ts'
import { memoryIsFree } from './memory-is-free.ts'
import { memorySufficesElsewhere } from './memory-suffices-elsewhere.ts'
import { newerBackupsStay } from './newer-backups-stay.ts'
import { newestBackupIsWhole } from './newest-backup-is-whole.ts'
import { noLonghornVolumes } from './no-longhorn-volumes.ts'
import { nodeAcceptsPods } from './node-accepts-pods.ts'
import { nodeEndsItsPods } from './node-ends-its-pods.ts'
import { nodeFilesAreAsPlanned } from './node-files-are-as-planned.ts'
import { nodeHasPrograms } from './node-has-programs.ts'
import { nodeHoldsNoReplicas } from './node-holds-no-replicas.ts'
import { nodeIsCordoned } from './node-is-cordoned.ts'
import { nodeIsInService } from './node-is-in-service.ts'
import { nodeIsNotCordoned } from './node-is-not-cordoned.ts'
import { nodeIsNotIsolated } from './node-is-not-isolated.ts'
import { nodeIsNotListed } from './node-is-not-listed.ts'
import { nodeIsNotOverloaded } from './node-is-not-overloaded.ts'
import { nodeIsOutOfService } from './node-is-out-of-service.ts'
import { nodeIsReady } from './node-is-ready.ts'
import { nodeIsTheOneMeant } from './node-is-the-one-meant.ts'
import { nodeNeedsNoReboot } from './node-needs-no-reboot.ts'
import { nodeRunsOnlyDaemonSets } from './node-runs-only-daemon-sets.ts'
import { nodeTakesNoReplicas } from './node-takes-no-replicas.ts'
import { nodeTakesReplicas } from './node-takes-replicas.ts'
import { nodesHaveJoined } from './nodes-have-joined.ts'
import { nothingIsAttachedThere } from './nothing-is-attached-there.ts'
import { nothingRunsOut } from './nothing-runs-out.ts'
import { otherNodesAreReady } from './other-nodes-are-ready.ts'
import { outletMayBeSwitched } from './outlet-may-be-switched.ts'
import { packageListsAreFresh } from './package-lists-are-fresh.ts'
import { podsAreWell } from './pods-are-well.ts'
import { podsCanRunElsewhere } from './pods-can-run-elsewhere.ts'
import { podsComeBack } from './pods-come-back.ts'
import { podsHaveOneBudget } from './pods-have-one-budget.ts'
import { podsKeepNoLocalData } from './pods-keep-no-local-data.ts'
import { powerFallIsMeasured } from './power-fall-is-measured.ts'
import { powerIsGood } from './power-is-good.ts'
import { powerIsOff } from './power-is-off.ts'
import { powerWasSeldomCut } from './power-was-seldom-cut.ts'
import { quorumSurvivesWithoutNode } from './quorum-survives-without-node.ts'
import { releaseIsFetched } from './release-is-fetched.ts'
import { replicasCanLeaveNode } from './replicas-can-leave-node.ts'
import { replicasFitNodes } from './replicas-fit-nodes.ts'
import { replicasFitWithoutNode } from './replicas-fit-without-node.ts'
import { serverHasAuthority } from './server-has-authority.ts'
import { serviceAtBoot } from './service-at-boot.ts'
import { serviceIsStopped } from './service-is-stopped.ts'
import { serviceRuns } from './service-runs.ts'
import { settingAsksForReplicas } from './setting-asks-for-replicas.ts'
import { stopCordonsAreLifted } from './stop-cordons-are-lifted.ts'
import { timeIsKept } from './time-is-kept.ts'
import { updatesAreInstalled } from './updates-are-installed.ts'
import { updatesRemoveNothing } from './updates-remove-nothing.ts'
import { versionsAreMaintained } from './versions-are-maintained.ts'
import { volumeUsersComeBack } from './volume-users-come-back.ts'
import { volumesAreDetached } from './volumes-are-detached.ts'
import { volumesAreLetGo } from './volumes-are-let-go.ts'
import { volumesAreRobust } from './volumes-are-robust.ts'
import { volumesAreWhole } from './volumes-are-whole.ts'
import { volumesHaveAHealthyCopy } from './volumes-have-a-healthy-copy.ts'
import { volumesHaveAnotherCopy } from './volumes-have-another-copy.ts'
import { volumesKeepACopy } from './volumes-keep-a-copy.ts'
import { volumesSurviveWithoutNode } from './volumes-survive-without-node.ts'
import { volumesWantReplicas } from './volumes-want-replicas.ts'
import { volumesWereAttached } from './volumes-were-attached.ts'

export const checks: readonly Check[] = [
  agentIsAnotherUser,
  allNodesAnswer,
  anotherServerAnswers,
  apiIsReady,
  artifactsAreOnNodes,
  backupCanBeRestored,
  backupIsFresh,
  backupOpensWithKey,
  backupsAreGone,
  backupsAreGood,
  boardBelongsToNode,
  boardIsNoMember,
  boardsHaveMachineIds,
  brambleRunsElsewhere,
  budgetsAllowEviction,
  certificatesAreValid,
  certificatesEndLater,
  classAsksForReplicas,
  classesAreNoDefault,
  clockIsRight,
  clusterHasEnded,
  containersAreGone,
  csiPluginRuns,
  datastoreIsFast,
  datastoreSnapshotIsKept,
  disksHaveRoomForReplicas,
  disksHaveRoomForUpdates,
  disksHaveRoomWithoutNode,
  disksHaveRoom,
  etcdIsOddWithoutMember,
  etcdKeepsQuorumWithoutMember,
  etcdMemberHasLeft,
  firmwareLineIsInFile,
  firmwareStartsOnce,
  instanceManagerRuns,
  isolationIsDecided,
  journalIsPersistent,
  k3sIsAbsent,
  k3sIsReadyToStart,
  k3sIsStoppedOnNodes,
  k3sRunsOnNodes,
  k3sUnitIsStable,
  kernelRunsWithWords,
  kernelWordsAreInFile,
  longhornIsTestedWith,
  longhornNodeIsReady,
  longhornRunsVersion,
  memoryIsFree,
  memorySufficesElsewhere,
  newerBackupsStay,
  newestBackupIsWhole,
  noLonghornVolumes,
  nodeAcceptsPods,
  nodeEndsItsPods,
  nodeFilesAreAsPlanned,
  nodeHasPrograms,
  nodeHoldsNoReplicas,
  nodeIsCordoned,
  nodeIsInService,
  nodeIsNotCordoned,
  nodeIsNotIsolated,
  nodeIsNotListed,
  nodeIsNotOverloaded,
  nodeIsOutOfService,
  nodeIsReady,
  nodeIsTheOneMeant,
  nodeNeedsNoReboot,
  nodeRunsOnlyDaemonSets,
  nodeTakesNoReplicas,
  nodeTakesReplicas,
  nodesHaveJoined,
  nothingIsAttachedThere,
  nothingRunsOut,
  otherNodesAreReady,
  outletMayBeSwitched,
  packageListsAreFresh,
  podsAreWell,
  podsCanRunElsewhere,
  podsComeBack,
  podsHaveOneBudget,
  podsKeepNoLocalData,
  powerFallIsMeasured,
  powerIsGood,
  powerIsOff,
  powerWasSeldomCut,
  quorumSurvivesWithoutNode,
  releaseIsFetched,
  replicasCanLeaveNode,
  replicasFitNodes,
  replicasFitWithoutNode,
  serverHasAuthority,
  serviceAtBoot,
  serviceIsStopped,
  serviceRuns,
  settingAsksForReplicas,
  stopCordonsAreLifted,
  timeIsKept,
  updatesAreInstalled,
  updatesRemoveNothing,
  versionsAreMaintained,
  volumeUsersComeBack,
  volumesAreDetached,
  volumesAreLetGo,
  volumesAreRobust,
  volumesAreWhole,
  volumesHaveAHealthyCopy,
  volumesHaveAnotherCopy,
  volumesKeepACopy,
  volumesSurviveWithoutNode,
  volumesWantReplicas,
  volumesWereAttached,
]
