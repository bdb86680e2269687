// What makes the page a single file: the program and the guest's sources lie in it, packed, and nobody is asked for
// anything. It stands behind the program's own script, in one module with it.
const unpack = async (id) => {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
};

const outside = globalThis.fetch;
let sources = null;
globalThis.fetch = async (address, options) => {
  const path = /^\.\/sources\/(.+)$/.exec(address)?.[1];
  if (!path) return outside(address, options);
  sources ??= unpack('sources').then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
  const text = (await sources)[path];
  return new Response(text, { status: text === undefined ? 404 : 200 });
};

// What is fetched later lies in it, too.
document.documentElement.fetchPart = unpack;
// The boot script starts it.
document.documentElement.start = async (show) => {
  on_crash(show);
  return __wbg_init({ module_or_path: await unpack('program') });
};
