/** One thing that is wrong with a configuration. */
export interface ConfigIssue {
  /** The field, or nothing for the configuration as a whole. */
  readonly path: readonly string[];
  readonly code: "invalid_type" | "out_of_range" | "unknown_name";
  /** What belongs there, such as `a number in [0, 1)`. */
  readonly expected: string;
  /** What stood there, in a few words. */
  readonly got: string;
  /** The rule's names that an unknown name may stand for; empty for the other codes. */
  readonly suggestions: readonly string[];
  /** All of it in one line: `adam.beta1: expected a number in [0, 1), got 1`. */
  readonly message: string;
}

/** A configuration that does not fit its rule; the message has one line per issue. */
export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[];

  /** @param omitted - how many further issues are not listed. */
  constructor(issues: readonly ConfigIssue[], omitted = 0) {
    const lines = issues.map(({ message }) => message);
    super([...lines, ...(omitted > 0 ? [`and ${omitted} more`] : [])].join("\n"));
    this.name = "ConfigError";
    this.issues = issues;
  }
}
