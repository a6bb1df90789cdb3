import { Framed } from './browser/framed.ts'
import { HostLink, hostOrigin } from './browser/host-link.ts'

// Alone in a tab it is no frame: the page itself is next to it.
if (parent === window) location.replace('./')
const origin = hostOrigin(location.hash)
if (parent !== window && origin !== null) new Framed(new HostLink(parent, origin)).start()
