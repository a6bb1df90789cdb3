import type { Assets } from '@keyturn/connect/views'

/** What the edge needs to know of this installation. */
export interface HttpConfig {
  /** Origin, without a slash at the end. */
  readonly publicUrl: string
  readonly productName: string
  readonly productPath: string | null
  readonly supportUrl: string | null
  readonly privacyUrl: string | null
  /** Origins of returnUrl, embedOrigins and logo; null: any https, and http on loopback. */
  readonly allowedOrigins: readonly string[] | null
  /** A key is taken from a page only if its browser has encrypted it. */
  readonly requireSealedSubmit: boolean
  readonly providers: ReadonlyMap<string, ProviderWords>
}

interface ProviderWords {
  readonly name: string
  readonly integrationName: string
  readonly appUrl: string | null
}

/** The built files of the pages, read once. */
export interface AssetStore {
  readonly assets: Assets
  /** All style sheets in one text. */
  readonly rules: string
  /** Of the frame in a host's page. */
  readonly frame: Assets
  /** By path below the public URL, for instance `/assets/client-Bx3.js`. */
  find(path: string): AssetFile | undefined
  /** The file with more at its end, compressed; undefined where there is no such file. */
  extended(path: string, more: string): Promise<AssetFile | undefined>
}

export interface AssetFile {
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
  /** RFC 7932; null where it would be no smaller. */
  readonly brotli: Uint8Array<ArrayBuffer> | null
}
