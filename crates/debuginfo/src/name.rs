//! Names of functions as a person reads them.

/// A function's path, demangled, without hash, generics and the marks of `impl`: `"kernel::vfs::Vfs::walk"` for
/// `"<kernel::vfs::Vfs>::walk"`.
pub(crate) fn path(symbol: &str) -> String {
    plain(&format!("{:#}", rustc_demangle::demangle(symbol)))
}

fn plain(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut depth = 0usize;
    let name = match name.strip_prefix('<') {
        // `<A as B>::f` is `A::f`.
        Some(rest) => {
            let end = matching(rest);
            let inner = &rest[..end];
            let own = top_level_as(inner).map_or(inner, |at| &inner[..at]);
            format!("{own}{}", rest.get(end + 1..).unwrap_or_default())
        }
        None => name.to_string(),
    };
    for character in name.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(character),
            _ => {}
        }
    }
    text.replace("::::", "::").trim_end_matches("::").to_string()
}

/// Where the bracket that is open at the start of `text` closes.
fn matching(text: &str) -> usize {
    let mut depth = 1usize;
    for (at, character) in text.char_indices() {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Where `" as "` stands outside all brackets.
fn top_level_as(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    text.char_indices().find_map(|(at, character)| {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0 && text[at..].starts_with(" as ")).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_called_by_its_path_alone() {
        assert_eq!(plain("<kernel::vfs::Vfs>::walk"), "kernel::vfs::Vfs::walk");
        assert_eq!(plain("<kernel::tty::Tty as core::fmt::Write>::write_str"), "kernel::tty::Tty::write_str");
        assert_eq!(plain("<alloc::vec::Vec<u8>>::push"), "alloc::vec::Vec::push");
        assert_eq!(plain("core::ptr::drop_in_place::<kernel::file::OpenFile>"), "core::ptr::drop_in_place");
        assert_eq!(plain("uservec"), "uservec");
    }
}
