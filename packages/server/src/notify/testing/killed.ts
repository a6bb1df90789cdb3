/** For a database that several processes open one after the other. Whoever takes it wipes it. */
export const masterKey = (): Buffer => Buffer.alloc(32, 9)
