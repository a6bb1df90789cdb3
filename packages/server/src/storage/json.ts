declare const content: unique symbol

/** JSON text of a `T`, written by this folder and read back by it. */
export type Json<T> = string & { readonly [content]: T }

export const toJson = <T>(value: T): Json<T> => JSON.stringify(value) as Json<T>

export const fromJson = <T>(json: Json<T>): T => JSON.parse(json) as T

export const toJsonOrNull = <T>(value: T | null): Json<T> | null => (value === null ? null : toJson(value))

export const fromJsonOrNull = <T>(json: Json<T> | null): T | null => (json === null ? null : fromJson(json))
