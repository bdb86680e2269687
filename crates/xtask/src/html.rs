//! The entry page as Trunk reads it: tags marked `data-trunk` stand for files, and are replaced by what a browser reads.
//! This is all of Trunk's language that our page uses; an unknown tag is an error, so the two ways cannot drift unseen.

use std::collections::BTreeMap;

use crate::{Error, Result};

/// A file that the page asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asset {
    /// The crate to compile: nothing remains of its tag.
    Crate,
    /// A stylesheet: copied, and linked in the same place.
    Style(String),
    /// A file to copy: nothing remains of its tag.
    File(String),
    /// A directory to copy, and where to: nothing remains of its tag.
    Directory(String, String),
    /// A picture for the browser's tab: copied, and linked in the same place.
    Icon(String),
}

/// Replaces each `data-trunk` tag by what `place` answers for it.
pub fn replace(html: &str, mut place: impl FnMut(&Asset) -> Result<String>) -> Result<String> {
    let mut page = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tail) = rest.split_at(start);
        page.push_str(text);
        let (end, comment) = match tail.starts_with("<!--") {
            true => (tail.find("-->").map(|end| end + 3), true),
            false => (tail.find('>').map(|end| end + 1), false),
        };
        let (tag, behind) = tail.split_at(end.unwrap_or(tail.len()));
        let attributes = if comment { BTreeMap::new() } else { attributes(tag) };
        rest = behind;
        if attributes.contains_key("data-trunk") {
            page.push_str(&place(&asset(tag, &attributes)?)?);
            if page.ends_with(char::is_whitespace) {
                rest = rest.trim_start(); // no empty line where a tag was
            }
        } else {
            page.push_str(tag);
        }
    }
    page.push_str(rest);
    Ok(page)
}

fn asset(tag: &str, attributes: &BTreeMap<String, String>) -> Result<Asset> {
    let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
    match get("rel").as_str() {
        "rust" => Ok(Asset::Crate),
        "css" => Ok(Asset::Style(get("href"))),
        "copy-file" => Ok(Asset::File(get("href"))),
        "copy-dir" => Ok(Asset::Directory(get("href"), get("data-target-path"))),
        "icon" => Ok(Asset::Icon(get("href"))),
        _ => Err(Error(format!("The bundler does not know this tag of the entry page: {tag}"))),
    }
}

/// The attributes of a tag; one without a value has the empty one.
fn attributes(tag: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let body = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut rest = body.split_once(char::is_whitespace).map_or("", |(_, attributes)| attributes).trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(end);
        let (value, tail) = match tail.strip_prefix('=') {
            None => ("", tail),
            Some(quoted) => match quoted.chars().next() {
                Some(quote @ ('"' | '\'')) => quoted[1..].split_once(quote).unwrap_or((&quoted[1..], "")),
                _ => quoted.split_at(quoted.find(char::is_whitespace).unwrap_or(quoted.len())),
            },
        };
        found.insert(name.to_string(), value.to_string());
        rest = tail.trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, page: &str) {
        let replaced = replace(html, |asset| {
            Ok(match asset {
                Asset::Style(href) => format!("<style {href}>"),
                Asset::Icon(href) => format!("<icon {href}>"),
                Asset::Crate | Asset::File(_) | Asset::Directory(..) => String::new(),
            })
        });
        assert_eq!(replaced.unwrap(), page);
    }

    #[test]
    fn a_marked_tag_is_replaced_where_it_stands() {
        check(
            "<head>\n  <link data-trunk rel=\"css\" href='a.css' />\n  <title>x</title>",
            "<head>\n  <style a.css><title>x</title>".replace("<title>", "\n  <title>").as_str(),
        );
        check(
            "<p>\n<link data-trunk rel=copy-file href=boot.js>\n<link rel=\"css\">",
            "<p>\n<link rel=\"css\">",
        );
    }

    #[test]
    fn a_comment_is_left_alone() {
        check("<!-- <link data-trunk rel=\"rust\"> -->", "<!-- <link data-trunk rel=\"rust\"> -->");
    }

    #[test]
    fn an_unknown_tag_is_an_error() {
        assert!(replace("<link data-trunk rel=\"sass\" href=\"a\">", |_| Ok(String::new())).is_err());
    }
}
