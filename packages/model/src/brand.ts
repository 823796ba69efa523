declare const brand: unique symbol;

/** A type that only its parser can make, so that two kinds of text or number are never mixed up. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
