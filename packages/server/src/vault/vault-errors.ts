import { KeyturnError } from '../domain/errors.ts'

/** Not wrapped by this master key, for this purpose, or not unchanged. */
export class CannotUnwrap extends KeyturnError {
  readonly code = 'cannot_unwrap'
  constructor() {
    super('A wrapped key cannot be opened with this master key.')
  }
}

/** The data was made with another master key. Nothing was changed. */
export class WrongMasterKey extends KeyturnError {
  readonly code = 'wrong_master_key'
  constructor() {
    super('This is not the master key that the data was sealed with.')
  }
}

export const MASTER_KEY_FAULTS = {
  none: 'No master key: set KEYTURN_MASTER_KEY_FILE to a file with 32 random bytes in base64.',
  missing_file: 'The master key file is not there or cannot be read.',
  not_a_file: 'The master key file must be a regular file.',
  foreign_owner: 'The master key file must belong to the user that runs Keyturn.',
  open_to_others: 'The master key file must be readable by its owner only (chmod 600).',
  inside_data: 'The master key file must not lie in the data folder, where backups would take it along.',
  malformed: 'The master key must be 32 bytes, in base64, base64url or hex.',
} as const

export class MasterKeyRefused extends KeyturnError {
  readonly code = 'master_key_refused'
  readonly fault: keyof typeof MASTER_KEY_FAULTS
  constructor(fault: keyof typeof MASTER_KEY_FAULTS) {
    super(MASTER_KEY_FAULTS[fault])
    this.fault = fault
  }
}
