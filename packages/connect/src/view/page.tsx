import type { JSX } from 'preact'
import type { End, Link, PageModel, Plate } from '../model.ts'
import { timeWords } from '../times.ts'
import { Blocks, NoticeBox, ProblemBox } from './blocks.tsx'
import { useDesk } from './desk.ts'
import { Sign } from './icons.tsx'
import { Words } from './words.tsx'

/** The whole page inside `body`, the same on the server and in the browser. */
export function Page({ page }: { page: PageModel }): JSX.Element {
  const { said } = useDesk()
  const isPlace = page.layout === 'place'
  return (
    <div class={isPlace ? 'page page--place' : 'page'} data-screen={page.screen}>
      <header class="page__head">
        <span class="page__host">
          <bdi>{page.product}</bdi>
        </span>
        {page.back !== null && <Anchor link={page.back} />}
      </header>
      <main class={isPlace ? 'card card--place' : 'card'}>
        {page.plate !== null && <KeyPlate plate={page.plate} lang={page.lang} />}
        <div class="card__body" key={page.screen}>
          <FromTheBrowser />
          <Blocks blocks={page.blocks} />
        </div>
      </main>
      <footer class="page__foot">
        <p class="keeper">
          <Sign icon="key" />
          <span>
            <Words text={page.foot.keeper} />
          </span>
        </p>
        {page.foot.links.length > 0 && (
          <ul>
            {page.foot.links.map((link) => (
              <li key={link.href}>
                <Anchor link={link} />
              </li>
            ))}
          </ul>
        )}
      </footer>
      <p class="hidden-text" role="status">
        {said}
      </p>
    </div>
  )
}

/** What the browser itself has to say: nothing was sent, the page has ended, the paste cannot be a key. */
function FromTheBrowser(): JSX.Element {
  const { trouble, refusal } = useDesk()
  return (
    <>
      {trouble !== null && (
        <NoticeBox notice={trouble.notice} id="trouble">
          <div class="actions">
            {trouble.retry !== null && (
              <button class="button button--small" type="button" onClick={trouble.retry.again}>
                {trouble.retry.label}
              </button>
            )}
            {trouble.back !== null && <Anchor link={trouble.back} look="button button--small" />}
          </div>
        </NoticeBox>
      )}
      {refusal !== null && <ProblemBox problem={refusal} />}
    </>
  )
}

export function Anchor({ link, look }: { link: Link; look?: string }): JSX.Element {
  const tab = link.newTab === true ? { target: '_blank', rel: 'noopener noreferrer' } : {}
  return (
    <a class={look} href={link.href} {...tab}>
      <Words text={link.text} />
    </a>
  )
}

/** A key between product and provider: the shaft shows standing, the chip shows state. */
function KeyPlate({ plate, lang }: { plate: Plate; lang: string }): JSX.Element {
  const { notKnown } = useDesk()
  const tone = notKnown === null ? plate.tone : 'quiet'
  return (
    <div class="plate" data-standing={plate.standing} data-tone={tone}>
      <p class="plate__key">
        <span class="plate__bow" aria-hidden="true" />
        <span class="plate__shaft" aria-hidden="true" />
        <Chip plate={plate} lang={lang} />
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

function Chip({ plate, lang }: { plate: Plate; lang: string }): JSX.Element {
  const { notKnown, clock } = useDesk()
  if (notKnown !== null) {
    const time = clock === null ? '' : timeWords(notKnown.since, 'at', { ...clock, lang })
    return (
      <span class="chip" data-tone="quiet">
        <Sign icon="clock" />
        <span>
          <span class="hidden-text">{plate.status} </span>
          {notKnown.words.replace('{time}', time)}
        </span>
      </span>
    )
  }
  return (
    <span class="chip" data-tone={plate.tone}>
      <Sign
        key={plate.icon}
        icon={plate.icon}
        {...(plate.arrives && plate.icon === 'done' ? { moves: 'turned' } : {})}
      />
      <span>
        <span class="hidden-text">{plate.status} </span>
        <Words text={plate.state} />
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
