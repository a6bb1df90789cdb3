import { z } from '@hono/zod-openapi'

export const cursor = z.string().max(512)

export const limit = z.coerce.number().int().min(1).max(200).default(50)

/** Newest first; a cursor belongs to the filters and the token it was given for. */
export const listOf = <Item extends z.ZodType>(item: Item, name: string) =>
  z.strictObject({ data: z.array(item), nextCursor: z.string().nullable() }).openapi(name)
