//! Takes the program of the page apart: what is not needed to begin with, as `web` marks it, gets files of its own. What
//! fetches them stands in `web/program.js`, which becomes a part of the program's script: a page may have several instances of
//! the program, and each fetches for itself.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use wasm_encoder::{Module, RawSection};
use wasm_split_cli_support::{Options, transform};
use wasmparser::Parser;

use crate::root::root;
use crate::{Error, Explain, Result};

/// Whether a file is such a part: one that a mark leads to, or one that several share.
pub fn is_part(name: &str) -> bool {
    (name.starts_with("split_") || name.starts_with("chunk_")) && name.ends_with(".wasm")
}

/// The module that the program asks for what fetches its parts.
const LINK: &str = "./__wasm_split.js";

/// The program without its parts.
pub struct Split {
    /// The file of the program, still without its script.
    pub main: PathBuf,
    /// What the script fetches them with.
    link: String,
}

/// Takes the program `wasm` apart, into `directory`.
pub fn split(wasm: &Path, directory: &Path) -> Result<Split> {
    let bytes = fs::read(wasm).explain(|| format!("{} cannot be read", wasm.display()))?;
    let main = wasm.with_extension("main.wasm");
    let mut options = Options::new(&bytes);
    (options.output_dir, options.main_out_path, options.link_name) = (directory, &main, LINK);
    let parts = transform(options)
        .map_err(|error| Error(format!("The program cannot be taken apart: {error:#}.")))?;
    // Its own script is written for one instance of the program.
    let theirs = directory.join(LINK);
    fs::remove_file(&theirs).explain(|| format!("{} cannot be removed", theirs.display()))?;
    for file in &parts.split_modules {
        let bytes = fs::read(file).explain(|| format!("{} cannot be read", file.display()))?;
        let bytes = bare(&bytes).explain(|| format!("{} is no module", file.display()))?;
        fs::write(file, bytes).explain(|| format!("{} cannot be written", file.display()))?;
    }
    let mut files: Vec<_> = parts.prefetch_map.into_iter().collect();
    files.sort();
    let files = files.into_iter().map(|(mark, stems)| {
        let names: Vec<Value> = stems.into_iter().map(|stem| format!("{stem}.wasm").into()).collect();
        (mark, Value::from(names))
    });
    let source = root().join("web/program.js");
    let link = fs::read_to_string(&source).explain(|| format!("{} cannot be read", source.display()))?;
    Ok(Split { main, link: link.replace("{/* FILES */}", &Value::Object(Map::from_iter(files)).to_string()) })
}

impl Split {
    /// The program's script behind ours, whose parts it imports and whose guard its functions get.
    pub fn script(&self, script: &str) -> Result<String> {
        let name = |line: &str| {
            let (name, from) = line.strip_prefix("import * as ")?.split_once(" from ")?;
            from.contains(LINK).then(|| name.to_string())
        };
        let names: Vec<_> = script.lines().filter_map(name).collect();
        let aliases: String = names.iter().map(|name| format!("const {name} = PARTS;\n")).collect();
        if names.is_empty() {
            return Err(Error(format!("The program's script does not import {LINK}.")));
        }
        let (exports, guarded) = ("wasm = instance.exports;", "wasm = guarded(instance.exports);");
        if script.matches(exports).count() != 1 {
            return Err(Error(format!("The program's script has not one `{exports}`.")));
        }
        let script = script.replace(exports, guarded);
        let rest = script.lines().filter(|line| name(line).is_none()).flat_map(|line| [line, "\n"]);
        Ok(format!("{}{aliases}{}", self.link, rest.collect::<String>()))
    }
}

/// A module without its custom sections: names and the like, which nobody reads.
fn bare(bytes: &[u8]) -> wasmparser::Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        if let Some((id, range)) = payload?.as_section().filter(|(id, _)| *id != 0) {
            module.section(&RawSection { id, data: &bytes[range.start as usize..range.end as usize] });
        }
    }
    Ok(module.finish())
}
