// The page inside of an iframe: one machine with the options of the fragment, and a channel to the page around it. It
// listens to that page alone, and nothing of what comes from there becomes HTML.
import './ringside.js';

const VERSION = '1';
const HELLO_MS = 400;
const MOST_WAITING = 1000;

const { observedAttributes: attributes, methods } = customElements.get('ringside-machine');
const properties = ['state', 'currentStep', 'stepCount', 'mode', 'permalink', 'markers'];
const events = ['ready', 'step', 'play', 'pause', 'ended', 'mode', 'syscall', 'output', 'marker', 'error'];

const note = document.getElementById('note');
const machine = document.createElement('ringside-machine');
machine.setAttribute('loading', 'eager');

const read = () => {
  const options = new URLSearchParams(location.hash.slice(1));
  const version = options.get('v') ?? VERSION;
  note.firstChild.textContent = `This link is of version ${version}, which this page does not know; it may say less here. To see all, `;
  note.hidden = version === VERSION;
  note.querySelector('a').href = `./${location.hash}`;
  const spoken = options.get('lang') ?? navigator.languages?.find((tag) => /^(en|de)\b/i.test(tag));
  document.documentElement.lang = spoken ?? 'en';
  for (const name of attributes) {
    if (options.has(name)) machine.setAttribute(name, options.get(name));
    else machine.removeAttribute(name);
  }
};
read();
addEventListener('hashchange', read);
const link = Object.assign(document.createElement('a'), { href: `./${location.hash}`, target: '_blank', rel: 'noopener' });
link.textContent = 'Open this machine in Ringside';
machine.append(link);
document.body.append(machine);

let port = null;
let waiting = 0;

const answer = async ({ id, type, args = [], name, value } = {}) => {
  if (type === 'set') {
    if (!attributes.includes(name)) throw RangeError(`There is no attribute ${name}.`);
    return void (value === null ? machine.removeAttribute(name) : machine.setAttribute(name, String(value)));
  }
  if (type === 'get') {
    if (!properties.includes(name)) throw RangeError(`There is no property ${name}.`);
    return machine[name];
  }
  if (type === 'activate' || methods.includes(type)) return machine[type](...args);
  throw Object.assign(RangeError('There is no such command.'), { code: 'unknown' });
};

const hear = async ({ data }) => {
  const re = data?.id;
  try {
    if (waiting >= MOST_WAITING) throw Object.assign(Error('Too many commands wait.'), { code: 'busy' });
    waiting += 1;
    const value = await answer(data ?? {}).finally(() => { waiting -= 1; });
    port.postMessage({ ringside: 1, type: 'ok', re, value });
  } catch (error) {
    port.postMessage({ ringside: 1, type: 'error', re, code: error.code ?? 'refused', message: String(error.message) });
  }
};

const size = () => port?.postMessage({ ringside: 1, type: 'size', height: Math.ceil(document.documentElement.getBoundingClientRect().height) });

if (parent !== window) {
  const hello = () => parent.postMessage({ ringside: 1, type: 'hello' }, '*');
  const again = setInterval(hello, HELLO_MS);
  hello();
  addEventListener('message', ({ source, data, ports }) => {
    if (source !== parent || data?.ringside !== 1 || data.type !== 'init' || !ports[0] || port) return;
    clearInterval(again);
    port = ports[0];
    port.onmessage = hear;
    for (const name of events) {
      machine.addEventListener(`ringside-${name}`, ({ detail }) => port.postMessage({ ringside: 1, type: 'event', name, detail }));
    }
    new ResizeObserver(size).observe(document.body);
    size();
  });
}
