import type { Simulator } from '@keyturn/pleo-simulator'
import { Customer } from './customer.ts'
import type { FleetProvider } from './fleet-provider.ts'

let customers = 0

/** @returns the next customer, of a tenant that nobody has seen */
export function nextCustomer(origin: string, token: string): Promise<Customer> {
  customers += 1
  return Customer.arrive(origin, token, `bench-${customers}`)
}

/** One person connects. @returns ms beyond what the provider took to answer */
export async function addedToConnect(
  customer: Customer,
  provider: FleetProvider,
  simulator: Simulator,
): Promise<number> {
  const { key } = simulator.control.createKey()
  provider.takeOthersMs()
  const total = await customer.connect(key)
  return total - provider.takeOthersMs()
}
