//! What the session knows of the images before the machine starts: symbols, types, and the programs of the archive.

use std::collections::HashMap;
use std::io::Cursor;
use std::rc::Rc;

use debuginfo::{Image, Symbols};

use crate::{ImageError, Images};

/// Largest program whose symbols are looked for, in bytes.
const MAX_PROGRAM: u32 = 64 << 20;

/// The kernel and the programs, as files.
pub(crate) struct Guest {
    /// The kernel's image.
    pub kernel: Image,
    /// The kernel's symbols.
    pub symbols: Rc<Symbols>,
    /// The symbols of each program, by its file's name.
    programs: HashMap<String, Rc<Symbols>>,
    none: Rc<Symbols>,
}

impl Guest {
    pub fn read(images: &Images<'_>) -> Result<Self, ImageError> {
        let kernel = Image::parse(images.kernel).map_err(|error| ImageError(format!("kernel: {error}")))?;
        let symbols = Rc::new(kernel.symbols.clone());
        let programs =
            programs(images.initrd).map_err(|error| ImageError(format!("initial file system: {error}")))?;
        Ok(Self { kernel, symbols, programs, none: Rc::default() })
    }

    /// The symbols of the program of this name; none if the archive did not bring it.
    pub fn program(&self, name: &str) -> &Rc<Symbols> {
        self.programs.get(name).unwrap_or(&self.none)
    }
}

/// The symbols of every ELF file in the archive, by the last part of its path; a symbolic link to one is a name of it.
fn programs(archive: &[u8]) -> std::io::Result<HashMap<String, Rc<Symbols>>> {
    let mut programs: HashMap<String, Rc<Symbols>> = HashMap::new();
    let mut links = Vec::new();
    let mut rest = Cursor::new(archive);
    loop {
        let mut entry = cpio::newc::Reader::new(rest)?;
        if entry.entry().is_trailer() {
            for (name, target) in links {
                if let Some(symbols) = programs.get(&target).cloned() {
                    programs.entry(name).or_insert(symbols);
                }
            }
            return Ok(programs);
        }
        let is_link = u64::from(entry.entry().mode()) & abi::S_IFMT == abi::S_IFLNK;
        let last_part = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
        let name = last_part(entry.entry().name());
        let len = entry.entry().file_size();
        let mut bytes = Vec::new();
        if len <= MAX_PROGRAM {
            std::io::Read::read_to_end(&mut entry, &mut bytes)?;
        }
        if is_link {
            links.push((name, last_part(&String::from_utf8_lossy(&bytes))));
        } else if let Ok(image) = Image::parse_without_types(&bytes) {
            programs.insert(name, Rc::new(image.symbols));
        }
        rest = entry.finish()?;
    }
}
