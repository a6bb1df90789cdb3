declare const sealedBrand: unique symbol
declare const fingerprintBrand: unique symbol
declare const macBrand: unique symbol
declare const hashBrand: unique symbol

/** A record of the vault (SECURITY 3.2). Stores accept only this, so saving a `Secret` does not compile. */
export type SealedSecret = Uint8Array & { readonly [sealedBrand]: true }
/** HMAC-SHA-256 under the pepper, first 16 bytes, lower-case hex. */
export type Fingerprint = string & { readonly [fingerprintBrand]: true }
/**
 * MAC under the tenant key over what decides whose key this is, and whether it may be used: version of
 * that key (4 bytes, big-endian) and HMAC-SHA-256 (32). */
export type StateMac = Uint8Array & { readonly [macBrand]: true }
/** SHA-256 of a token of 256 random bits, lower-case hex. */
export type TokenHash = string & { readonly [hashBrand]: true }
