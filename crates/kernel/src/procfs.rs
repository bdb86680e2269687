//! `/proc`: what the kernel knows of itself and of its processes, as files. Nothing is kept: a directory is made up when
//! it is listed, a file when it is read. Linux: `Documentation/filesystems/proc.rst`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use abi::{Errno, Timespec};

use crate::arch;
use crate::dentry::DentryId;
use crate::dirents::Dirents;
use crate::group::Group;
use crate::hart::{Ids, LETTERS};
use crate::inode::{Content, Inode, InodeId};
use crate::kernel::{Kernel, to_timespec};
use crate::layout::{PAGE_LEN, VirtAddr};
use crate::pagetable::Perm;
use crate::process::{Process, ProcessId, Reason, State};
use crate::space::{Area, AreaKind};
use crate::usage::{self, Usage};
use crate::vfs::{self, Vfs};
use crate::{ramfs, uaccess};

/// Bytes of a command line that are shown.
const MAX_COMMAND_LINE: usize = 4096;

/// What a file of `/proc` is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Node {
    /// `/proc` itself.
    Root,
    /// `/proc/NAME`, by its row in [`SYSTEM`].
    System(u8),
    /// `/proc/self`
    Myself,
    /// `/proc/PID`
    Directory(u32),
    /// `/proc/PID/NAME`, by its row in [`OF_PROCESS`].
    Of(u32, u8),
    /// `/proc/PID/fd`
    Descriptors(u32),
    /// `/proc/PID/fd/N`
    Descriptor(u32, u32),
}

const LINK: u32 = abi::S_IFLNK as u32 | 0o777;
const FILE: u32 = abi::S_IFREG as u32 | 0o444;
const DIRECTORY: u32 = abi::S_IFDIR as u32 | 0o555;

/// A file about the whole system: its name, and who writes it.
type SystemFile = (&'static str, fn(&Kernel) -> String);

/// The files about the whole system.
const SYSTEM: &[SystemFile] = &[
    ("cpuinfo", |k| {
        let Ids { vendor, architecture, implementation } = k.hart;
        format!(
            "processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64{LETTERS}\nmmu\t\t: sv39\nmvendorid\t: {vendor:#x}\n\
             marchid\t\t: {architecture:#x}\nmimpid\t\t: {implementation:#x}\n\n"
        )
    }),
    ("filesystems", |_| "nodev\tramfs\nnodev\tproc\nnodev\tdevfs\nnodev\ttmpfs\n".into()),
    ("loadavg", |k| {
        let running = k.processes.iter().filter(|(_, process)| process.state == State::Runnable).count();
        format!("0.00 0.00 0.00 {}/{} {}\n", running + 1, k.processes.len(), k.next_pid - 1)
    }),
    ("meminfo", |k| {
        let kib = |pages: u64| pages * PAGE_LEN / 1024;
        let (total, free) = (kib(k.pages.n_total()), kib(k.pages.n_free));
        format!("MemTotal: {total:>15} kB\nMemFree: {free:>16} kB\nMemAvailable: {free:>11} kB\n")
    }),
    ("mounts", mounts),
    ("stat", |k| format!("btime {}\nprocesses {}\n", k.boot_time, k.next_pid - 1)),
    ("uptime", |_| {
        let up = to_timespec(arch::time());
        format!("{0}.{1:02} 0.00\n", up.tv_sec, up.tv_nsec / 10_000_000)
    }),
    ("version", |_| format!("Linux version {} (Ringside) {}\n", crate::RELEASE, crate::VERSION)),
];

/// The files about one process: names and modes.
const OF_PROCESS: &[(&str, u32)] = &[
    ("cmdline", FILE),
    ("comm", FILE),
    ("cwd", LINK),
    ("exe", LINK),
    ("fd", DIRECTORY),
    ("maps", FILE),
    ("mountinfo", FILE),
    ("mounts", FILE),
    ("root", LINK),
    ("stat", FILE),
    ("statm", FILE),
    ("status", FILE),
];

/// The root directory of `/proc`.
pub fn new_root(vfs: &mut Vfs, file_system: u32, now: Timespec) -> Result<InodeId, Errno> {
    let root = ramfs::add_inode(vfs, file_system, DIRECTORY, now, Content::Proc(Node::Root))?;
    vfs.inodes[root].n_links = 2;
    Ok(root)
}

/// What `name` names in the directory `node`: a new inode that goes when nobody holds it.
pub fn lookup(k: &mut Kernel, dir: InodeId, node: Node, name: &[u8]) -> Result<InodeId, Errno> {
    let name = core::str::from_utf8(name).map_err(|_| Errno::NoEnt)?;
    let (found, mode) = find(k, node, name).ok_or(Errno::NoEnt)?;
    let Inode { file_system, mtime, .. } = k.vfs.inodes[dir];
    let inode = ramfs::add_inode(&mut k.vfs, file_system, mode, mtime, Content::Proc(found))?;
    k.vfs.inodes[inode].number = number(found);
    Ok(inode)
}

/// The number of the inode, which is the same whenever the file is looked up: by that `cp` sees that it is the same.
fn number(node: Node) -> u64 {
    let of = |pid: u32, which: u64| u64::from(pid) << 32 | which;
    match node {
        Node::Root => 1,
        Node::Myself => 2,
        Node::System(row) => 3 + u64::from(row),
        Node::Directory(pid) => of(pid, 0),
        Node::Descriptors(pid) => of(pid, 1),
        Node::Of(pid, row) => of(pid, 2 + u64::from(row)),
        Node::Descriptor(pid, fd) => of(pid, 1 << 16 | u64::from(fd)),
    }
}

fn find(k: &Kernel, node: Node, name: &str) -> Option<(Node, u32)> {
    let number = || name.parse::<u32>().ok().filter(|number| *name == format!("{number}"));
    match node {
        Node::Root if name == "self" => Some((Node::Myself, LINK)),
        Node::Root => match SYSTEM.iter().position(|(known, _)| *known == name) {
            Some(row) => Some((Node::System(row as u8), FILE)),
            None => {
                number().filter(|&pid| group(k, pid).is_ok()).map(|pid| (Node::Directory(pid), DIRECTORY))
            }
        },
        Node::Directory(pid) => {
            let row = OF_PROCESS.iter().position(|(known, _)| *known == name)?;
            let node = if name == "fd" { Node::Descriptors(pid) } else { Node::Of(pid, row as u8) };
            Some((node, OF_PROCESS[row].1))
        }
        Node::Descriptors(pid) => {
            let fd = number()?;
            group(k, pid).ok()?.file(fd as i32).ok().map(|_| (Node::Descriptor(pid, fd), LINK))
        }
        Node::System(_) | Node::Myself | Node::Of(..) | Node::Descriptor(..) => None,
    }
}

/// Lists the directory `node`, beginning behind the name whose number is `offset`.
pub fn readdir(k: &Kernel, node: Node, offset: &mut u64, out: &mut Dirents) -> Result<(), Errno> {
    let mut names: Vec<(String, u32)> = [".", ".."].map(|name| (name.into(), DIRECTORY)).into();
    match node {
        Node::Root => {
            names.extend(SYSTEM.iter().map(|(name, _)| ((*name).into(), FILE)));
            names.push(("self".into(), LINK));
            names.extend(k.groups.iter().map(|(_, group)| (format!("{}", group.pid), DIRECTORY)));
        }
        Node::Directory(_) => names.extend(OF_PROCESS.iter().map(|(name, mode)| ((*name).into(), *mode))),
        Node::Descriptors(pid) => {
            let files = group(k, pid)?.files.iter().enumerate().filter(|(_, file)| file.is_some());
            names.extend(files.map(|(fd, _)| (format!("{fd}"), LINK)));
        }
        Node::System(_) | Node::Myself | Node::Of(..) | Node::Descriptor(..) => return Err(Errno::NotDir),
    }
    for (index, (name, mode)) in names.iter().enumerate().skip(*offset as usize) {
        let cookie = index as u64 + 1;
        if !out.add(name.as_bytes(), cookie, u64::from(*mode) & abi::S_IFMT, cookie)? {
            break;
        }
        *offset = cookie;
    }
    Ok(())
}

/// Reads the file `node` from `offset` on: it is written anew for each read.
pub fn read(k: &mut Kernel, node: Node, offset: u64, buf: &mut [u8]) -> Result<usize, Errno> {
    let text = match node {
        Node::System(row) => SYSTEM[usize::from(row)].1(k).into_bytes(),
        Node::Of(pid, row) => text(k, pid, OF_PROCESS[usize::from(row)].0)?,
        Node::Root | Node::Directory(_) | Node::Descriptors(_) => return Err(Errno::IsDir),
        Node::Myself | Node::Descriptor(..) => return Err(Errno::Invalid),
    };
    let rest = text.get(offset as usize..).unwrap_or_default();
    let n = rest.len().min(buf.len());
    buf[..n].copy_from_slice(&rest[..n]);
    Ok(n)
}

/// Where the link `node` leads, if that is a place rather than a path.
pub fn place(k: &Kernel, node: Node) -> Option<DentryId> {
    match node {
        Node::Descriptor(pid, fd) => {
            let file = group(k, pid).ok()?.file(fd as i32).ok()?;
            Some(k.vfs.files[file].dentry)
        }
        Node::Of(pid, row) => match OF_PROCESS[usize::from(row)].0 {
            "cwd" => group(k, pid).ok()?.cwd,
            "root" => group(k, pid).ok()?.root,
            _ => None,
        },
        Node::Root | Node::System(_) | Node::Myself | Node::Directory(_) | Node::Descriptors(_) => None,
    }
}

/// The path that the link `node` says.
pub fn link(k: &mut Kernel, node: Node) -> Result<Vec<u8>, Errno> {
    if let Some(place) = place(k, node) {
        return vfs::path_of(k, place);
    }
    match node {
        Node::Myself => Ok(format!("{}", k.group().pid).into_bytes()),
        Node::Of(pid, _) => {
            let space = k.processes[leader(k, pid)?].space.ok_or(Errno::NoEnt)?;
            Ok(k.spaces[space].path.clone())
        }
        _ => Err(Errno::Invalid),
    }
}

fn group(k: &Kernel, pid: u32) -> Result<&Group, Errno> {
    k.groups.iter().find(|(_, group)| group.pid == pid).map(|(_, group)| group).ok_or(Errno::Srch)
}

fn leader(k: &Kernel, pid: u32) -> Result<ProcessId, Errno> {
    k.find(pid).ok_or(Errno::Srch)
}

fn mounts(k: &Kernel) -> String {
    let line = |mount: &vfs::Mount| {
        let path = mount.point.map_or(Ok(b"/".to_vec()), |point| vfs::path_of(k, point)).unwrap_or_default();
        format!("{0} {1} {0} rw 0 0\n", mount.kind, String::from_utf8_lossy(&path))
    };
    k.vfs.mounts.iter().map(line).collect()
}

/// The mounts as programs prefer them: with numbers, of the mount, of what it is mounted in, of its device.
fn mount_info(k: &Kernel) -> String {
    let line = |mount: &vfs::Mount| {
        let path = mount.point.map_or(Ok(b"/".to_vec()), |point| vfs::path_of(k, point)).unwrap_or_default();
        let (id, parent) = (mount.file_system + 1, u32::from(mount.point.is_some()));
        format!("{id} {parent} 0:{id} / {1} rw - {0} {0} rw\n", mount.kind, String::from_utf8_lossy(&path))
    };
    k.vfs.mounts.iter().map(line).collect()
}

fn text(k: &mut Kernel, pid: u32, name: &str) -> Result<Vec<u8>, Errno> {
    let id = leader(k, pid)?;
    let usage = usage::of_process(k, k.processes[id].group);
    let text = match name {
        "cmdline" => return command_line(k, id),
        "comm" => format!("{}\n", String::from_utf8_lossy(&k.processes[id].name)),
        "maps" => maps(k, id),
        "mountinfo" => mount_info(k),
        "mounts" => mounts(k),
        "stat" => stat(k, id, group(k, pid)?, usage),
        "statm" => {
            let (n_pages, resident) = k.processes[id]
                .space
                .map_or((0, 0), |space| (k.spaces[space].n_pages(), k.spaces[space].resident));
            format!("{n_pages} {resident} 0 0 0 0 0\n")
        }
        "status" => status(k, id, group(k, pid)?, usage),
        _ => return Err(Errno::Invalid),
    };
    Ok(text.into_bytes())
}

fn command_line(k: &mut Kernel, id: ProcessId) -> Result<Vec<u8>, Errno> {
    let Ok(mut memory) = k.memory(id) else { return Ok(Vec::new()) };
    let (start, end) = memory.space.args;
    let len = (end.0 - start.0).min(MAX_COMMAND_LINE as u64) as usize;
    let mut text = alloc::vec![0; len];
    uaccess::copy_in(&mut memory, start, &mut text)?;
    Ok(text)
}

fn letter(process: &Process) -> (char, &'static str) {
    match process.state {
        State::Runnable | State::Running => ('R', "running"),
        State::Sleeping(
            Reason::Child
            | Reason::Input
            | Reason::Poll
            | Reason::Pipe
            | Reason::Lock
            | Reason::Futex(_)
            | Reason::Time,
        ) => ('S', "sleeping"),
        State::Zombie(_) => ('Z', "zombie"),
        State::Dead => ('X', "dead"),
    }
}

fn stat(k: &Kernel, id: ProcessId, group: &Group, usage: Usage) -> String {
    let process = &k.processes[id];
    let name = String::from_utf8_lossy(&process.name);
    let clock = board::TIMEBASE_HZ / 100;
    let (n_pages, resident) =
        process.space.map_or((0, 0), |space| (k.spaces[space].n_pages(), k.spaces[space].resident));
    let (own, children) = (usage, group.children);
    format!(
        "{} ({name}) {} {} {} {} 1280 -1 0 {} {} 0 0 {} {} {} {} 20 0 {} 0 {} {} {resident} 0\n",
        group.pid,
        letter(process).0,
        group.parent,
        group.pgid,
        group.sid,
        own.minor_faults,
        children.minor_faults,
        own.user_ticks / clock,
        own.system_ticks / clock,
        children.user_ticks / clock,
        children.system_ticks / clock,
        group.n_threads,
        group.start / clock,
        n_pages * PAGE_LEN,
    )
}

fn status(k: &Kernel, id: ProcessId, group: &Group, usage: Usage) -> String {
    let process = &k.processes[id];
    let (letter, word) = letter(process);
    let kib = |pages: u64| pages * PAGE_LEN / 1024;
    let (size, resident) =
        process.space.map_or((0, 0), |space| (k.spaces[space].n_pages(), k.spaces[space].resident));
    let [uid, gid] = [group.credentials.user, group.credentials.group]
        .map(|[real, effective, saved]| format!("{real}\t{effective}\t{saved}\t{effective}"));
    let name = String::from_utf8_lossy(&process.name);
    format!(
        "Name:\t{name}\nUmask:\t{0:04o}\nState:\t{letter} ({word})\nTgid:\t{1}\nPid:\t{1}\nPPid:\t{2}\nUid:\t{uid}\n\
         Gid:\t{gid}\nVmSize:\t{4:>8} kB\nVmHWM:\t{5:>8} kB\nVmRSS:\t{6:>8} kB\nThreads:\t{3}\n\
         voluntary_ctxt_switches:\t{7}\nnonvoluntary_ctxt_switches:\t{8}\n",
        group.umask,
        group.pid,
        group.parent,
        group.n_threads,
        kib(size),
        kib(usage.max_pages),
        kib(resident),
        usage.voluntary_switches,
        usage.involuntary_switches,
    )
}

fn maps(k: &Kernel, id: ProcessId) -> String {
    let Some(space) = k.processes[id].space else { return String::new() };
    let space = &k.spaces[space];
    let letter = |area: &Area, perm, letter| if area.perm.allows(perm) { letter } else { '-' };
    let line = |area: &Area| {
        let name = match area.kind {
            AreaKind::Heap => "[heap]".into(),
            AreaKind::Stack => "[stack]".into(),
            AreaKind::Trampoline => "[vdso]".into(),
            AreaKind::Mapping if area.inode().is_some() && area.inode() == space.program => {
                String::from_utf8_lossy(&space.path).into_owned()
            }
            AreaKind::Mapping => String::new(),
        };
        let (read, execute) = (letter(area, Perm::R, 'r'), letter(area, Perm::X, 'x'));
        let write = if area.perm.allows(Perm::RW) { 'w' } else { '-' };
        let (VirtAddr(start), VirtAddr(end)) = (area.start, area.end);
        let shared = if area.shared { 's' } else { 'p' };
        let number = area.inode().map_or(0, |inode| k.vfs.inodes[inode].number);
        format!("{start:08x}-{end:08x} {read}{write}{execute}{shared} 00000000 00:00 {number} {name}\n")
    };
    space.areas.iter().map(line).collect()
}
