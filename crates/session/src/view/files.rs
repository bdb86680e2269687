//! Descriptors, open files, inodes, and the tree they are in.

use inspector::{LayoutError, flags, mode_letters};

use super::Moment;
use crate::scene::{DescriptorRow, FileRow, Files, Touch};

/// The Files panel; empty before the kernel has files.
pub(crate) fn files(moment: &Moment<'_>) -> Files {
    read(moment).unwrap_or_default()
}

fn read(moment: &Moment<'_>) -> Result<Files, LayoutError> {
    let Some(kernel) = moment.kernel else { return Ok(Files::default()) };
    let process = moment.process.clone();
    let pid = process.as_ref().map(|process| process.pid);
    let current = kernel.processes()?.into_iter().find(|process| Some(process.pid) == pid);
    let current = current.map(|process| kernel.group_of(&process)).transpose()?.flatten();
    let descriptors = match &current {
        Some(group) => kernel.descriptors(group)?,
        None => Vec::new(),
    };
    let lit = descriptor_of_call(moment);
    let row = |open: inspector::OpenDescriptor| DescriptorRow {
        fd: open.fd,
        open_file: open.row,
        offset: open.file.offset,
        flags: open_flags(u64::from(open.file.flags)),
        shared_by: open.file.users,
        path: open.path,
        inode: open.inode,
        lit: lit == Some(u64::from(open.fd)),
    };
    Ok(Files {
        directory: match current.and_then(|group| group.cwd) {
            Some(dentry) => kernel.path_of_dentry(dentry)?,
            None => String::new(),
        },
        process,
        descriptors: descriptors.into_iter().map(row).collect(),
        tree: tree(moment),
        mounts: kernel.mounts()?.into_iter().map(|(path, _, name)| (path, name)).collect(),
    })
}

fn open_flags(value: u64) -> String {
    let access = flags(value & abi::O_ACCMODE, abi::ACCESS_MODES).replace('0', "O_RDONLY");
    match value & !abi::O_ACCMODE {
        0 => access,
        rest => format!("{access}|{}", flags(rest, abi::OPEN_FLAGS)),
    }
}

/// The descriptor that the call in view is about.
fn descriptor_of_call(moment: &Moment<'_>) -> Option<u64> {
    let (call, raw) = moment.call()?;
    let signature = abi::Syscall::from_number(call.number)?.signature();
    let index = signature.args.iter().position(|(_, kind)| *kind == abi::Kind::Fd)?;
    Some(raw.args[index])
}

/// The whole file tree with what the call in view touches.
pub(crate) fn tree(moment: &Moment<'_>) -> Vec<FileRow> {
    let nodes = moment.kernel.and_then(|kernel| kernel.tree().ok()).unwrap_or_default();
    let object = moment.object();
    let listed = |path: &str| {
        let lists = moment.call().is_some_and(|(call, _)| call.name == "getdents64");
        lists && object.is_some_and(|object| parent(path) == Some(object))
    };
    nodes
        .into_iter()
        .map(|node| FileRow {
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
        })
        .collect()
}

/// The directory that `path` is in; `None` for the root.
pub(crate) fn parent(path: &str) -> Option<&str> {
    match path.rfind('/')? {
        0 if path.len() == 1 => None,
        0 => Some("/"),
        at => Some(&path[..at]),
    }
}
