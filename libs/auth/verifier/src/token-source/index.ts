export {
  createTokenSource,
  type RenewalFailure,
  type RenewalOutcome,
  type TokenSource,
  type TokenSourceOptions,
} from './token-source.ts';
