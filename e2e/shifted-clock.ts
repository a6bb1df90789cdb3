// Loaded into the server before its own code, so that a story can let an hour pass. Only the time of day moves; what
// waits on a timer waits as ever. The server does not know.
const realNow = Date.now.bind(Date)
let aheadMs = Number(process.env['AHEAD_MS'] ?? 0)

Date.now = () => realNow() + aheadMs

process.on('message', (message) => {
  aheadMs = Number(message)
  process.send?.(aheadMs)
})
process.channel?.unref()
