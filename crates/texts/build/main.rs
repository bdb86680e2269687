//! Makes a function of each message of the catalogue, and holds the languages against each other.

mod marks;
mod pattern;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use fluent_syntax::ast::{Entry, Pattern};
use fluent_syntax::parser;
use pattern::Marked;

/// The directories of the languages, in the order of `Language`; the first is what the others are compared with.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// What is wrong with the catalogue, a line for each.
type Faults = Vec<String>;

fn main() {
    println!("cargo::rerun-if-changed=build");
    for language in LANGUAGES {
        println!("cargo::rerun-if-changed={language}");
    }
    let mut faults = Faults::new();
    let (code, texts) = code(&mut faults);
    if !faults.is_empty() {
        for fault in faults {
            println!("cargo::error={fault}");
        }
        process::exit(1);
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let mut files = vec![("messages.rs".to_string(), code)];
    files.extend(
        LANGUAGES.iter().zip(texts).map(|(language, texts)| {
            (format!("{language}.txt"), texts.join(marks::NEXT.encode_utf8(&mut [0])))
        }),
    );
    for (name, text) in files {
        fs::write(out.join(name), text).expect("the output directory can be written to");
    }
}

/// The Rust code of all messages, and their texts, language by language.
fn code(faults: &mut Faults) -> (String, [Vec<String>; LANGUAGES.len()]) {
    let mut modules = String::new();
    let mut texts = LANGUAGES.map(|_| Vec::new());
    for file in files() {
        let sources = LANGUAGES.map(|language| {
            let path = format!("{language}/{file}.ftl");
            fs::read_to_string(&path).unwrap_or_else(|error| {
                faults.push(format!("{path} cannot be read: {error}."));
                String::new()
            })
        });
        let [english, others @ ..] = &sources;
        let others: Vec<_> = others.iter().map(|source| messages(&file, source, faults)).collect();
        let english = messages(&file, english, faults);
        let _ = writeln!(modules, "/// Messages of `{file}.ftl`.\npub mod {file} {{");
        for (key, pattern) in &english {
            let Some(marked) = marked(&file, key, pattern, Vec::new(), faults) else { continue };
            modules.push_str(&function(key, texts[0].len(), &marked));
            for ((language, other), texts) in LANGUAGES[1..].iter().zip(&others).zip(&mut texts[1..]) {
                let same = other.iter().find(|(name, _)| name == key);
                let said = same
                    .and_then(|(_, pattern)| self::marked(&file, key, pattern, marked.args.clone(), faults));
                match said {
                    Some(said) if said.used == marked.used => texts.push(said.text),
                    Some(_) => faults.push(format!(
                        "{language}/{file}.ftl: `{key}` does not have the values of the English one."
                    )),
                    None => faults.push(format!("{language}/{file}.ftl: `{key}` is missing.")),
                }
            }
            texts[0].push(marked.text);
        }
        modules.push_str("}\n");
        for (language, other) in LANGUAGES[1..].iter().zip(&others) {
            let surplus = other.iter().filter(|(key, _)| !english.iter().any(|(name, _)| name == key));
            faults
                .extend(surplus.map(|(key, _)| format!("{language}/{file}.ftl: `{key}` is not in English.")));
        }
    }
    (modules, texts)
}

/// The names of the files, without their ending, in order.
fn files() -> Vec<String> {
    let entries = fs::read_dir(LANGUAGES[0]).into_iter().flatten().flatten();
    let name = |path: &Path| Some(path.file_name()?.to_str()?.strip_suffix(".ftl")?.to_string());
    let mut files: Vec<_> = entries.filter_map(|entry| name(&entry.path())).collect();
    files.sort();
    files
}

/// The messages of a file, in its order.
fn messages<'s>(file: &str, source: &'s str, faults: &mut Faults) -> Vec<(&'s str, Pattern<&'s str>)> {
    let resource = parser::parse(source).unwrap_or_else(|(resource, errors)| {
        faults.extend(errors.iter().map(|error| {
            let line = source[..error.pos.start].lines().count();
            format!("{file}.ftl, line {line}: {error}.")
        }));
        resource
    });
    let mut messages: Vec<(&str, Pattern<&str>)> = Vec::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry
            && let Some(pattern) = message.value
        {
            if messages.iter().any(|(key, _)| *key == message.id.name) {
                faults.push(format!("{file}.ftl: `{}` is there twice.", message.id.name));
            }
            messages.push((message.id.name, pattern));
        }
    }
    messages
}

fn marked(
    file: &str,
    key: &str,
    pattern: &Pattern<&str>,
    args: Vec<String>,
    faults: &mut Faults,
) -> Option<Marked> {
    let marked = Marked::read(pattern, args);
    marked.map_err(|why| faults.push(format!("{file}.ftl: `{key}` {why}."))).ok()
}

/// The function that says a message.
fn function(key: &str, number: usize, marked: &Marked) -> String {
    let name = format!("r#{}", key.replace('-', "_"));
    let doc = marked.text.replace(|it: char| it.is_control(), "·");
    if marked.args.is_empty() {
        return format!("#[doc = {doc:?}]\npub fn {name}() -> &'static str {{ super::plain({number}) }}\n");
    }
    let names: Vec<_> = marked.args.iter().map(|arg| format!("r#{}", arg.replace('-', "_"))).collect();
    let params: Vec<_> = names.iter().map(|name| format!("{name}: impl Into<super::Arg<'a>>")).collect();
    let args: Vec<_> = names.iter().map(|name| format!("{name}.into()")).collect();
    format!(
        "#[doc = {doc:?}]\npub fn {name}<'a>({}) -> String {{ super::filled({number}, &[{}]) }}\n",
        params.join(", "),
        args.join(", ")
    )
}
