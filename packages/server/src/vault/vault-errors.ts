import { KeyturnError } from '../domain/errors.ts'

/** The stored keys were sealed under another master key. Nothing was changed. */
export class WrongMasterKey extends KeyturnError {
  readonly code = 'wrong_master_key'
  constructor() {
    super('This is not the master key that the data was sealed with.')
  }
}

export const MASTER_KEY_FAULTS = {
  none: 'No master key: set KEYTURN_MASTER_KEY_FILE to a file with 32 random bytes in base64.',
  two: 'Two master keys: set KEYTURN_MASTER_KEY_FILE or KEYTURN_MASTER_KEY, not both.',
  malformed: 'The master key must be 32 random bytes, in base64, base64url or hex.',
  missing_file: 'The master key file is not there or cannot be read.',
  not_a_file: 'The master key file must be a regular file.',
  leads_elsewhere: 'The master key file is a link that leaves its folder; name the file itself.',
  foreign_owner: 'The master key file must belong to the user that runs Keyturn.',
  open_to_others: 'The master key file must be readable by its owner only (chmod 600).',
  inside_data: 'The master key file must not lie in the data or a backup folder: whoever copies that would have both.',
  exists: 'The master key file exists already and was left as it is.',
} as const
export type MasterKeyFault = keyof typeof MASTER_KEY_FAULTS

/** Keyturn does not start with this master key. The message never holds it. */
export class MasterKeyRefused extends KeyturnError {
  readonly code = 'master_key_refused'
  readonly fault: MasterKeyFault
  constructor(fault: MasterKeyFault) {
    super(MASTER_KEY_FAULTS[fault])
    this.fault = fault
  }
}
