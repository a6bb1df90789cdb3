import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { replayDelivery } from '../engine/webhook-endpoints.ts'
import type { EndpointWithSecret } from '../engine/webhook-endpoints.ts'
import { KEYTURN } from '../engine/records.ts'
import { startPatientReceiver, startReceiver } from './testing/receiver.ts'
import { StillClock } from '../testing/still-clock.ts'
import { WebhookWorld } from './testing/webhook-world.ts'

vi.setConfig({ testTimeout: 30_000 })

const soon = { timeout: 20_000, interval: 5 }
const SECOND = 1_000

/** Far more turns than a loop needs to do what there is to do, and to wait for what comes next. */
async function manyTurns(): Promise<void> {
  for (let left = 200; left > 0; left -= 1) await turn()
}

/** How each delivery to an endpoint stands, and how often it was tried. */
const statusOf = async (world: WebhookWorld, made: EndpointWithSecret) =>
  (await world.deliveries(made)).map(({ status, tries }) => [status, tries.length])

describe('the dispatcher and the lanes of endpoints', () => {
  it('calls an endpoint once, and four times at once when it has answered quickly and well', async () => {
    await using world = await WebhookWorld.open({ clock: new StillClock() })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    await world.told(9)
    world.dispatch()
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    await manyTurns()
    expect(await world.underWay(made)).toBe(1)
    receiver.open.shift()?.writeHead(204).end()
    await vi.waitFor(() => expect(receiver.open).toHaveLength(4), soon)
    await manyTurns()
    expect(await world.underWay(made)).toBe(4)
  })

  it.each([
    { what: 'fails', status: 500, tookMs: 10 },
    { what: 'was sent elsewhere', status: 300, tookMs: 10 },
    { what: 'takes more than 2 s', status: 204, tookMs: 2_001 },
  ])('calls an endpoint once at a time again when it $what', async ({ status, tookMs }) => {
    const clock = new StillClock()
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    await world.told(2)
    world.dispatch()
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    receiver.open.shift()?.writeHead(204).end()
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    await world.told(5)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(4), soon)
    clock.forward(tookMs)
    for (const response of receiver.open.splice(0)) response.writeHead(status).end()
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    await manyTurns()
    expect(await world.underWay(made)).toBe(1)
  })

  it('calls others on while one endpoint does not answer', async () => {
    await using world = await WebhookWorld.open({ clock: new StillClock() })
    await using silent = await startPatientReceiver()
    await using receiver = await startReceiver()
    await world.endpoint(silent.url)
    await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(12)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(12), soon)
    expect(silent.received).toHaveLength(1)
  })
})

describe('the dispatcher', () => {
  it('hands on at its start what happened before, however much it is', async () => {
    await using world = await WebhookWorld.open({ clock: new StillClock() })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    await world.told(401)
    world.dispatch()
    await vi.waitFor(async () => expect(await world.deliveries(made)).toHaveLength(401), soon)
  })

  it('looks each second for what has become due, or was queued by hand', async () => {
    const clock = new StillClock()
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startReceiver(() => (receiver.received.length === 1 ? 500 : 204))
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(async () => expect(await statusOf(world, made)).toEqual([['pending', 1]]), soon)
    const [delivery] = await world.deliveries(made)
    if (delivery === undefined) throw new Error('it is there')
    await manyTurns()
    clock.forward(delivery.dueAt - clock.now() - 1)
    await manyTurns()
    expect(receiver.received).toHaveLength(1)
    clock.forward(SECOND)
    await vi.waitFor(async () => expect(await statusOf(world, made)).toEqual([['delivered', 2]]), soon)
    await replayDelivery(world.ports, delivery.id, KEYTURN)
    await manyTurns()
    clock.forward(SECOND)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(3), soon)
  })

  it('gives a try 15 s, and no other dispatcher sends the same meanwhile', async () => {
    const clock = new StillClock()
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    world.dispatch()
    clock.forward(15 * SECOND - 1)
    await manyTurns()
    expect(await statusOf(world, made)).toEqual([['pending', 0]])
    clock.forward(1)
    await vi.waitFor(async () => expect(await statusOf(world, made)).toEqual([['pending', 1]]), soon)
    expect((await world.deliveries(made))[0]?.tries[0]).toMatchObject({ failure: 'timeout', durationMs: 15 * SECOND })
    expect(receiver.received).toHaveLength(1)
  })
})

describe('a fault of our own', () => {
  const errors = ({ said }: WebhookWorld) => said.filter(([level]) => level === 'error')

  it('while events are handed on is said, and they are handed on with the next occasion', async () => {
    await using world = await WebhookWorld.open({ clock: new StillClock() })
    await using receiver = await startPatientReceiver()
    await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    const mend = await world.breakTable('deliveries')
    await world.told(1)
    await vi.waitFor(() => expect(errors(world)).not.toEqual([]), soon)
    expect(errors(world)[0]).toEqual([
      'error',
      'webhooks could not be handed on; it will be tried again',
      { fault: 'Error' },
    ])
    await mend()
    receiver.open.shift()?.writeHead(204).end()
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), soon)
  })

  it('while an outcome is written is said, and the event is sent once more when the lease has run out', async () => {
    const clock = new StillClock()
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    const mend = await world.breakTable('deliveries')
    receiver.open.shift()?.writeHead(204).end()
    const message = 'a delivery could not be made'
    await vi.waitFor(() => expect(errors(world).map(([, said]) => said)).toContain(message), soon)
    await mend()
    const [delivery] = await world.deliveries(made)
    expect(errors(world).find(([, said]) => said === message)?.[2]).toEqual({
      deliveryId: delivery?.id,
      fault: 'Error',
    })
    await manyTurns()
    clock.forward(30 * SECOND - 1)
    await manyTurns()
    expect(receiver.received).toHaveLength(1)
    clock.forward(SECOND)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    receiver.open.shift()?.writeHead(204).end()
    await vi.waitFor(async () => expect(await statusOf(world, made)).toEqual([['delivered', 1]]), soon)
    const [one, other] = receiver.received
    expect(other?.headers['webhook-id']).toBe(one?.headers['webhook-id'])
  })

  it('with the secret of one endpoint is said, and the others are served', async () => {
    await using world = await WebhookWorld.open({ clock: new StillClock() })
    await using broken = await startReceiver()
    await using well = await startReceiver()
    const made = await world.endpoint(broken.url)
    await world.endpoint(well.url)
    const { sealed } = await world.ports.vault.newSigningSecret((await world.endpoint(well.url)).endpoint.id)
    await world.db.updateTable('webhook_endpoints').set({ secret: sealed }).where('id', '=', made.endpoint.id).execute()
    world.dispatch()
    await world.told(3)
    await vi.waitFor(() => expect(well.received).toHaveLength(6), soon)
    expect(broken.received).toEqual([])
    const [delivery] = await world.deliveries(made)
    expect(errors(world)).toContainEqual([
      'error',
      'a delivery could not be made',
      { deliveryId: delivery?.id, fault: 'StoredKeyUnreadable' },
    ])
  })
})

describe('a stop', () => {
  it('waits for the call that is under way, writes what it came to, and starts no other', async () => {
    await using world = await WebhookWorld.open({ clock: new StillClock() })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    const dispatcher = world.dispatch()
    await world.told(2)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    const ended = vi.fn<() => void>()
    const stopped = dispatcher.stop().then(ended)
    await world.told(1)
    await manyTurns()
    expect(ended).not.toHaveBeenCalled()
    receiver.open.shift()?.writeHead(204).end()
    await stopped
    const statuses = await statusOf(world, made)
    expect(statuses).toHaveLength(2)
    expect(statuses).toEqual(
      expect.arrayContaining([
        ['delivered', 1],
        ['pending', 0],
      ]),
    )
    expect(await world.underWay(made)).toBe(0)
    expect(receiver.received).toHaveLength(1)
  })

  it('gives a call that is not answered 5 s more, and then gives it back untried', async () => {
    const clock = new StillClock()
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startPatientReceiver()
    const made = await world.endpoint(receiver.url)
    const dispatcher = world.dispatch()
    await world.told(1)
    await vi.waitFor(() => expect(receiver.open).toHaveLength(1), soon)
    const ended = vi.fn<() => void>()
    const stopped = dispatcher.stop().then(ended)
    clock.forward(5 * SECOND - 1)
    await manyTurns()
    expect(ended).not.toHaveBeenCalled()
    clock.forward(1)
    await stopped
    expect(await statusOf(world, made)).toEqual([['pending', 0]])
    expect(await world.underWay(made)).toBe(0)
  })

  it('leaves nobody behind who waits or watches', async () => {
    const clock = new StillClock()
    await using world = await WebhookWorld.open({ clock })
    await using receiver = await startReceiver()
    await world.endpoint(receiver.url)
    const dispatcher = world.dispatch()
    await world.told(3)
    await vi.waitFor(() => expect(receiver.received).toHaveLength(3), soon)
    await manyTurns()
    // For what becomes due, and for what other processes write.
    expect(clock.waiting).toBe(2)
    await dispatcher.stop()
    expect(clock.waiting).toBe(0)
  })
})
