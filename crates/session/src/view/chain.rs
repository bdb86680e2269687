//! One file, from a descriptor to the bytes: descriptor, open file, dentry, inode, and the pages, names or bytes that are in
//! it, each as the kernel has it in memory at that moment.

use inspector::{Content, InodeDetails, LayoutError, OpenDescriptor, Pages, mode_letters, quoted};
use machine::PAGE_LEN;
use texts::{file as say, unit};

use super::Moment;
use super::files::{Holder, open_flags};
use crate::FileChoice;
use crate::scene::{ChainLink, ChainPart, FileRow, Piece};
use crate::text::{date, thousands};

/// Most pages or names that are shown of a file.
const MAX_PIECES: usize = 64;
/// Bytes of a page or of a pipe that are shown.
const SHOWN: usize = 40;

/// The file that is looked at.
pub(super) struct Subject {
    /// The process by whose descriptor, and which.
    holder: Option<u32>,
    pub fd: Option<u32>,
    /// Row of the open file.
    file: Option<u32>,
    /// Row of the inode, and its number.
    row: u32,
    pub inode: u64,
    /// The path by which it was chosen, if somebody did so.
    path: Option<String>,
}

impl Subject {
    /// The file that a choice means; none if it is not there.
    pub fn find(
        moment: &Moment<'_>,
        process: Option<u32>,
        open: &[OpenDescriptor],
        tree: &[FileRow],
        choice: &FileChoice,
    ) -> Result<Option<Self>, LayoutError> {
        let descriptor = |fd: u32| open.iter().find(|open| open.fd == fd);
        let path = |path: &str| tree.iter().find(|row| row.path == path);
        match choice {
            FileChoice::Descriptor(fd) => match descriptor(*fd) {
                Some(open) => Self::of_descriptor(moment, process, open),
                None => Ok(None),
            },
            FileChoice::Inode(number) => Self::of_inode(moment, *number, None),
            FileChoice::Path(name) => match path(name) {
                Some(row) => Self::of_inode(moment, row.inode, Some(name.clone())),
                None => Ok(None),
            },
            FileChoice::InView => {
                let of_call = process.and_then(|pid| moment.descriptor_of_call(pid)).and_then(descriptor);
                let object = moment.object().filter(|_| process.is_some_and(|pid| moment.is_current(pid)));
                match (of_call, object.and_then(path), open.first()) {
                    (Some(open), _, _) | (None, None, Some(open)) => {
                        Self::of_descriptor(moment, process, open)
                    }
                    (None, Some(row), _) => Self::of_inode(moment, row.inode, Some(row.path.clone())),
                    (None, None, None) => Ok(None),
                }
            }
        }
    }

    fn of_descriptor(
        moment: &Moment<'_>,
        holder: Option<u32>,
        open: &OpenDescriptor,
    ) -> Result<Option<Self>, LayoutError> {
        let dentry = moment.kernel.map(|kernel| kernel.dentry(open.file.dentry)).transpose()?.flatten();
        Ok(dentry.map(|dentry| Self {
            holder,
            fd: Some(open.fd),
            file: Some(open.descriptor.file),
            row: dentry.inode,
            inode: open.inode,
            path: None,
        }))
    }

    fn of_inode(moment: &Moment<'_>, inode: u64, path: Option<String>) -> Result<Option<Self>, LayoutError> {
        let Some(kernel) = moment.kernel else { return Ok(None) };
        let Some(row) = kernel.inode_row(inode)? else { return Ok(None) };
        let file = kernel.open_files()?.into_iter().find(|(_, _, of)| *of == row).map(|(file, _, _)| file);
        Ok(Some(Self { holder: None, fd: None, file, row, inode, path }))
    }
}

/// The file, link by link.
pub(super) fn chain(
    moment: &Moment<'_>,
    subject: &Subject,
    holders: &[Holder],
) -> Result<Vec<ChainLink>, LayoutError> {
    let Some(kernel) = moment.kernel else { return Ok(Vec::new()) };
    let mut links = Vec::new();
    let sharers: Vec<&Holder> = holders.iter().filter(|holder| Some(holder.file) == subject.file).collect();
    let begins = |holder: &&&Holder| {
        (subject.fd, subject.holder) == (Some(holder.fd), Some(holder.process.pid)) || subject.fd.is_none()
    };
    let in_call = |holder: &Holder| moment.descriptor_of_call(holder.process.pid) == Some(holder.fd);
    let by_call = sharers.iter().any(|holder| moment.is_current(holder.process.pid) && in_call(holder));
    if let Some(holder) = sharers.iter().find(begins) {
        let lit = moment.is_current(holder.process.pid) && in_call(holder);
        let known = facts([(say::of(), format!("{}, pid {}", holder.process.name, holder.process.pid))]);
        links.push(link(ChainPart::Descriptor, holder.fd.to_string(), known, lit));
    }
    let open = kernel.open_files()?.into_iter().find(|(row, _, _)| Some(*row) == subject.file);
    let mut path = subject.path.clone();
    if let Some((row, file, _)) = &open {
        let who: Vec<String> = sharers.iter().map(|holder| holder.words()).collect();
        let known = facts([
            (say::offset(), thousands(file.offset)),
            (say::flags(), open_flags(u64::from(file.flags))),
            (say::shared_by(), unit::descriptors(file.users)),
            (say::they_are(), who.join(", ")),
        ]);
        links.push(link(ChainPart::OpenFile, format!("#{row}"), known, by_call));
        if let Some(dentry) = kernel.dentry(file.dentry)? {
            let there = kernel.path_of_dentry(file.dentry)?;
            let above = match dentry.parent {
                Some(parent) => format!("{} #{parent}", say::dentry()),
                None => say::nothing_above().to_string(),
            };
            let held = match dentry.unlinked {
                true => say::users_unlinked(dentry.users),
                false => say::users(dentry.users),
            };
            let name = if dentry.name.is_empty() { there.clone() } else { dentry.name };
            let known = facts([
                (say::is(), format!("#{}", file.dentry)),
                (say::path(), there.clone()),
                (say::above(), above),
                (say::held_by(), held),
            ]);
            links.push(link(ChainPart::Dentry, name, known, by_call || moment.object() == Some(&*there)));
            path = Some(there);
        }
    }
    let lit = by_call || path.is_some() && moment.object() == path.as_deref();
    if let Some(inode) = kernel.inode(subject.row)? {
        links.push(link(ChainPart::Inode, inode.number.to_string(), inode_facts(moment, &inode, path)?, lit));
        links.push(content(moment, inode, lit, open.map(|(_, file, _)| file.offset).filter(|_| by_call))?);
    }
    Ok(links)
}

fn facts<const N: usize>(facts: [(&str, String); N]) -> Vec<(String, String)> {
    facts.into_iter().map(|(word, value)| (word.to_string(), value)).collect()
}

fn link(part: ChainPart, name: String, facts: Vec<(String, String)>, lit: bool) -> ChainLink {
    ChainLink { part, name, facts, pieces: Vec::new(), lit }
}

fn inode_facts(
    moment: &Moment<'_>,
    inode: &InodeDetails,
    path: Option<String>,
) -> Result<Vec<(String, String)>, LayoutError> {
    let mounts = moment.kernel.map(|kernel| kernel.mount_table()).transpose()?.unwrap_or_default();
    let mount = mounts.into_iter().find(|mount| mount.file_system == inode.file_system);
    let mut known = facts([
        (say::r#type(), file_type(inode.mode).to_string()),
        (say::mode(), mode_letters(u64::from(inode.mode))),
        (say::links(), inode.n_links.to_string()),
        (say::owner_group(), format!("{}, {}", inode.uid, inode.gid)),
        (say::bytes(), thousands(len(inode))),
        (say::changed(), date(inode.mtime.tv_sec)),
        (say::file_system(), mount.map_or(say::nameless().into(), |mount| mount.kind)),
    ]);
    if let Content::Device(driver) = &inode.content {
        let number = device_number(driver);
        known.extend(number.map(|(major, minor)| (say::device().to_string(), format!("{major}, {minor}"))));
    }
    known.extend(path.map(|path| (say::seen_at().to_string(), path)));
    Ok(known)
}

/// Major and minor number of a driver, as the kernel's own `Device::number` has them from Linux's
/// `Documentation/admin-guide/devices.txt`.
fn device_number(driver: &str) -> Option<(u32, u32)> {
    match driver {
        "Console" => Some((5, 1)),
        "Tty" => Some((5, 0)),
        "Null" => Some((1, 3)),
        "Zero" => Some((1, 5)),
        "Full" => Some((1, 7)),
        "Random" => Some((1, 9)),
        _ => None,
    }
}

fn len(inode: &InodeDetails) -> u64 {
    match &inode.content {
        Content::File(pages) => pages.len,
        Content::Link(target) => target.len() as u64,
        Content::Directory(_) | Content::Device(_) | Content::Pipe(_) | Content::Proc => 0,
    }
}

fn file_type(mode: u32) -> &'static str {
    match u64::from(mode) & abi::S_IFMT {
        abi::S_IFDIR => say::directory(),
        abi::S_IFCHR => say::character_device(),
        abi::S_IFBLK => say::block_device(),
        abi::S_IFLNK => say::symbolic_link(),
        abi::S_IFIFO => say::pipe(),
        abi::S_IFSOCK => say::socket(),
        _ => say::regular_file(),
    }
}

/// What is in a file. `offset` is where the call in view will read or write next, if it does so here.
fn content(
    moment: &Moment<'_>,
    inode: InodeDetails,
    lit: bool,
    offset: Option<u64>,
) -> Result<ChainLink, LayoutError> {
    let (name, known, pieces) = match inode.content {
        Content::File(file) => {
            let n_pages = file.pages.len() as u64;
            (unit::pages(n_pages), Vec::new(), pages(moment, &file, moment.bytes_of_call(offset)))
        }
        Content::Directory(directory) => {
            let mut pieces = Vec::new();
            for entry in directory.entries.iter().take(MAX_PIECES) {
                let number = moment.kernel.map(|kernel| kernel.inode(entry.inode)).transpose()?.flatten();
                pieces.push(Piece {
                    name: entry.name.clone(),
                    place: number.map_or(String::new(), |inode| say::entry_inode(&inode.number.to_string())),
                    text: String::new(),
                    lit: false,
                });
            }
            (unit::names(directory.entries.len()), Vec::new(), pieces)
        }
        Content::Device(driver) => (
            say::driver(&driver.to_ascii_lowercase()),
            facts([(say::bytes(), say::none_kept().into())]),
            Vec::new(),
        ),
        Content::Link(target) => (say::a_path().to_string(), facts([(say::leads_to(), target)]), Vec::new()),
        Content::Pipe(pipe) => {
            let shown = &pipe.bytes.0[..pipe.bytes.0.len().min(SHOWN)];
            let known = facts([
                (say::bytes(), say::first_in(pipe.bytes.0.len())),
                (say::first(), quoted(shown)),
                (say::readers(), pipe.readers.to_string()),
                (say::writers(), pipe.writers.to_string()),
            ]);
            (say::a_pipe().to_string(), known, Vec::new())
        }
        Content::Proc => {
            (say::made_when_read().to_string(), facts([(say::bytes(), say::none_kept().into())]), Vec::new())
        }
    };
    Ok(ChainLink { part: ChainPart::Content, name, facts: known, pieces, lit })
}

/// The pages of a file, with their first bytes; those lit that hold bytes of `touched`.
fn pages(moment: &Moment<'_>, file: &Pages, touched: Option<std::ops::Range<u64>>) -> Vec<Piece> {
    let page = PAGE_LEN as u64;
    let piece = |(index, pa): (usize, &u64)| {
        let first = index as u64 * page;
        let behind = (first + page).min(file.len);
        let mut bytes = vec![0; (behind.saturating_sub(first) as usize).min(SHOWN)];
        let hole = *pa == 0 || !moment.machine.read_ram(*pa, &mut bytes);
        Piece {
            name: format!("{first}–{}", behind.saturating_sub(1)),
            place: if hole { say::hole().into() } else { format!("{pa:#x}") },
            text: if hole { String::new() } else { quoted(&bytes) },
            lit: touched.as_ref().is_some_and(|touched| touched.start < behind && first < touched.end),
        }
    };
    file.pages.iter().enumerate().take(MAX_PIECES).map(piece).collect()
}
