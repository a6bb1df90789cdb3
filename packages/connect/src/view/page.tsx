import type { JSX } from 'preact'
import type { End, PageModel, Plate } from '../model.ts'
import { Blocks } from './blocks.tsx'
import { Sign } from './icons.tsx'
import { InReserve } from './in-reserve.tsx'
import { Anchor, Words } from './words.tsx'

/** The whole page inside `body`. */
export function Page({ page }: { page: PageModel }): JSX.Element {
  const isPlace = page.layout === 'place'
  return (
    <div id="page" class={isPlace ? 'page page--place' : 'page'}>
      {page.surface === 'page' && <Head page={page} />}
      <main class={isPlace ? 'card card--place' : 'card'}>
        {page.plate !== null && <KeyPlate plate={page.plate} />}
        <div class="card__body" data-screen={`${page.screen} ${page.lang}`}>
          <Blocks blocks={page.blocks} />
        </div>
      </main>
      {page.surface === 'page' && <Foot foot={page.foot} />}
      {page.surface === 'frame' && page.back !== null && (
        <footer class="framed__back">
          <Anchor link={page.back} look="alone" />
        </footer>
      )}
      {page.live !== null && (
        <>
          <p class="hidden-text" id="said" role="status" />
          <InReserve live={page.live} blocks={page.blocks} />
        </>
      )}
    </div>
  )
}

function Head({ page }: { page: PageModel }): JSX.Element {
  return (
    <header class="page__head">
      <span class="page__host">
        {page.logo === 'shown' && <span class="page__logo" aria-hidden="true" />}
        <bdi>{page.product}</bdi>
      </span>
      {page.back !== null && <Anchor link={page.back} />}
    </header>
  )
}

function Foot({ foot }: Pick<PageModel, 'foot'>): JSX.Element {
  return (
    <footer class="page__foot">
      <p class="keeper">
        <Sign icon="key" />
        <span>
          <Words text={foot.keeper} />
        </span>
      </p>
      {foot.links.length > 0 && (
        <ul>
          {foot.links.map((link) => (
            <li key={link.href}>
              <Anchor link={link} />
            </li>
          ))}
        </ul>
      )}
    </footer>
  )
}

/** A key between product and provider: the shaft shows standing, the chip shows state. */
function KeyPlate({ plate }: { plate: Plate }): JSX.Element {
  return (
    <div class="plate" data-standing={plate.standing} data-tone={plate.tone}>
      <p class="plate__key">
        <span class="plate__bow" aria-hidden="true" />
        <span class="plate__shaft" aria-hidden="true" />
        <Chip plate={plate} />
        <NotKnown plate={plate} />
        <span class="plate__shaft plate__shaft--end" aria-hidden="true" />
        <span class="plate__bit" aria-hidden="true" />
        <span class="plate__lock" aria-hidden="true" />
      </p>
      <dl class="plate__ends">
        <Ending end={plate.ends.product} />
        <Ending end={plate.ends.provider} />
      </dl>
    </div>
  )
}

function Chip({ plate }: { plate: Plate }): JSX.Element {
  return (
    <span class="chip" data-tone={plate.tone}>
      <Sign icon={plate.icon} {...(plate.arrives && plate.icon === 'done' ? { moves: 'turned' } : {})} />
      <span>
        <span class="hidden-text">{plate.status} </span>
        <Words text={plate.state} />
      </span>
    </span>
  )
}

/** Takes the chip's place when nothing was heard for too long: never a green that is not being confirmed. */
function NotKnown({ plate }: { plate: Plate }): JSX.Element {
  return (
    <span class="chip chip--lost" data-tone="quiet">
      <Sign icon="clock" />
      <span>
        <span class="hidden-text">{plate.status} </span>
        {plate.notKnown.before}
        <time class="when" data-form="at" />
        {plate.notKnown.after}
      </span>
    </span>
  )
}

/** Both ends keep their place even without a name. */
function Ending({ end }: { end: End }): JSX.Element {
  return (
    <div>
      <dt class={end.of.isShown ? undefined : 'hidden-text'}>
        <bdi>{end.of.text}</bdi>
      </dt>
      {end.name === null ? (
        <dd class="plate__none">{end.none}</dd>
      ) : (
        <dd>
          <Words text={end.name} />
        </dd>
      )}
    </div>
  )
}
