//! Numbers in the words that `strace` and `ls` use.

/// `value` as names of flags joined by `|`; bits without a name in hexadecimal, `"0"` for none.
pub fn flags(value: u64, names: &[(u64, &str)]) -> String {
    let mut rest = value;
    let mut texts = Vec::new();
    for (flag, name) in names {
        if *flag != 0 && rest & flag == *flag {
            texts.push(name.to_string());
            rest &= !flag;
        }
    }
    if rest != 0 || texts.is_empty() {
        texts.push(if rest == 0 { "0".into() } else { format!("{rest:#x}") });
    }
    texts.join("|")
}

/// The name of a value that is one of a list, or the value.
pub fn flags_exact(value: u64, names: &[(u64, &str)]) -> String {
    names
        .iter()
        .find(|(flag, _)| *flag == value)
        .map_or_else(|| format!("{value:#x}"), |(_, name)| name.to_string())
}

/// The mode of a file: `"S_IFDIR|0755"`.
pub fn mode_bits(mode: u64) -> String {
    let kind = abi::FILE_TYPES.iter().find(|(kind, _)| *kind == mode & abi::S_IFMT);
    match kind {
        Some((_, name)) => format!("{name}|{:04o}", mode & 0o7777),
        None => format!("{mode:#o}"),
    }
}

/// The mode of a file as `ls -l` writes it: `"drwxr-xr-x"`.
pub fn mode_letters(mode: u64) -> String {
    let kind = match mode & abi::S_IFMT {
        abi::S_IFDIR => 'd',
        abi::S_IFCHR => 'c',
        abi::S_IFBLK => 'b',
        abi::S_IFLNK => 'l',
        abi::S_IFIFO => 'p',
        abi::S_IFSOCK => 's',
        _ => '-',
    };
    let bits = (0..9).rev().map(|bit| if mode >> bit & 1 == 1 { ['x', 'w', 'r'][bit % 3] } else { '-' });
    std::iter::once(kind).chain(bits).collect()
}

/// Bytes as a string in C's spelling.
pub fn quoted(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for &byte in bytes {
        match byte {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            0x20..0x7f => text.push(byte as char),
            _ => text.push_str(&format!("\\{byte:o}")),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_named_and_what_has_no_name_is_shown_as_it_is() {
        assert_eq!(flags(0, abi::OPEN_FLAGS), "0");
        assert_eq!(
            flags(abi::O_CREAT | abi::O_TRUNC | 0x10_0000_0000, abi::OPEN_FLAGS),
            "O_CREAT|O_TRUNC|0x1000000000"
        );
    }

    #[test]
    fn modes_are_written_as_strace_and_ls_write_them() {
        assert_eq!(mode_bits(0o100644), "S_IFREG|0644");
        assert_eq!(mode_letters(0o040755), "drwxr-xr-x");
        assert_eq!(mode_letters(0o020620), "crw--w----");
    }

    #[test]
    fn strings_are_quoted_as_in_c() {
        assert_eq!(quoted(b"a\"b\\\n\x01\xff"), r#""a\"b\\\n\1\377""#);
    }
}
