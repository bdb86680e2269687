//! Makes what is downloaded shorter, and leaves what it does as it is.

use std::collections::HashMap;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::{Explain, Result};

/// A module and the script that gives it its imports, with short names for these: wasm-bindgen's carry hashes, which cannot be
/// compressed and stand in both.
pub fn names(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut short = HashMap::new();
    let module = renamed(wasm, &mut short).explain(|| "the program is no module".to_string())?;
    let mut text = String::with_capacity(script.len());
    let mut rest = script;
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    while let Some(start) = rest.find(in_name) {
        let (before, from) = rest.split_at(start);
        let (name, after) = from.split_at(from.find(|letter| !in_name(letter)).unwrap_or(from.len()));
        text += before;
        text += short.get(name).map_or(name, String::as_str);
        rest = after;
    }
    Ok((module, text + rest))
}

/// The module with other names of what it imports from wasm-bindgen's script; which, by the old ones.
fn renamed(
    wasm: &[u8],
    short: &mut HashMap<String, String>,
) -> std::result::Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for import in section.into_imports() {
                let import = import?;
                let n = short.len();
                let hashed = import.name.starts_with("__wbg_") || import.name.starts_with("__wbindgen_cast_");
                let name = match hashed {
                    true => short.entry(import.name.to_string()).or_insert_with(|| format!("$_{n}")),
                    false => import.name,
                };
                imports.import(import.module, name, RoundtripReencoder.entity_type(import.ty)?);
            }
            module.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            module.section(&RawSection { id, data: &wasm[range.start as usize..range.end as usize] });
        }
    }
    Ok(module.finish())
}

/// A script without the lines that are comments, and without the space before the others.
pub fn script(text: &str) -> String {
    let mut comment = false;
    let mut short = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_start) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("//") {
            short += line;
            short.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    short
}

/// Styles without comments, and without the space that separates nothing.
pub fn styles(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        plain += before;
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    plain += rest;
    let mut short = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        // Before a bracket, and around `+` and `:` of a selector, space has a meaning.
        let apart = |letter: char| matches!(letter, '{' | '}' | ';' | ',' | '>');
        let joins = short.ends_with(|letter| apart(letter) || letter == ':') || word.starts_with(apart);
        if !short.is_empty() && !joins {
            short.push(' ');
        }
        short += word;
    }
    short.replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_space_go_and_rules_stay() {
        let text =
            "/* What\n it is. */\n:root { --a: 1px; }\n\n.a > .b, .c :hover { margin: 0 calc(1px + 2px); }\n";
        assert_eq!(styles(text), ":root{--a:1px}.a>.b,.c :hover{margin:0 calc(1px + 2px)}");
    }

    #[test]
    fn a_script_keeps_its_lines() {
        let text = "/**\n * What it is.\n */\n// Why.\nconst a = () => {\n  return 'b'; // c\n};\n/** d */\nlet e;\n";
        assert_eq!(script(text), "const a = () => {\nreturn 'b'; // c\n};\nlet e;\n");
    }

    #[test]
    fn imports_are_called_the_same_in_module_and_script() {
        let mut imports = ImportSection::new();
        let memory = wasm_encoder::MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        imports.import("./web_bg.js", "__wbg_log_0123456789abcdef", memory);
        imports.import("./web_bg.js", "other", memory);
        let mut module = Module::new();
        module.section(&imports);
        let script = "{ __wbg_log_0123456789abcdef: 1, __wbg_log_0123456789abcdef0: 2, other }";
        let (module, script) = names(&module.finish(), script).unwrap();
        assert_eq!(script, "{ $_0: 1, __wbg_log_0123456789abcdef0: 2, other }");
        let found = |name: &str| module.windows(name.len()).any(|it| it == name.as_bytes());
        assert!(found("$_0") && found("other") && !found("__wbg"));
    }
}
