/** Branded units, so that a duration in milliseconds cannot be passed where seconds are meant. Pure; knows no clock. */

declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** A duration in milliseconds. */
export type Ms = Unit<"Ms">;
/** A duration, or a position on the broadcast's media clock, in seconds. */
export type Seconds = Unit<"Seconds">;
/** Milliseconds since the Unix epoch, may have a fraction. */
export type EpochMs = Unit<"EpochMs">;
/** A count of bytes. */
export type Bytes = Unit<"Bytes">;
/** Bits per second. */
export type BitsPerSecond = Unit<"BitsPerSecond">;

export const ms = (value: number): Ms => value as Ms;
export const seconds = (value: number): Seconds => value as Seconds;
export const epochMs = (value: number): EpochMs => value as EpochMs;
export const bytes = (value: number): Bytes => value as Bytes;
export const bitsPerSecond = (value: number): BitsPerSecond => value as BitsPerSecond;
