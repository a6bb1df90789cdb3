/** Servers that never share the machine: asking for one ends the other. */
interface OneAtATime<Wish, Server extends AsyncDisposable> extends AsyncDisposable {
  /** The server for this wish, started unless it is the one that runs. */
  only(wish: Wish): Promise<Server>
}

export function oneAtATime<Wish, Server extends AsyncDisposable>(
  start: (wish: Wish) => Promise<Server>,
): OneAtATime<Wish, Server> {
  let running: { readonly wish: Wish; readonly server: Server } | null = null
  const end = async (): Promise<void> => {
    await running?.server[Symbol.asyncDispose]()
    running = null
  }
  return {
    async only(wish) {
      if (running?.wish === wish) return running.server
      await end()
      const server = await start(wish)
      running = { wish, server }
      return server
    },
    [Symbol.asyncDispose]: end,
  }
}
