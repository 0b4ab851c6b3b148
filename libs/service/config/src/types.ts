import { z } from 'zod';

const number = (what: string, accept: (value: number) => boolean) =>
  z.string().transform((text, context) => {
    const value = Number(text);
    if (text.trim() !== '' && accept(value)) return value;
    context.addIssue(`expected ${what}`);
    return z.NEVER;
  });

/** A whole number within [min, max]. */
export const integer = (min: number, max: number): z.ZodType<number> =>
  number(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && value >= min && value <= max,
  );

/** A number within [min, max]. */
export const decimal = (min: number, max: number): z.ZodType<number> =>
  number(`a number from ${min} to ${max}`, (value) => value >= min && value <= max);

export const oneOf = <const T extends string>(...values: readonly T[]): z.ZodType<T> =>
  z.string().transform((text, context) => {
    const value = values.find((candidate) => candidate === text);
    if (value !== undefined) return value;
    context.addIssue(`expected one of ${values.join(', ')}`);
    return z.NEVER;
  });

/** An absolute http or https URL, kept as text without a trailing slash. */
export const httpUrl = (): z.ZodType<string> =>
  z.string().transform((text, context) => {
    if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
    context.addIssue('expected an http or https URL');
    return z.NEVER;
  });

export const text = (): z.ZodType<string> => z.string();

/** Text that may be absent. */
export const optional = <T>(type: z.ZodType<T>): z.ZodType<T | undefined> => type.optional();
