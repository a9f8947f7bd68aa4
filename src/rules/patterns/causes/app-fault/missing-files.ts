import { lines, pastedLines } from '#src/model/line.ts'
import { ofPrograms } from '../../words/pods.ts'

/**
 * A file or a folder that its settings name is not in its image and not mounted, in the words of
 * Node, Python, Java and Ruby. What the kernel and the node give it is another matter.
 */
export const noSuchFile = lines(
  [
    'ENOENT: no such file',
    'FileNotFoundError: [Errno 2]',
    'FileNotFoundException: /',
    'NoSuchFileException: /',
    'Errno::ENOENT',
  ],
  /(?:ENOENT: no such file or directory, \w+ ['"]|FileNotFoundError: \[Errno 2\] .*: ['"]|(?:FileNotFound|NoSuchFile)Exception: |Errno::ENOENT.*[ @])(?!.*\/(?:dev|proc|sys|run|var\/(?:run|lib\/(?:kubelet|rancher|longhorn)))\/)(?:\/|\.)/,
  ofPrograms,
)
/** The same of Go and Rust, which say no more than the kernel does: of a file that holds settings. */
export const noSettings = pastedLines(
  ': no such file or directory',
  /standard_init_linux\.go:\d+: exec user process caused: no such file|^(?:[Ee]rror: |panic: |FATAL:? |[Ff]atal error: )?(?:open|stat|read|exec) \/(?!(?:dev|proc|sys|run|var|etc\/(?:cni|rancher|kubernetes|containerd|crictl|k3s|machine-id))\b)\S+\.(?:ya?ml|toml|json|conf|cfg|ini|env|pem|crt|key|properties|sh): no such file or directory/,
  ofPrograms,
)
