import { datatypes } from '@slipway/inference-protocol';
import { z } from 'zod';

export const tensorName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'expected letters, digits, _ . - (at most 128)');

export const modelName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected lower-case letters, digits and - (at most 63)')
  .describe('Name in URLs, metrics and Kubernetes: lower-case letters, digits and -');

export const modelVersion = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/, 'expected a whole number from 1 on, in quotes')
  .describe('Version: a whole number from 1 on');

export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits');

export const tensor = z.strictObject({
  name: tensorName.describe('Name in requests and answers'),
  datatype: z.enum(datatypes).describe('Element type, in the words of the protocol'),
  shape: z
    .array(z.int().min(-1))
    .min(1)
    .max(16)
    .describe('Dimensions; -1 is variable, and the first counts rows'),
  labels: z.array(z.string()).optional().describe('What each element of the last dimension stands for'),
  description: z.string().optional().describe('For people'),
});
