import type { Witness } from '../define-witness.ts'
import askedFor from './asked-for.ts'
import crashRecords from './crash-records.ts'
import disk from './disk.ts'
import fileSystems from './file-systems.ts'
import heat from './heat.ts'
import kernelWords from './kernel-words.ts'
import kubelet from './kubelet.ts'
import lastWords from './last-words.ts'
import loginRecords from './login-records.ts'
import mains from './mains.ts'
import memory from './memory.ts'
import neighbours from './neighbours.ts'
import othersStopped from './others-stopped.ts'
import ownNetwork from './own-network.ts'
import powerChip from './power-chip.ts'
import ranOn from './ran-on.ts'
import resetRegister from './reset-register.ts'
import sshDoor from './ssh-door.ts'
import timeAway from './time-away.ts'
import voltage from './voltage.ts'

/** All who can say something of how a node stopped, in the order in which they are told. */
export const witnesses: readonly Witness[] = [
  lastWords,
  askedFor,
  kernelWords,
  crashRecords,
  memory,
  voltage,
  powerChip,
  resetRegister,
  heat,
  disk,
  fileSystems,
  loginRecords,
  timeAway,
  othersStopped,
  mains,
  ranOn,
  ownNetwork,
  neighbours,
  sshDoor,
  kubelet,
]
