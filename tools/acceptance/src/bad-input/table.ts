import type { Row } from './row.ts';
import { binaryRows } from './rows/binary.ts';
import { encodingRows } from './rows/encoding.ts';
import { gatewayRows } from './rows/gateway.ts';
import { framingRows } from './rows/framing.ts';
import { routingRows } from './rows/routing.ts';
import { jsonRows } from './rows/json.ts';
import { slowRows } from './rows/slow.ts';
import { tensorRows } from './rows/tensors.ts';
import { tokenServiceRows } from './rows/token-service.ts';
import { tokenClaimRows } from './rows/token-claims.ts';
import { tokenFormRows } from './rows/token-forms.ts';

export type { Attempt, Row, Target } from './row.ts';

/** Everything that bad input gets here, in the numbering of the design: the documentation and the suite read it. */
export const badInput: readonly Row[] = [
  ...jsonRows,
  ...tensorRows,
  ...encodingRows,
  ...slowRows,
  ...framingRows,
  ...routingRows,
  ...binaryRows,
  ...tokenFormRows,
  ...tokenClaimRows,
  ...tokenServiceRows,
  ...gatewayRows,
].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
