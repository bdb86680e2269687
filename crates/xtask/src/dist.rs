//! The page for a host of static files: names carry a hash of what is in the file, so that a browser may keep it for ever;
//! only what others link to keeps its name. All addresses are relative: any path of any host will do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::bundle::{self, Page};
use crate::headers;
use crate::root::target;
use crate::shorten;
use crate::split::is_part;
use crate::stage::stage;
use crate::{Error, Explain, Result};

/// What each file is, how many bytes, raw and compressed. It also marks a directory as one that we may empty.
const SIZES: &str = "sizes.json";

/// The strictest policy that the page bears (CSP Level 3, §2.3 "Directives").
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/// What makes a text shorter.
type Shorter = fn(&str) -> String;

/// Posts load this file by its name.
const LOADER: &str = "ringside.js";

/// A browser knows this one by its name, and asks from time to time whether it has changed.
const WORKER: &str = "worker.js";

/// Builds the page into `to`, or into `dist` in cargo's directory.
pub fn dist(to: Option<PathBuf>) -> Result<Page> {
    of(&bundle::page()?, to.unwrap_or_else(|| target().join("dist")))
}

/// Makes the folder `directory` of a page.
pub fn of(page: &Page, directory: PathBuf) -> Result<Page> {
    let files = stage("dist: hashed names", || {
        let full = fs::read_dir(&directory).is_ok_and(|mut entries| entries.next().is_some());
        if full && !directory.join(SIZES).is_file() {
            return Err(Error(format!(
                "{} has files that are not ours; name an empty directory.",
                directory.display()
            )));
        }
        bundle::clear(&directory)?;
        let names = page.files.iter().map(|(name, _)| name.clone());
        let files = names.map(|name| {
            let from = page.directory.join(&name);
            fs::read(&from)
                .map(|bytes| (name, bytes))
                .explain(|| format!("{} cannot be read", from.display()))
        });
        let mut files: BTreeMap<String, Vec<u8>> = files.collect::<Result<_>>()?;
        if let Some(index) = files.get_mut("index.html") {
            // Here alone, so that what is being developed is never kept.
            let told = String::from_utf8_lossy(index);
            *index = told.replacen("<html ", &format!("<html data-worker=\"{WORKER}\" "), 1).into_bytes();
        }
        let parts: Vec<_> =
            files.keys().filter(|name| is_part(name)).map(|name| format!("'./{name}'")).collect();
        if let Some(worker) = files.get_mut(WORKER) {
            *worker =
                String::from_utf8_lossy(worker).replacen("/* PARTS */", &parts.join(", "), 1).into_bytes();
        }
        // What every visit and every post pays for.
        let kinds: [(&str, Shorter); 3] =
            [(LOADER, shorten::script), ("web.js", shorten::script), ("web.css", shorten::styles)];
        for (name, short) in kinds {
            if let Some(file) = files.get_mut(name) {
                *file = short(&String::from_utf8_lossy(file)).into_bytes();
            }
        }
        let hashed = hashed(files)?;
        let lasting: Vec<_> =
            hashed.iter().filter(|(old, (new, _))| *old != new).map(|(_, (new, _))| new.as_str()).collect();
        write(&directory.join(headers::FILE), header_rules(&lasting).as_bytes())?;
        for (name, bytes) in hashed.values() {
            write(&directory.join(name), bytes)?;
        }
        let files = bundle::copies(&directory)?;
        let rows = files
            .iter()
            .map(|(name, it)| json!({ "name": name, "raw": it.raw, "gzip": it.gzip, "brotli": it.brotli }));
        let rows = serde_json::Value::from_iter(rows);
        write(&directory.join(SIZES), format!("{rows:#}\n").as_bytes())?;
        Ok(files)
    })?;
    Ok(Page { directory, files })
}

/// Whether a file's name carries the hash: what a page asks for by itself, and no person or post.
fn is_hashed(name: &str) -> bool {
    let kinds = [".js", ".css", ".wasm", ".svg", ".png"];
    kinds.iter().any(|kind| name.ends_with(kind))
        && !name.starts_with(bundle::SOURCES)
        && ![LOADER, WORKER].contains(&base(name))
}

/// The files by their old names, under the new ones, with the new names in their texts. A file's hash is taken when the
/// names in it are the new ones.
fn hashed(mut files: BTreeMap<String, Vec<u8>>) -> Result<BTreeMap<String, (String, Vec<u8>)>> {
    let mut done: BTreeMap<String, (String, Vec<u8>)> = BTreeMap::new();
    while !files.is_empty() {
        let waits = |name: &&String| {
            let others = files.keys().filter(|other| other != name && is_hashed(other));
            is_text(name) && others.into_iter().any(|other| mentions(&files[*name], base(other)))
        };
        let Some(name) = files.keys().find(|name| !waits(name)).cloned() else {
            let names: Vec<_> = files.into_keys().collect();
            return Err(Error(format!("These files name each other in a circle: {}.", names.join(", "))));
        };
        let mut bytes = files.remove(&name).unwrap_or_default();
        if is_text(&name) {
            let mut text = String::from_utf8(bytes).explain(|| format!("{name} is not text"))?;
            for (old, (new, _)) in done.iter().filter(|(old, (new, _))| *old != new) {
                text = renamed(&text, base(old), base(new));
            }
            bytes = text.into_bytes();
        }
        let new = match name.rsplit_once('.') {
            Some((stem, kind)) if is_hashed(&name) => format!("{stem}-{:016x}.{kind}", fnv1a(&bytes)),
            _ => name.clone(),
        };
        done.insert(name, (new, bytes));
    }
    Ok(done)
}

/// Whether names of other files may stand in it.
fn is_text(name: &str) -> bool {
    [".html", ".js", ".css", ".webmanifest"].iter().any(|kind| name.ends_with(kind))
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn mentions(bytes: &[u8], name: &str) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| renamed(text, name, "") != text)
}

/// The text with a file's name replaced where it is not part of a longer one.
fn renamed(text: &str, old: &str, new: &str) -> String {
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let mut result = String::with_capacity(text.len());
    let mut last = 0;
    for (at, _) in text.match_indices(old) {
        let behind = &text[at + old.len()..];
        // The point at the end of a sentence is none of the name.
        let ends = !behind.trim_start_matches('.').starts_with(in_name);
        if ends && !text[..at].ends_with(in_name) {
            result += &text[last..at];
            result += new;
            last = at + old.len();
        }
    }
    result + &text[last..]
}

/// The hash FNV-1a (RFC 9923): nobody attacks these names, and two builds give the same.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// The headers as Netlify and Cloudflare Pages read them. A sandboxed frame has no origin, so anybody may read the files.
fn header_rules(lasting: &[&str]) -> String {
    let mut text = format!(
        "/*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  \
         Access-Control-Allow-Origin: *\n"
    );
    for name in lasting {
        text += &format!("/{name}\n  Cache-Control: public, max-age=31536000, immutable\n");
    }
    text
}

fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, bytes));
    written.explain(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_name_changes_with_the_file_and_with_what_the_file_names() {
        let names = |wasm: &str| {
            let page =
                [("index.html", "<script src=\"./boot.js\">"), ("boot.js", "'web.wasm'"), ("web.wasm", wasm)];
            hashed(folder(&page)).unwrap()
        };
        let (one, two) = (names("1"), names("2"));
        assert_eq!(names("1"), one);
        assert_eq!(one["index.html"].0, "index.html");
        for name in ["boot.js", "web.wasm"] {
            assert_ne!(one[name].0, name);
            assert_ne!(one[name].0, two[name].0);
        }
        let (boot, bytes) = &one["boot.js"];
        assert_eq!(*bytes, format!("'{}'", one["web.wasm"].0).into_bytes());
        assert_eq!(one["index.html"].1, format!("<script src=\"./{boot}\">").into_bytes());
    }

    #[test]
    fn a_longer_name_is_another_file() {
        check("a.js, b/a.js. ba.js a.js.map a-a.js xa.jsx", "N, b/N. ba.js a.js.map a-a.js xa.jsx");
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(renamed(text, "a.js", "N"), expected);
    }

    #[test]
    fn what_posts_load_and_the_sources_keep_their_names() {
        for name in
            ["index.html", "ringside.js", "v1/ringside.js", "worker.js", "sources/crates/abi/src/lib.rs"]
        {
            assert!(!is_hashed(name), "{name}");
        }
    }

    #[test]
    fn files_that_name_each_other_are_refused() {
        assert!(hashed(folder(&[("a.js", "b.js"), ("b.js", "a.js")])).is_err());
    }
}
