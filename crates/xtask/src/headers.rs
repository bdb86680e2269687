//! Reads the `_headers` of a folder for static hosts, as Netlify and Cloudflare Pages do: a path, and below it, indented,
//! the fields for what it matches. The server of this machine obeys them too, so that what is tested is what is sent.

use std::fs;
use std::path::Path;

/// The name of the file.
pub const FILE: &str = "_headers";

/// The fields for a file, by the `_headers` nearest above it within `directory`; later ones go before earlier ones.
pub fn fields(directory: &Path, file: &Path) -> Vec<(String, String)> {
    let folders = file.ancestors().skip(1).take_while(|folder| folder.starts_with(directory));
    let found = folders.map(|folder| (folder, folder.join(FILE))).find(|(_, rules)| rules.is_file());
    let Some((folder, rules)) = found else { return Vec::new() };
    let (Ok(text), Ok(name)) = (fs::read_to_string(rules), file.strip_prefix(folder)) else {
        return Vec::new();
    };
    matching(&text, &format!("/{}", name.display()))
}

fn matching(text: &str, path: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut applies = false;
    for line in text.lines() {
        if !line.starts_with([' ', '\t']) {
            let pattern = line.trim();
            applies = match pattern.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => path == pattern,
            };
        } else if let (true, Some((name, value))) = (applies, line.split_once(':')) {
            let (name, value) = (name.trim().to_string(), value.trim().to_string());
            fields.retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
            fields.push((name, value));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rule_that_matches_counts() {
        let text = "/*\n  A: all\n  B: x: y\n/one.js\n  a: one\n";
        let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
        assert_eq!(matching(text, "/one.js"), [pair("B", "x: y"), pair("a", "one")]);
        assert_eq!(matching(text, "/deep/one.js"), [pair("A", "all"), pair("B", "x: y")]);
        assert_eq!(matching("no rule\n\n  : \n", "/"), []);
    }
}
