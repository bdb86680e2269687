//! What the person has opened: programs of their own, a kernel, and source files. What a file is, and what to say about it; it
//! knows neither the browser nor where files come from.

use session::{MAX_KERNEL_LEN, OwnKernel, Program, Unfit, add_program};
use texts::page;

/// Longest source file, in bytes.
pub const MAX_SOURCE_LEN: usize = 4 << 20;
/// Most source files; of more the oldest go.
const MAX_SOURCES: usize = 100;
/// How the names of source files end.
const SOURCES: [&str; 18] = [
    "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "inc", "rs", "s", "asm", "zig", "d", "f", "f90", "go",
    "pas",
];

/// A file that the person has brought, and its bytes; or why it has none here.
#[derive(Clone, PartialEq, Debug)]
pub struct Brought {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Result<Vec<u8>, Unread>,
}

/// Why a file was not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unread {
    /// It has so many bytes.
    TooLong(u64),
    /// The browser could not: it may be a folder, or be gone.
    Refused,
}

/// What there is to say after files were opened.
#[derive(Clone, PartialEq, Debug)]
pub struct Notice {
    /// Sentences, in the markup of [`session::Sentence`].
    pub text: String,
    /// Whether something could not be done.
    pub bad: bool,
}

/// The files that are open.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Opened {
    /// Programs, the newest last.
    pub programs: Vec<Program>,
    /// The kernel, if it is not the built-in one.
    pub kernel: Option<OwnKernel>,
    /// Source files: name and text.
    pub sources: Vec<(String, String)>,
}

/// What of the files that were brought was new.
#[derive(Default, PartialEq, Debug)]
pub struct News {
    /// Programs; the last of them is to run.
    pub programs: Vec<Program>,
    /// A kernel.
    pub kernel: Option<OwnKernel>,
    /// Names and texts of source files.
    pub sources: Vec<(String, String)>,
    /// Why others could not be opened.
    pub refused: Vec<String>,
}

impl Opened {
    /// Takes files, as far as they can be used with this initial file system.
    pub fn take(&mut self, files: Vec<Brought>, initrd: &[u8]) -> News {
        let mut news = News::default();
        for Brought { name, bytes } in files {
            let source = is_source(&name);
            let taken = match bytes {
                Err(Unread::Refused) => Err(page::unreadable().to_string()),
                Err(Unread::TooLong(len)) if source => Err(too_long(len)),
                Err(Unread::TooLong(len)) => Err(Unfit::TooLong { len, most: MAX_KERNEL_LEN }.to_string()),
                Ok(bytes) if source && bytes.len() > MAX_SOURCE_LEN => Err(too_long(bytes.len() as u64)),
                Ok(bytes) if source => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    self.add_source(&name, &text);
                    news.sources.push((name.clone(), text));
                    Ok(())
                }
                Ok(bytes) if OwnKernel::is_one(&bytes) => {
                    self.set_kernel(&name, &bytes).map(|kernel| news.kernel = Some(kernel))
                }
                Ok(bytes) => {
                    self.add_program(&name, &bytes, initrd).map(|program| news.programs.push(program))
                }
            };
            if let Err(why) = taken {
                news.refused.push(page::refused(&name.replace('`', "'"), &why));
            }
        }
        news
    }

    /// Takes what was kept; the keys of what of it is damaged.
    pub fn restore(&mut self, kept: Vec<(String, Option<Vec<u8>>)>, initrd: &[u8]) -> Vec<String> {
        let mut damaged = Vec::new();
        for (key, bytes) in kept {
            let fine = match (key.split_once('/'), bytes) {
                (Some(("program", name)), Some(bytes)) => self.add_program(name, &bytes, initrd).is_ok(),
                (Some(("kernel", name)), Some(bytes)) => self.set_kernel(name, &bytes).is_ok(),
                (Some(("source", name)), Some(bytes)) if bytes.len() <= MAX_SOURCE_LEN => {
                    String::from_utf8(bytes).is_ok_and(|text| {
                        self.add_source(name, &text);
                        true
                    })
                }
                _ => false,
            };
            if !fine {
                damaged.push(key);
            }
        }
        damaged
    }

    fn add_program(&mut self, name: &str, bytes: &[u8], initrd: &[u8]) -> Result<Program, String> {
        let program = Program::read(name, bytes, initrd).map_err(|why| why.to_string())?;
        add_program(&mut self.programs, program.clone()).map_err(|why| why.to_string())?;
        Ok(program)
    }

    fn set_kernel(&mut self, name: &str, bytes: &[u8]) -> Result<OwnKernel, String> {
        let kernel = OwnKernel::read(name, bytes).map_err(|why| why.to_string())?;
        self.kernel = Some(kernel.clone());
        Ok(kernel)
    }

    fn add_source(&mut self, name: &str, text: &str) {
        self.sources.retain(|(other, _)| other != name);
        self.sources.push((name.to_string(), text.to_string()));
        let surplus = self.sources.len().saturating_sub(MAX_SOURCES);
        self.sources.drain(..surplus);
    }
}

impl News {
    /// What there is to say about it; `kernel` is what there is to say about the kernel that is open.
    pub fn notice(&self, kernel: Option<String>) -> Option<Notice> {
        let mut sentences = self.refused.clone();
        if self.kernel.is_some() || !self.programs.is_empty() {
            sentences.extend(kernel);
        }
        if let Some(program) = self.programs.last() {
            sentences.push(page::switched_on(&program.line()));
        } else if self.kernel.is_some() {
            // Sources that came with it need no words.
        } else if !self.sources.is_empty() {
            let names: Vec<_> =
                self.sources.iter().map(|(name, _)| format!("`{}`", name.replace('`', "'"))).collect();
            sentences.push(page::source_shown(&names.join(", ")));
        }
        let text = sentences.join(" ");
        (!text.is_empty()).then_some(Notice { text, bad: !self.refused.is_empty() })
    }
}

/// The most bytes that a file of this name may have.
pub fn max_len(name: &str) -> usize {
    if is_source(name) { MAX_SOURCE_LEN } else { MAX_KERNEL_LEN }
}

fn too_long(len: u64) -> String {
    page::source_too_long(len, MAX_SOURCE_LEN)
}

/// Whether a file's name is one of a source file.
fn is_source(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| SOURCES.contains(&end.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use guest_images::INITRD;

    use super::*;

    fn brought(name: &str, bytes: &[u8]) -> Brought {
        Brought { name: name.into(), bytes: Ok(bytes.to_vec()) }
    }

    #[test]
    fn sources_are_known_by_their_names_and_the_newest_counts() {
        let mut opened = Opened::default();
        let news =
            opened.take(vec![brought("a.c", b"one"), brought("A.S", b""), brought("a.c", b"two")], INITRD);
        assert_eq!((news.sources.len(), news.notice(None).map(|it| it.bad)), (3, Some(false)));
        assert_eq!(opened.sources, [("A.S".into(), String::new()), ("a.c".into(), "two".into())]);
    }

    #[test]
    fn what_cannot_be_opened_is_said_with_its_name() {
        let mut opened = Opened::default();
        let files = vec![
            brought("notes", b"hello"),
            Brought { name: "folder".into(), bytes: Err(Unread::Refused) },
            Brought { name: "big".into(), bytes: Err(Unread::TooLong(1 << 40)) },
            Brought { name: "big.c".into(), bytes: Err(Unread::TooLong(5 << 20)) },
        ];
        let notice = opened.take(files, INITRD).notice(None).expect("there is something to say");
        assert!(notice.bad && opened == Opened::default());
        for words in [
            "`notes` cannot be opened: it is a text",
            "a folder",
            "1\u{202f}099\u{202f}511\u{202f}627\u{202f}776 bytes",
            "may have 4\u{202f}194\u{202f}304",
        ] {
            assert!(notice.text.contains(words), "{words}: {}", notice.text);
        }
    }

    #[test]
    fn of_what_was_kept_the_damaged_is_put_aside() {
        let mut opened = Opened::default();
        let kept = [
            ("source/a.c", Some(&b"int"[..])),
            ("source/b.c", Some(b"\xff")),
            ("program/x", Some(b"\x7fELF rubbish")),
            ("program/y", None),
            ("kernel/k", Some(b"\x7fELF rubbish")),
            ("rubbish", Some(b"")),
        ];
        let kept = kept.map(|(key, bytes)| (key.to_string(), bytes.map(<[u8]>::to_vec))).to_vec();
        let damaged = opened.restore(kept, INITRD);
        assert_eq!(damaged, ["source/b.c", "program/x", "program/y", "kernel/k", "rubbish"]);
        assert_eq!(opened.sources, [("a.c".into(), "int".into())]);
    }
}
