//! A file system for the guest to begin with: from a directory, a cpio or a tar archive, with programs added, as the
//! archive that the kernel unpacks.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::Path;

use cpio::NewcBuilder;
use cpio::newc;

use crate::{Error, Explain, Result};

/// Largest archive that is taken, in bytes: the guest's memory is smaller.
const MAX_LEN: u64 = 96 << 20;
/// Most files.
const MAX_FILES: usize = 4000;
/// Time of files that have none: 2026-01-01 00:00 UTC.
const MTIME: u32 = 1_767_225_600;

const DIRECTORY: u32 = 0o040_755;
const EXECUTABLE: u32 = 0o100_755;
const LINK: u32 = 0o120_777;

/// A file: its mode, its owners, its time, its bytes; of a symbolic link, the path it says.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Node {
    mode: u32,
    owners: (u32, u32),
    mtime: u32,
    bytes: Vec<u8>,
}

/// Files by their paths, without a slash at the start.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Archive {
    files: BTreeMap<String, Node>,
}

impl Archive {
    /// What `path` holds: a directory, a `.tar` file, or else a cpio archive.
    pub fn open(path: &Path) -> Result<Archive> {
        let unable = || format!("`{}` cannot be read", path.display());
        if path.is_dir() {
            let mut archive = Archive::default();
            archive.collect(path, "").explain(unable)?;
            return archive.checked();
        }
        if fs::metadata(path).explain(unable)?.len() > MAX_LEN {
            return Err(Error(format!("`{}` is larger than the guest's memory.", path.display())));
        }
        let bytes = fs::read(path).explain(unable)?;
        let tar = path.extension().is_some_and(|extension| extension == "tar");
        let read = if tar { Archive::from_tar(&bytes) } else { Archive::from_cpio(&bytes) };
        let kind = if tar { "tar" } else { "cpio" };
        read.explain(|| format!("`{}` is not a {kind} archive (\"newc\" for cpio)", path.display()))?
            .checked()
    }

    fn checked(self) -> Result<Archive> {
        let len: usize = self.files.values().map(|file| file.bytes.len()).sum();
        if len as u64 > MAX_LEN || self.files.len() > MAX_FILES {
            return Err(Error(format!(
                "The file system has {} files and {} MiB; the guest takes {MAX_FILES} files and {} MiB.",
                self.files.len(),
                len >> 20,
                MAX_LEN >> 20
            )));
        }
        Ok(self)
    }

    /// What a cpio archive of the format "newc" holds.
    pub fn from_cpio(bytes: &[u8]) -> io::Result<Archive> {
        let mut archive = Archive::default();
        let mut rest = Cursor::new(bytes);
        loop {
            let mut entry = newc::Reader::new(rest)?;
            if entry.entry().is_trailer() {
                return Ok(archive);
            }
            let head = entry.entry();
            let (path, mode, mtime) = (plain(head.name()), head.mode(), head.mtime());
            let owners = (head.uid(), head.gid());
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            archive.put(path, Node { mode, owners, mtime, bytes });
            rest = entry.finish()?;
        }
    }

    fn from_tar(bytes: &[u8]) -> io::Result<Archive> {
        let mut archive = Archive::default();
        for entry in tar::Archive::new(bytes).entries()? {
            let mut entry = entry?;
            let header = entry.header();
            let path = plain(&entry.path()?.to_string_lossy());
            let owners = (header.uid()? as u32, header.gid()? as u32);
            let (permissions, mtime) = (header.mode()? & 0o7777, header.mtime()? as u32);
            let target = entry.link_name()?.map(|name| name.to_string_lossy().into_owned());
            let (kind, bytes) = match entry.header().entry_type() {
                tar::EntryType::Directory => (0o040_000, Vec::new()),
                tar::EntryType::Symlink => (0o120_000, target.unwrap_or_default().into_bytes()),
                // A second name becomes a second file with the same bytes.
                tar::EntryType::Link => match archive.files.get(&plain(&target.unwrap_or_default())) {
                    Some(first) => (0o100_000, first.bytes.clone()),
                    None => continue,
                },
                tar::EntryType::Regular | tar::EntryType::Continuous => {
                    let mut bytes = Vec::new();
                    entry.read_to_end(&mut bytes)?;
                    (0o100_000, bytes)
                }
                // Devices are the kernel's own; what else there may be is not for this guest.
                _ => continue,
            };
            archive.put(path, Node { mode: kind | permissions, owners, mtime, bytes });
        }
        Ok(archive)
    }

    fn collect(&mut self, directory: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let inside = format!("{prefix}{name}");
            let kind = path.symlink_metadata()?.file_type();
            if kind.is_symlink() {
                let target = fs::read_link(&path)?.to_string_lossy().into_owned();
                self.put(
                    inside,
                    Node { mode: LINK, owners: (0, 0), mtime: MTIME, bytes: target.into_bytes() },
                );
            } else if kind.is_dir() {
                self.put(
                    inside.clone(),
                    Node { mode: DIRECTORY, owners: (0, 0), mtime: MTIME, bytes: Vec::new() },
                );
                self.collect(&path, &format!("{inside}/"))?;
            } else if kind.is_file() {
                let mode = 0o100_000 | permissions(&path)?;
                self.put(inside, Node { mode, owners: (0, 0), mtime: MTIME, bytes: fs::read(&path)? });
            }
        }
        Ok(())
    }

    fn put(&mut self, path: String, file: Node) {
        if !path.is_empty() {
            self.files.insert(path, file);
        }
    }

    /// Adds a program at `path`, and the directories above it.
    pub fn add_program(&mut self, path: &str, bytes: Vec<u8>) {
        let path = plain(path);
        for (end, _) in path.match_indices('/') {
            let directory = Node { mode: DIRECTORY, owners: (0, 0), mtime: MTIME, bytes: Vec::new() };
            self.files.entry(path[..end].to_string()).or_insert(directory);
        }
        self.put(path, Node { mode: EXECUTABLE, owners: (0, 0), mtime: MTIME, bytes });
    }

    /// Whether there is something at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(&plain(path))
    }

    /// The archive that the kernel unpacks.
    pub fn to_cpio(&self) -> Result<Vec<u8>> {
        // A directory stands before what is in it: its path is shorter.
        let entries = self.files.iter().map(|(path, file)| {
            let head = NewcBuilder::new(path).mode(file.mode).mtime(file.mtime);
            (head.uid(file.owners.0).gid(file.owners.1), Cursor::new(file.bytes.clone()))
        });
        cpio::write_cpio(entries, Vec::new()).explain(|| "The file system cannot be packed".to_string())
    }
}

/// A path without what says nothing: `./a//b/` is `a/b`.
fn plain(path: &str) -> String {
    let names: Vec<&str> = path.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    names.join("/")
}

#[cfg(unix)]
fn permissions(path: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> io::Result<u32> {
    Ok(0o755)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_comes_back_as_it_was_packed() {
        let mut archive = Archive::default();
        archive.add_program("/opt/bin//tool", b"bytes".to_vec());
        assert!(archive.has("opt/bin") && archive.has("/opt/bin/tool") && !archive.has("tool"));
        let again = Archive::from_cpio(&archive.to_cpio().unwrap()).unwrap();
        assert_eq!(again, archive);
    }

    #[test]
    fn the_guests_own_file_system_can_be_read() {
        let archive = Archive::from_cpio(guest_images::INITRD).unwrap();
        assert!(archive.has("bin/ls") && archive.has("demo/spin"));
        assert!(!archive.has("bin/usertests"), "tests do not travel");
    }

    #[test]
    fn rubbish_is_refused() {
        for bytes in [&b""[..], b"070701", &[b'0'; 200], b"rubbish"] {
            assert!(Archive::from_cpio(bytes).is_err());
        }
        assert!(Archive::from_tar(&[7; 1024]).is_err());
    }
}
