/**
 * What release 1 writes under the master key of thirty-two bytes 7, with draws of randomness that are all 1, all 2 and so
 * on; bytes in base64. The pair of the submit key and its message are of one real run. Lines are added, never edited:
 * databases out there hold such records.
 */
export const GOLDEN = {
  masterKeyId: '0c90283f3ade6cca',
  settings: {
    sentinel: 'S1cBAQEBAQEBAQEBAQEBAfN9eNHkn6FqRLcWAfPMsM67hpRGDvEOyOob3XotdrLk',
    pepper: 'S1cBAQMDAwMDAwMDAwMDA3cKtcrAseF+D+zHP7sAOgiozuAgGYtZYkS9txaueFvVvP2JMOOhePEYqA7EtKQAVw==',
  },
  tenantKeys: {
    acme: 'S1cBAQUFBQUFBQUFBQUFBaUOoDZBB0/tVp/hhA2NzjvTnPFNupuI/ZUVrsnzxX/rMYQfE7H/Di/jEF11qS8DsQ==',
    '~instance': 'S1cBAQcHBwcHBwcHBwcHB4Mmj+CRfawp4eogoiuCOKrWgWoQtBZgbNg1waCqcqhGUZamky8gbpeeBQtc1M2A6Q==',
  },
  records: {
    'provider-credential':
      'Q0sBAQAAAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAUiLtXeeVDrwZSgSK/r93s1ye0NFmmwk+cEXrKD+XLePAgICAgICAgICAgICWkwlCuGBvHCr9G53kShmtkLvhJqYJ10zrn9rZNDRusLWlg9LkMBhwwR2ER67bzshA0tEcu1EOKjkttmJB5rM+7gwDMGcJwdeoue64SDyJMI1bBgRh50LozsQ5OT6eT2uYSXOuSVmXys2aXRWhqwkBcLWMZyig+QrMDOWux5QWUDb3+CIaxxFm7s98TailBt3',
    candidate:
      'Q0sBAQAAAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAUiLtXeeVDrwZSgSK/r93s1ye0NFmmwk+cEXrKD+XLePAgICAgICAgICAgICWkwlCuGBvHCr9G53kShmtkLvhJqYJ10zrn9rZND1jaPm9T0tpaVM8zRGITOPXwsRLnN0Qt1pCJjUhum5N6r8y5d74YicM7Wk1n3Wnu8JQNM=',
    'idempotent-answer':
      'Q0sBAQAAAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAc1XBKo1hqeRTpe6iGKBIwn0ZKuyyrmZXb3IqKyKLV3xAgICAgICAgICAgICwbqyhE4M9Fe4dJECS9f26GH9dN5USZVWNjbJLxMskFYYV2ADuT0EMpjrqCdVbufJXXz6uEZrrZNTJZs3QFZk4499FbYJ6vOv04zkxoMK29A=',
    'webhook-secret':
      'Q0sBAQAAAAECAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAnkF3XqudV5Rfv5/5LTymthXHEaxnt72rmFzmA/w1L9xAwMDAwMDAwMDAwMDGAslwYQ0YwGDIsz4wP3gf4Y8b+yJvtQdI7yUB96RJdGBX22LesE1CTNPwKRxSHj3TGr1mgRK7OSbeScZOvgcpeaqGuMm2xwFIcZWfdKGSWI=',
  },
  stateMac: 'AAAAASiCgjZIpf0dFPfqN58ZxMuU9NU8V+J79TU0wlXoiXmO',
  fingerprint: 'c3d8e6f1c7ffb240bfbe13bddaeb676e',
  digest: 'eb2198b90e9ce2a647531322532a0e31cae163eaa9da925a12122501db0d2108',
  tokenHash: '3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0',
  derivedToken: 'JOZqSG9I31I4AokA3hyhIYty-VXmvqD2_i8qW-wq9jQ',
  submit: {
    id: 'IRTTS9xJbSKVq_FT',
    period: 492346,
    wrapped:
      'S1cBAQEBAQEBAQEBAQEBAZyaxA/e0Re8JoIODBOtdEG/OuXPEQx3zCA8NHs/s38bxt8dVjuVWiHSqmAGlI/pzp9zhPXbGVemXK7kLfTDQ9BB1Ar0OOJP48JmeTzoPhLf7IBwXOoJ+84q/3d42dphmNqxDKdNRxDVoKs58t4At7pI1XUxAQ5rwtQif5gaM9gxP2QNBVWsmh4ZuUw47Gkh1BBxFFTVEUDQyIQx2MPGzkHYFDBUdirkxO50nlkapAqExv7FlJyAYXRP26puEE/S3V0qZd3odkPbQqfZ0V8qR+qGk3Qw7YTSwUR9Mw==',
    session: 'cs_AAAAAAAAAAAAAAAAAAAAAA',
    turn: 3,
    message:
      'BF85KEEax15XnSPzKIo2sDYZHUe1H/sGLLYOVtTM8J/uDu1FqMm+ijQI1uQZ/cFDNlwSk7PyAjHumToSUIZ7A7HpU/zSlHdzUvCnj+Avk5dUyimI3PtpInkfHJ6rEKh7Vs8L95zXbg==',
  },
} as const
