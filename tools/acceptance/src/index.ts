export { renderAccess } from './access/document.ts';
export { endpoints, statusOf, tokenKinds, type Endpoint, type TokenKind } from './access/table.ts';
export { renderBadInput } from './bad-input/document.ts';
export { badInput, type Row } from './bad-input/table.ts';
export {
  capabilities,
  type Capability,
  type Stack,
  type StackOptions,
  type Substrate,
} from './substrate/substrate.ts';
