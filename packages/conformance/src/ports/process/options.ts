/** How a port in another process is run; all times in milliseconds. */
export interface ProcessOptions {
  /** The port's working directory; this process's own unless told. */
  readonly cwd?: string;
  /** Environment variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** From the launch to the end of the smoke test; 60 s unless told, since some libraries load for long. */
  readonly startTimeout?: number;
  /** From a request to its reply; 30 s unless told, since some libraries compile first. */
  readonly caseTimeout?: number;
  /** From `stop` to the end of the process; 2 s unless told. */
  readonly stopTimeout?: number;
  /** The longest line that the port may write, in bytes; 8 MiB unless told. */
  readonly longestLine?: number;
  /** Failed starts in a row after which the port is given up; 3 unless told. */
  readonly startAttempts?: number;
  /** Timeouts in a row, of one rule and type, after which its other cases are not run; 3 unless told. */
  readonly timeoutsInARow?: number;
  /** Receives what the port logs on its standard error. */
  readonly onStderr?: (text: string) => void;
}

/** Options with every limit filled in. */
export type ProcessSettings = ProcessOptions & Required<Omit<ProcessOptions, "cwd" | "env" | "onStderr">>;

const defaults = {
  startTimeout: 60_000,
  caseTimeout: 30_000,
  stopTimeout: 2000,
  // JSON of this length, however hostile, takes some 300 MB and seconds to parse; replies have a few kilobytes.
  longestLine: 8 * 1024 * 1024,
  startAttempts: 3,
  timeoutsInARow: 3,
} as const;

/**
 * Fills in the defaults.
 * @throws RangeError for a limit that is not a number above 0.
 */
export function processSettings(options: ProcessOptions): ProcessSettings {
  const settings = { ...defaults, ...options };
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[])
    if (!(settings[name] > 0))
      throw new RangeError(`${name}: expected a number above 0, got ${settings[name]}`);
  return settings;
}
