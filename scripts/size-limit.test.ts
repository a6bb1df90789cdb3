import { expect, it } from 'vitest'
import { runCommand } from './run-command.mjs'

interface Measured {
  readonly name: string
  readonly passed: boolean
  readonly size: number
}

it('keeps what a browser loads within its limits', { timeout: 120_000 }, async () => {
  const { code, output } = await runCommand(['size-limit', '--json'], { output: 'collected' })
  const measured = JSON.parse(output) as readonly Measured[]
  expect(measured.filter(({ passed }) => !passed)).toEqual([])
  expect(measured.length).toBeGreaterThan(1)
  for (const { name, size } of measured) expect(size, name).toBeGreaterThan(1_000)
  expect(code).toBe(0)
})
