/** What a member of an ensemble, or a model asked by itself, says. */
export interface MemberPrediction {
  readonly model: string;
  readonly version: string | undefined;
  /** Undefined where it failed. */
  readonly label: string | undefined;
  readonly probabilities: readonly number[] | undefined;
  /** Its part in the combined answer, 0 to 1. */
  readonly share: number;
  readonly durationMillis: number;
  /** Code of the problem that kept it from answering. */
  readonly error?: string;
}

/** `slipway predict --json`: stable, and described in docs. */
export interface Prediction {
  readonly model: string;
  readonly version: string;
  /** What a person says the digit is; null where nobody has said it. */
  readonly expected: string | null;
  readonly combined: { readonly label: string; readonly probabilities: readonly number[] };
  readonly members: readonly MemberPrediction[];
  readonly partial: boolean;
  readonly traceId: string | null;
}

/** An answer of the Open Inference Protocol, as far as a prediction needs it. */
export interface InferAnswer {
  readonly model_name: string;
  readonly model_version?: string;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly outputs: readonly { readonly name: string; readonly data: readonly number[] }[];
}

export interface PredictionContext {
  readonly expected: number | undefined;
  readonly traceId: string | undefined;
  /** Of the whole exchange: all that is known of a model that is asked by itself. */
  readonly durationMillis: number;
}

/** Reads the answer of an ensemble (asked with `members: true`) or of one model. */
export function toPrediction(answer: InferAnswer, context: PredictionContext): Prediction {
  const { model_name: model, model_version: version = '', parameters = {} } = answer;
  const probabilities = answer.outputs[0]?.data ?? [];
  const combined = { label: labelOf(probabilities), probabilities };
  const members = memberNames(parameters).map((name) => memberOf(name, answer));
  const alone = { model, version, ...combined, share: 1, durationMillis: context.durationMillis };
  return {
    model,
    version,
    expected: context.expected === undefined ? null : String(context.expected),
    combined,
    members: members.length > 0 ? members : [alone],
    partial: parameters.partial === true,
    traceId: context.traceId ?? null,
  };
}

/** Members of an ensemble tell themselves apart in flat parameters: `members.<model>.share` and so on. */
function memberNames(parameters: NonNullable<InferAnswer['parameters']>): string[] {
  return Object.keys(parameters).flatMap((key) => /^members\.(.+)\.share$/.exec(key)?.[1] ?? []);
}

function memberOf(model: string, { parameters = {}, outputs }: InferAnswer): MemberPrediction {
  const about = (key: string) => parameters[`members.${model}.${key}`];
  const probabilities = outputs.find(({ name }) => name.startsWith(`${model}/`))?.data;
  const error = about('error');
  return {
    model,
    version: about('version') === undefined ? undefined : String(about('version')),
    label: probabilities && labelOf(probabilities),
    probabilities,
    share: Number(about('share')),
    durationMillis: Number(about('duration_ms')),
    ...(error !== undefined && { error: String(error) }),
  };
}

const labelOf = (probabilities: readonly number[]): string =>
  String(
    probabilities.reduce((best, value, index) => (value > (probabilities[best] ?? -1) ? index : best), 0),
  );
