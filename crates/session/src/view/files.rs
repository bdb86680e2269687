//! Descriptors, pipes, mounts, and the tree of names; the one file that is looked at is in `chain.rs`.

use inspector::{Content, FileNode, Kernel, LayoutError, OpenDescriptor, flags, mode_letters};

use super::Moment;
use super::chain::{Subject, chain};
use crate::scene::{DescriptorRow, FileRow, Files, MountRow, PipeRow, ProcessName, Touch};
use crate::{FileChoice, Look};

/// The Files panel, while somebody looks at it; empty before the kernel has files.
pub(crate) fn files(moment: &Moment<'_>, look: &Look) -> Option<Files> {
    let Look::Files(process, choice) = look else { return None };
    Some(read(moment, *process, choice).unwrap_or_default())
}

fn read(moment: &Moment<'_>, wanted: Option<u32>, choice: &FileChoice) -> Result<Files, LayoutError> {
    let Some(kernel) = moment.kernel else { return Ok(Files::default()) };
    let chosen = moment.chosen(wanted);
    let process = kernel.processes()?.into_iter().find(|process| Some(process.pid) == chosen);
    let group = process.as_ref().map(|process| kernel.group_of(process)).transpose()?.flatten();
    let descriptors = group.as_ref().map(|group| kernel.descriptors(group)).transpose()?.unwrap_or_default();
    let holders = holders(kernel)?;
    let mut tree = tree(moment);
    let subject = Subject::find(moment, chosen, &descriptors, &tree, choice)?;
    if let Some(inode) = subject.as_ref().map(|subject| subject.inode) {
        tree.iter_mut().for_each(|row| row.chosen = row.inode == inode);
    }
    let row = |open: &OpenDescriptor| DescriptorRow {
        fd: open.fd,
        open_file: open.descriptor.file,
        offset: open.file.offset,
        flags: open_flags(u64::from(open.file.flags)),
        shared_by: open.file.users,
        path: open.path.clone(),
        inode: open.inode,
        lit: chosen.is_some_and(|pid| moment.descriptor_of_call(pid) == Some(open.fd)),
        chosen: subject.as_ref().is_some_and(|it| it.fd == Some(open.fd)),
    };
    Ok(Files {
        directory: match group.as_ref().and_then(|group| group.cwd) {
            Some(dentry) => kernel.path_of_dentry(dentry)?,
            None => String::new(),
        },
        process: process.map(|process| ProcessName { pid: process.pid, name: process.name }),
        descriptors: descriptors.iter().map(row).collect(),
        chain: subject.map(|subject| chain(moment, &subject, &holders)).transpose()?.unwrap_or_default(),
        pipes: pipes(moment, kernel, &holders)?,
        tree,
        mounts: mounts(kernel)?,
    })
}

/// A descriptor of anybody: who, which, and the open file it leads to.
pub(super) struct Holder {
    pub process: ProcessName,
    pub fd: u32,
    pub file: u32,
}

impl Holder {
    /// Who, and by which number.
    pub fn words(&self) -> String {
        format!("{} {} fd {}", self.process.name, self.process.pid, self.fd)
    }
}

/// Every descriptor there is, once for the threads of a process.
fn holders(kernel: Kernel<'_>) -> Result<Vec<Holder>, LayoutError> {
    let mut holders = Vec::new();
    for process in kernel.processes()? {
        let Some(group) = kernel.group_of(&process)?.filter(|group| group.pid == process.pid) else {
            continue;
        };
        for (fd, descriptor) in group.files.iter().enumerate() {
            holders.extend(descriptor.as_ref().map(|descriptor| Holder {
                process: ProcessName { pid: process.pid, name: process.name.clone() },
                fd: fd as u32,
                file: descriptor.file,
            }));
        }
    }
    Ok(holders)
}

/// The flags of `openat` as a program writes them.
pub(super) fn open_flags(value: u64) -> String {
    let access = flags(value & abi::O_ACCMODE, abi::ACCESS_MODES).replace('0', "O_RDONLY");
    match value & !abi::O_ACCMODE {
        0 => access,
        rest => format!("{access}|{}", flags(rest, abi::OPEN_FLAGS)),
    }
}

fn pipes(moment: &Moment<'_>, kernel: Kernel<'_>, holders: &[Holder]) -> Result<Vec<PipeRow>, LayoutError> {
    let files = kernel.open_files()?;
    let mut rows = Vec::new();
    for (row, inode) in kernel.pipes()? {
        let Content::Pipe(pipe) = inode.content else { continue };
        let who = |writes: bool| {
            let ends = files.iter().filter(|(_, file, inode)| {
                *inode == row && (u64::from(file.flags) & abi::O_ACCMODE == abi::O_WRONLY) == writes
            });
            let of_end =
                |end: u32| holders.iter().filter(move |holder| holder.file == end).map(Holder::words);
            ends.flat_map(|(end, _, _)| of_end(*end)).collect()
        };
        rows.push(PipeRow {
            inode: inode.number,
            len: pipe.bytes.0.len() as u64,
            ends: (pipe.readers, pipe.writers),
            readers: who(false),
            writers: who(true),
            lit: moment.object() == Some(&*format!("pipe:[{}]", inode.number)),
        });
    }
    Ok(rows)
}

fn mounts(kernel: Kernel<'_>) -> Result<Vec<MountRow>, LayoutError> {
    let number = |dentry: u32| {
        let inode = kernel.dentry(dentry)?.map(|dentry| kernel.inode(dentry.inode)).transpose()?.flatten();
        Ok(inode.map(|inode| inode.number))
    };
    let row = |mount: inspector::Mount| {
        Ok(MountRow {
            path: kernel.path_of_dentry(mount.root)?,
            root: number(mount.root)?.unwrap_or_default(),
            covers: mount.point.map(number).transpose()?.flatten(),
            kind: mount.kind,
        })
    };
    kernel.mount_table()?.into_iter().map(row).collect()
}

/// The whole file tree with what the call in view touches.
pub(super) fn tree(moment: &Moment<'_>) -> Vec<FileRow> {
    let nodes = moment.kernel.and_then(|kernel| kernel.tree().ok()).unwrap_or_default();
    let object = moment.object();
    let lists = moment.call().is_some_and(|(call, _)| call.name == "getdents64");
    let listed = |path: &str| lists && object.is_some_and(|object| parent(path) == Some(object));
    let row = |node: FileNode| FileRow {
        touch: match object {
            Some(object) if object == node.path => Touch::Object,
            _ if listed(&node.path) => Touch::Listed,
            _ => Touch::None,
        },
        name: node.name,
        path: node.path,
        depth: node.depth,
        mode: mode_letters(u64::from(node.mode)),
        inode: node.inode,
        len: node.len,
        chosen: false,
    };
    nodes.into_iter().map(row).collect()
}

/// The directory that `path` is in; `None` for the root.
pub(super) fn parent(path: &str) -> Option<&str> {
    match path.rfind('/')? {
        0 if path.len() == 1 => None,
        0 => Some("/"),
        at => Some(&path[..at]),
    }
}
