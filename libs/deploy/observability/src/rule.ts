/** A rule of Prometheus that keeps the value of an expression as a series of its own. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `page`: a person is needed now. `ticket`: a person is needed this week. */
export type Severity = 'page' | 'ticket';

/** A rule of Prometheus that tells people; `runbook` is the page that says what to do. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: Severity };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook: string;
  };
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** What a file under `rule_files` holds. */
export interface RuleFile {
  readonly groups: readonly RuleGroup[];
}
