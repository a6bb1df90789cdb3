// `npm run elements`: makes the manifest of the elements, their reference page and what React knows of them from the tags on
// their classes. `-- --check` only says whether the files are current.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cli } from '@custom-elements-manifest/analyzer/cli.js'
import { ROOT } from './run-command.mjs'

const PACKAGE = join(ROOT, 'packages/elements')
const DOOR = 'src/elements.ts'

/**
 * @typedef {{ name: string, description: string, type?: { text: string }, kind?: string, privacy?: string, static?: boolean }} Part
 * @typedef {{ name: string, tagName: string, description: string, customElement: true, attributes: Part[], events: Part[],
 *   slots: Part[], cssProperties: Part[], members: Part[] }} Element
 */

/** @returns {Promise<Element[]>} */
async function readElements() {
  const { modules } = await cli({
    argv: ['analyze', '--globs', 'src/keyturn-*.ts', '--globs', 'src/*-element.ts', '--quiet'],
    cwd: PACKAGE,
    noWrite: true,
  })
  const classes = modules.flatMap(({ declarations }) => declarations)
  return classes.filter(({ tagName }) => tagName !== undefined).map(elementOf)
}

/** What a page may use; what a class keeps to itself is nobody's business. */
function elementOf({
  name,
  tagName,
  description,
  attributes = [],
  events = [],
  slots = [],
  cssProperties = [],
  members = [],
}) {
  const isPublic = (/** @type {Part} */ each) =>
    each.privacy === undefined &&
    each.static !== true &&
    each.description !== undefined &&
    !each.description.startsWith('@')
  const part = ({ name: own, type, description: text, kind, parameters, return: returned }) => ({
    name: own,
    ...(kind === undefined ? {} : { kind }),
    ...(type === undefined ? {} : { type }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(returned === undefined ? {} : { return: returned }),
    description: text,
  })
  return {
    kind: 'class',
    name,
    tagName,
    customElement: true,
    description,
    attributes: attributes.filter(({ description: text }) => text !== undefined).map(part),
    members: members.filter(isPublic).map(part),
    events: events.filter(({ name: own }) => own !== 'name').map(part),
    slots: slots.map(part),
    cssProperties: cssProperties.map(part),
  }
}

/** https://github.com/webcomponents/custom-elements-manifest */
const manifestOf = (/** @type {Element[]} */ elements) => ({
  schemaVersion: '2.1.0',
  readme: '../../docs/elements.md',
  modules: [
    {
      kind: 'javascript-module',
      path: DOOR,
      declarations: elements,
      exports: elements.map(({ name }) => ({ kind: 'js', name, declaration: { name, module: DOOR } })),
    },
  ],
})

const cell = (/** @type {string} */ text) => text.replaceAll('|', String.raw`\|`)

function table(/** @type {string} */ what, /** @type {Part[]} */ parts, /** @type {(part: Part) => string} */ nameOf) {
  if (parts.length === 0) return ''
  const rows = parts.map((part) => `| ${cell(nameOf(part))} | ${cell(part.description)} |`)
  return `\n| ${what} | |\n| --- | --- |\n${rows.join('\n')}\n`
}

const code = (/** @type {string} */ text) => `\`${text}\``
const typed = (/** @type {Part} */ { name, type }) =>
  type === undefined ? code(name) : `${code(name)}: ${code(type.text)}`

const pageOf = (/** @type {Element[]} */ elements) => `# The elements

What \`@keyturn/elements\` brings into a page. How to use it is in [the guide](guides/embedding.md). This page is made from the tags
on the classes by \`npm run elements\`.
${elements
  .map(
    ({ tagName, name, description, attributes, members, events, slots, cssProperties }) => `
## \`<${tagName}>\`

${description.replaceAll('\n', ' ')} The class is \`${name}\`, in React \`<${name}>\`.
${table('attribute', attributes, typed)}${table('property or method', members, ({ name: own, kind }) => (kind === 'method' ? code(`${own}()`) : code(own)))}${table('event', events, typed)}${table('slot', slots, ({ name: own }) => (own === '' ? 'the only one' : code(own)))}${table('custom property', cssProperties, ({ name: own }) => code(own))}`,
  )
  .join('')}`

const comment = (/** @type {string} */ text, /** @type {string} */ indent) =>
  `${indent}/** ${text.replaceAll('\n', ' ')} */\n`
const handlerOf = (/** @type {string} */ event) =>
  `on${event.replace(/^keyturn-(\w)/, (_, first) => first.toUpperCase())}`

function reactOf(/** @type {Element[]} */ elements) {
  const props = elements.map(({ name, description, attributes, events }) => {
    const own = attributes.map(
      (each) => `${comment(each.description, '  ')}  readonly ${each.name}?: ${each.type?.text}\n`,
    )
    const heard = events.map(
      (each) =>
        `${comment(each.description, '  ')}  readonly ${handlerOf(each.name)}?: (event: ${each.type?.text}) => void\n`,
    )
    return `${comment(description, '')}export interface ${name}Props extends ElementProps<${name}> {\n${[...own, ...heard].join('')}}\n`
  })
  const handlers = [...new Set(elements.flatMap(({ events }) => events.map(({ name }) => name)))].toSorted()
  return `// Made from the tags on the classes: \`npm run elements\`.
import type { ConnectionState, ElementError } from './connection-state.ts'
${elements.map(({ name, tagName }) => `import type { ${name} } from './${tagName}.ts'\n`).join('')}import type { ElementProps } from './element-props.ts'

${props.join('\n')}
/** The events of the elements, by the name React has for those who hear them. */
export const HANDLERS = {
${handlers.map((name) => `  ${handlerOf(name)}: '${name}',\n`).join('')}} as const
`
}

const elements = await readElements()
const MADE = {
  'packages/elements/custom-elements.json': `${JSON.stringify(manifestOf(elements), null, 2)}\n`,
  'docs/elements.md': pageOf(elements),
  'packages/elements/src/react-props.ts': reactOf(elements),
}

const isCheck = process.argv.includes('--check')
for (const [file, text] of Object.entries(MADE)) {
  const path = join(ROOT, file)
  if (!isCheck) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${file} is not what the tags of the elements say. Run: npm run elements\n`)
    process.exitCode = 1
  }
}
