/**
 * Which release lines are maintained, and until when. Days are ISO 8601; the table is true for the
 * day that it was checked on, and says how old it is wherever it is used.
 *
 * Kubernetes: https://kubernetes.io/releases/ (a page for each line) and, for ended ones,
 * https://github.com/kubernetes/website/blob/main/data/releases/eol.yaml. K3s ends its lines with
 * Kubernetes' own. Longhorn: the table of stable releases in https://github.com/longhorn/longhorn,
 * and https://longhorn.io/docs/1.12.1/best-practices/ for the Kubernetes versions it is tested on.
 */
export const checkedOn = '2026-11-26'

export interface ReleaseLine {
  /** `1.36`. */
  readonly minor: string
  /** Last day on which it is maintained; absent where no day is known: see `ended`. */
  readonly endsOn?: string
  /** It had ended on the day of the table, whatever the day. */
  readonly ended?: true
  /** Longhorn only: oldest and newest Kubernetes line that it is tested on. */
  readonly kubernetes?: readonly [string, string]
}

export type VersionedComponent = 'k3s' | 'longhorn'

/** Oldest first. A line older than the first has ended; one newer than the last is not known. */
export const releaseLines: Readonly<Record<VersionedComponent, readonly ReleaseLine[]>> = {
  k3s: [
    { minor: '1.25', endsOn: '2023-10-28' },
    { minor: '1.26', endsOn: '2024-02-28' },
    { minor: '1.27', endsOn: '2024-07-16' },
    { minor: '1.28', endsOn: '2024-10-22' },
    { minor: '1.29', endsOn: '2025-02-28' },
    { minor: '1.30', endsOn: '2025-07-15' },
    { minor: '1.31', endsOn: '2025-11-11' },
    { minor: '1.32', endsOn: '2026-02-28' },
    { minor: '1.33', endsOn: '2026-06-28' },
    { minor: '1.34', endsOn: '2026-10-27' },
    { minor: '1.35', endsOn: '2027-02-28' },
    { minor: '1.36', endsOn: '2027-06-28' },
    { minor: '1.37' },
  ],
  longhorn: [
    { minor: '1.6', ended: true },
    { minor: '1.7', ended: true },
    { minor: '1.8', ended: true },
    { minor: '1.9', ended: true },
    { minor: '1.10', ended: true },
    { minor: '1.11' },
    { minor: '1.12', kubernetes: ['1.33', '1.36'] },
  ],
}
