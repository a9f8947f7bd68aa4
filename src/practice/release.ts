import { createHash } from 'node:crypto'

/**
 * A release of K3s for practice boards: what `bramble.yaml`'s folder of artifacts holds. The program
 * is a few lines whose meaning is its version; `k3s` on a practice board does the rest.
 */
export function practiceRelease(version: string): Readonly<Record<string, string>> {
  const program = practiceProgram(version)
  return {
    'k3s-arm64': program,
    'sha256sum-arm64.txt': `${sha256(program)}  k3s-arm64\n`,
    'install.sh': practiceInstaller,
    'install.sh.sha256sum': `${sha256(practiceInstaller)}  install.sh\n`,
  }
}

export function practiceProgram(version: string): string {
  return `#!/bin/sh
# k3s ${version} of a practice board
exec /usr/bin/k3s "$@"
`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/**
 * What K3s's installer does, of what Bramble asks it: https://docs.k3s.io/reference/env-variables.
 * It fetches nothing, and refuses in the real one's words where it would have to.
 */
const practiceInstaller = `#!/bin/sh
set -e
fatal() { echo "[ERROR]  $1" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fatal "this installer needs root"
role=\${INSTALL_K3S_EXEC%% *}
case $role$K3S_URL in '') role=server;; https:*) role=agent;; esac
case $role in server) name=k3s;; agent) name=k3s-agent;; *) fatal "practice installs servers and agents";; esac
[ "$INSTALL_K3S_SKIP_DOWNLOAD" = true ] || fatal "practice boards have no way to the network"
[ -x /usr/local/bin/k3s ] || fatal "Executable k3s binary not found at /usr/local/bin/k3s"
unit=/etc/systemd/system/$name.service
echo "[INFO]  env: Creating environment file $unit.env"
touch "$unit.env"
chmod 0600 "$unit.env"
env | grep '^K3S_' | sort > "$unit.env" || :
echo "[INFO]  systemd: Creating service file $unit"
cat > "$unit" <<EOF
[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-$unit.env
KillMode=process
Restart=always
RestartSec=5s
ExecStart=/usr/local/bin/k3s $role
EOF
echo "[INFO]  systemd: Enabling $name unit"
systemctl daemon-reload
systemctl enable $name
[ "$INSTALL_K3S_SKIP_START" != true ] || exit 0
echo "[INFO]  systemd: Starting $name"
systemctl restart $name
`
