import type { ProblemCode, Result } from '@slipway/service-problem';

export interface CircuitOptions {
  /** Faults in a row that open the circuit. */
  readonly failures: number;
  /** Time until one call may try again. */
  readonly halfOpenAfterMillis: number;
  /** Told of each change, for logs and metrics. */
  readonly onChange?: (state: 'open' | 'closed') => void;
  /** Monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

/** Told how a call ended; nothing where it threw. */
export type EndCall = (result: Result<unknown> | undefined) => void;

/** What speaks against the service. A refusal or a shed request does not: those are answers. */
const FAULTS: ReadonlySet<ProblemCode | undefined> = new Set(['unavailable', 'bad-upstream']);

/** What says nothing of the service: the caller left, or did not leave it the time. */
const SILENCE: ReadonlySet<ProblemCode | undefined> = new Set(['client-closed', 'deadline-exceeded']);

/**
 * Lets calls through until too many have failed in a row; then, after a while, one that tries. Written here because a
 * call that its caller has cancelled is neither good nor bad, which breakers of libraries do not know.
 */
export function createCircuit({
  failures,
  halfOpenAfterMillis,
  onChange,
  now = () => performance.now(),
}: CircuitOptions) {
  let faultsInARow = 0;
  /** Undefined while the circuit is closed. */
  let openedAtMillis: number | undefined;
  let isTrying = false;

  const open = () => {
    openedAtMillis = now();
    onChange?.('open');
  };
  const close = () => {
    openedAtMillis = undefined;
    faultsInARow = 0;
    onChange?.('closed');
  };
  const endCall: EndCall = (result) => {
    const code = codeOf(result);
    // The circuit has opened since this call began: the one that tries decides.
    if (openedAtMillis !== undefined || result === undefined || SILENCE.has(code)) return;
    faultsInARow = FAULTS.has(code) ? faultsInARow + 1 : 0;
    if (faultsInARow >= failures) open();
  };
  const endTrial: EndCall = (result) => {
    isTrying = false;
    const code = codeOf(result);
    if (result === undefined || code === 'client-closed') return;
    // A service that hangs is not back, whatever time it was given.
    if (FAULTS.has(code) || code === 'deadline-exceeded') open();
    else close();
  };

  return {
    /** What the end of the call must be told to; undefined where no call may be made now. */
    beginCall(): EndCall | undefined {
      if (openedAtMillis === undefined) return endCall;
      if (isTrying || now() - openedAtMillis < halfOpenAfterMillis) return undefined;
      isTrying = true;
      return endTrial;
    },
  };
}

const codeOf = (result: Result<unknown> | undefined): ProblemCode | undefined =>
  result?.ok === false ? result.problem.code : undefined;
