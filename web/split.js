// The parts of the program that lie in files of their own, by the mark that leads to them: the last file of a mark is its own,
// those before it are shared with others.
const PARTS = (() => {
  const marks = {/* FILES */};
  const parts = new Map();
  const download = async (name) => {
    const answer = await fetch(new URL(name, import.meta.url));
    if (!answer.ok) throw Error(`${name} is not there.`);
    return answer.arrayBuffer();
  };
  /** Fetches a part, and puts it to the program once those before it are. What failed is tried again when it is asked for. */
  const part = (name, before) => {
    if (!parts.has(name)) {
      // A page that is a single file has its parts in it.
      const bytes = (document.documentElement.fetchPart ?? download)(name);
      const made = Promise.all([bytes, before])
        .then(([bytes]) => WebAssembly.instantiate(bytes, { __wasm_split: initSync() }));
      made.catch(() => parts.delete(name));
      parts.set(name, made);
    }
    return parts.get(name);
  };
  const load = (names) => async (call, data) => {
    const done = names.reduce((before, name) => part(name, before), Promise.resolve());
    const fine = await done.then(() => true, (error) => console.error(error));
    initSync().__indirect_function_table.get(call)(data, fine ?? false);
  };
  return Object.fromEntries(Object.entries(marks).map(([mark, names]) => [`__wasm_split_load_${mark}`, load(names)]));
})();
