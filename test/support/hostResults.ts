/** What the suite in the extension host hands to the runner outside, as JSON. */
export type HostResults = { readonly tests: readonly HostTest[] };

/** One test that ran inside the extension host. */
export type HostTest = {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number;
  readonly error?: string;
};
