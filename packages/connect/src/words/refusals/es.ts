import type { Catalogue } from '../shape.ts'

/** Why a key is refused or a connection interrupted, and what to do. */
export const reasons: Catalogue['reasons'] = {
  key_malformed: {
    title: 'La clave no se puede usar tal como se pegó',
    text: 'Copie la clave en {provider} y péguela aquí.',
    next: 'Corregir la clave',
    why: 'la clave no se pegó entera',
  },
  key_invalid: {
    title: '{provider} no reconoce esta clave',
    text: 'Puede que falten caracteres, que se haya eliminado en {provider} o que venga del sistema de pruebas de {provider}. Cópiela de nuevo y péguela entera.',
    next: 'Volver a intentarlo',
    why: '{provider} no reconoció la clave',
  },
  permissions_missing: {
    title: 'Puede que esta clave no permita todo lo que {product} necesita',
    text: 'La clave es correcta, pero {provider} no le ha dado: {missing}. {provider} lo fija para {product}, así que puede que una nueva clave por sí sola no ayude.',
    next: 'Contactar con el soporte de {product}',
    why: 'faltaban permisos',
  },
  not_entitled: {
    title: 'Su plan de {provider} aún no incluye {product}',
    text: 'La clave es correcta. Quien gestiona {provider} para {company} puede añadirlo; después vuelva a intentarlo con la misma clave.',
    next: 'Volver a intentarlo',
    why: 'el plan de {provider} no incluía {product}',
  },
  wrong_kind_of_key: {
    title: 'Esta clave se creó para otra cosa',
    text: '{provider} la conoce, pero no es para {product}. Use la que {provider} muestra cuando añade {integration}.',
    next: 'Mostrarme dónde',
    why: 'la clave se creó para otra cosa',
  },
  organisation_key: {
    title: 'Esta clave abre un grupo de empresas',
    text: '{product} conecta una empresa cada vez. En {provider}, elija primero la empresa y añada allí {integration}.',
    next: 'Usar otra clave',
    why: 'la clave abría un grupo de empresas',
  },
  account_unknown: {
    title: 'No hemos podido saber qué empresa abre esta clave',
    text: '{provider} aceptó la clave, pero no nombró ninguna empresa. No hacemos suposiciones.',
    next: 'Contactar con el soporte de {product}',
    why: '{provider} no nombró ninguna empresa',
  },
  account_mismatch: {
    title: 'Esta clave abre otra empresa',
    text: 'Abre {found}. {ledger} pertenece a {expected}, y así se queda.',
    next: 'Usar otra clave',
    why: 'la clave abría otra empresa',
  },
  account_already_connected: {
    title: '{company} ya está conectada',
    text: 'Está conectada para {elsewhere}. No hace falta añadirla de nuevo.',
    next: 'Abrir esa conexión',
    why: 'la empresa ya estaba conectada',
  },
  key_in_use_elsewhere: {
    title: 'Esta clave no se puede usar aquí',
    text: 'El soporte de {product} puede averiguar por qué. Facilíteles este número: {reference}.',
    next: 'Contactar con el soporte de {product}',
    why: 'la clave no se podía usar aquí',
  },
  provider_unreachable: {
    title: '{provider} no ha respondido',
    text: 'Su clave no es el problema. Suele pasar en unos minutos.',
    next: 'Volver a intentarlo',
    why: '{provider} no respondió',
  },
  provider_busy: {
    title: '{provider} nos pide que esperemos un momento',
    text: '{provider} está recibiendo muchas peticiones. Su clave no es el problema.',
    next: {
      one: 'Volver a intentarlo en {n} segundo',
      many: 'Volver a intentarlo en {n} de segundos',
      other: 'Volver a intentarlo en {n} segundos',
    },
    why: '{provider} nos pidió que esperásemos',
  },
  provider_refusing_all: {
    title: '{provider} está rechazando todas las conexiones',
    text: 'También se rechazan claves correctas, así que esto no dice nada de la suya. Suele pasar por sí solo: inténtelo de nuevo más tarde.',
    next: 'Volver a intentarlo',
    why: '{provider} rechazaba todas las conexiones',
  },
  provider_unexpected: {
    title: '{provider} ha dado una respuesta que no esperábamos',
    text: 'Esto no dice nada sobre su clave. El soporte de {product} puede investigarlo con este número: {reference}.',
    next: 'Contactar con el soporte de {product}',
    why: '{provider} dio una respuesta que no esperábamos',
  },
  too_many_tries: {
    title: {
      one: 'Espere {n} segundo antes del próximo intento',
      many: 'Espere {n} de segundos antes del próximo intento',
      other: 'Espere {n} segundos antes del próximo intento',
    },
    text: 'Así se frena a quien intente adivinar claves.',
    next: {
      one: 'Volver a intentarlo en {n} segundo',
      many: 'Volver a intentarlo en {n} de segundos',
      other: 'Volver a intentarlo en {n} segundos',
    },
    why: 'llegó demasiado pronto después del anterior',
  },
  interrupted: {
    title: 'La comprobación se detuvo antes de que {provider} respondiera',
    text: 'Su clave no es el problema. Con un intento más debería salir bien.',
    next: 'Volver a intentarlo',
    why: 'la comprobación se detuvo antes de que {provider} respondiera',
  },
  confirmation_expired: {
    title: 'Ha pasado el plazo para responder',
    text: 'Tenía diez minutos para decir si es su empresa, así que la clave se desechó. Péguela de nuevo para que se lo preguntemos otra vez.',
    next: 'Pegar la clave de nuevo',
    why: 'nadie dijo si era la empresa correcta',
  },
  key_revoked: {
    title: 'Su conexión con {provider} está interrumpida',
    text: '{provider} ya no acepta la clave de {company}. Puede que se haya eliminado o reemplazado en {provider}. Sus ajustes se conservan: con una nueva clave todo volverá a funcionar.',
    next: 'Reemplazar la clave de API',
    why: '{provider} rechazó la clave',
  },
  permissions_lost: {
    title: 'La clave de {company} ha perdido un permiso',
    text: 'Lo que ya no puede hacer ({time}): {missing}. Todo lo demás sigue funcionando. El soporte de {product} puede pedir a {provider} que lo restablezca; si {provider} le ha dado una nueva clave, reemplácela aquí.',
    next: 'Contactar con el soporte de {product}',
    why: 'la clave perdió un permiso',
  },
  exposed: {
    title: 'Puede que otras personas hayan visto la clave de {company}',
    text: 'Se notificó ({time}), así que {product} dejó de usarla. Elimínela en {provider} y añada una nueva aquí.',
    next: 'Reemplazar la clave de API',
    why: 'puede que otras personas hayan visto la clave',
  },
  stored_key_unreadable: {
    title: 'No podemos leer nuestra copia de la clave',
    text: 'El fallo es nuestro: en su {provider} todo está bien. Añada la clave de nuevo; si ya no la tiene, {provider} le da una nueva.',
    next: 'Reemplazar la clave de API',
    why: 'no podíamos leer nuestra copia de la clave',
  },
  restored: {
    title: 'Añada una vez más la clave de {company}',
    text: '{product} tuvo que volver a una copia anterior de sus datos, así que la clave que contiene puede no estar al día. El fallo es nuestro.',
    next: 'Reemplazar la clave de API',
    why: 'nuestra copia de la clave puede no estar al día',
  },
}

/** What the look at a paste finds before anything is sent. */
export const paste: Catalogue['paste'] = {
  nothingSent: 'No se ha enviado nada a {provider}.',
  fault: {
    empty: { title: 'El campo está vacío', text: 'Copie la clave en {provider} y péguela aquí.' },
    gap_inside: {
      title: 'Hay un hueco dentro de la clave',
      text: 'Una clave no tiene espacios ni saltos de línea. Use el botón de copiar en {provider} y pegue de nuevo.',
    },
    foreign_character: {
      title: 'Contiene un carácter que una clave no puede tener',
      text: 'Puede que haya pasado por un documento. Use el botón de copiar en {provider}.',
    },
    colon: {
      title: 'Hay dos puntos dentro de la clave',
      text: 'Una clave no los tiene: quizá se copió un nombre con ella.',
    },
    settings_block: {
      title: 'Esto es un bloque de ajustes, no una clave',
      text: 'Copie solo la clave.',
    },
    web_address: {
      title: 'Esto es una dirección web, no una clave',
      text: 'La clave es lo que muestra {provider} después de pulsar {allow}.',
    },
    masked: {
      title: 'Esto son puntos, no la clave',
      text: 'Se copió mientras estaba oculta. En {provider}, pulse el botón de copiar junto a la clave y péguela aquí.',
    },
    too_long: {
      title: 'Esto es mucho más largo que una clave',
      text: 'Quizá se copió una página entera. Copie solo la clave.',
    },
  },
  tidied: 'Arreglado.',
  removed: 'Hemos quitado {list}.',
  repair: {
    space: 'un espacio antes o después de la clave',
    line_break: 'un salto de línea al final',
    invisible: {
      one: '{n} carácter invisible',
      many: '{n} de caracteres invisibles',
      other: '{n} caracteres invisibles',
    },
    quotes: 'las comillas que la rodean',
    word_before: 'una palabra delante',
    name_before: 'todo lo que precede al signo igual',
  },
  hint: {
    older_key: {
      title: 'Esto parece una clave de {provider} de un tipo anterior.',
      text: '{product} necesita la que {provider} muestra cuando añade {integration}.',
    },
    password: {
      title: 'Esto parece una contraseña.',
      text: 'No envíe contraseñas: {product} solo necesita la clave de API.',
    },
    very_short: { title: 'Esto es muy corto para una clave.', text: 'Puede que falte una parte.' },
  },
  ifYours: 'Si es su clave, pulse simplemente «{button}».',
}
