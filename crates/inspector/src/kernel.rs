//! The kernel at one moment: its processes, its files, its system-call table, read from guest memory.

use abi::AT_FDCWD;
use debuginfo::Types;
use machine::Machine;

use crate::mirrors::{AddressSpace, Content, Dentry, Descriptor, Group, Inode, Mount, OpenFile, Process};
use crate::statics::static_named;
use crate::value::{FromGuest, LayoutError, Memory, Value};

/// The static that holds all that the kernel knows.
const STATE: &str = "kernel::arch::memory::KERNEL";
/// Deepest directory that is shown.
const MAX_DEPTH: u32 = 32;
/// Most files that are shown.
const MAX_FILES: usize = 2_000;

/// The kernel's state.
#[derive(Clone, Copy)]
pub struct Kernel<'a> {
    pub(crate) memory: Memory<'a>,
    state: Value<'a>,
}

/// A file, found by walking the directories.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileNode {
    /// Name in its directory; `"/"` for the root.
    pub name: String,
    /// The whole path.
    pub path: String,
    /// Directories above it.
    pub depth: u32,
    /// Type and permissions.
    pub mode: u32,
    /// Number of the inode.
    pub inode: u64,
    /// Row of the inode.
    pub row: u32,
    /// Bytes.
    pub len: u64,
}

/// A descriptor followed to its file.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenDescriptor {
    /// The number.
    pub fd: u32,
    /// The descriptor.
    pub descriptor: Descriptor,
    /// The open file.
    pub file: OpenFile,
    /// Path of its dentry.
    pub path: String,
    /// Number of the inode.
    pub inode: u64,
}

impl<'a> Kernel<'a> {
    /// Whether these are the types of a kernel that is made like this: others have nothing to be found.
    pub fn is_known(types: &Types) -> bool {
        static_named(types, STATE).is_some()
    }

    /// Finds the kernel in `machine`. An error before it has set up its state.
    pub fn find(machine: &'a Machine, types: &'a Types) -> Result<Self, LayoutError> {
        let memory = Memory { machine, types };
        let cell = memory.static_named(STATE)?;
        Ok(Self { memory, state: cell })
    }

    /// The rows of a table, in use or not.
    fn slots(self, table: &str) -> Result<Vec<Value<'a>>, LayoutError> {
        self.state.path(table)?.field("slots")?.elements()
    }

    /// What is in a row of a table, if it is in use.
    fn slot(self, table: &str, row: u32) -> Result<Option<Value<'a>>, LayoutError> {
        self.slots(table)?.get(row as usize).map_or(Ok(None), |slot| slot.content())
    }

    /// Every row of a table that is in use, with its number.
    pub(crate) fn rows<T: FromGuest>(self, table: &str) -> Result<Vec<(u32, T)>, LayoutError> {
        let mut rows = Vec::new();
        for (row, slot) in self.slots(table)?.into_iter().enumerate() {
            rows.extend(Option::from_guest(slot)?.map(|value| (row as u32, value)));
        }
        Ok(rows)
    }

    pub(crate) fn row<T: FromGuest>(self, table: &str, row: u32) -> Result<Option<T>, LayoutError> {
        self.slot(table, row)?.map(T::from_guest).transpose()
    }

    /// Row of the process that has the hart, or had it last.
    fn current_row(self) -> Result<Option<u32>, LayoutError> {
        self.state.get("current")
    }

    /// Number and name of that process.
    pub fn current(self) -> Result<Option<(u32, String)>, LayoutError> {
        let Some(row) = self.current_row()? else { return Ok(None) };
        let Some(process) = self.slot("processes", row)? else { return Ok(None) };
        Ok(Some((process.get("pid")?, process.get("name")?)))
    }

    /// How many physical pages can be given out.
    pub fn free_pages(self) -> Result<u64, LayoutError> {
        self.state.path("pages.n_free")?.number()
    }

    /// Every process.
    pub fn processes(self) -> Result<Vec<Process>, LayoutError> {
        let slots = Vec::<Option<Process>>::from_guest(self.state.path("processes.slots")?)?;
        Ok(slots.into_iter().flatten().collect())
    }

    /// The address space whose page tables begin at physical address `root`.
    pub fn space_of_root(self, root: u64) -> Result<Option<(u32, AddressSpace)>, LayoutError> {
        for (row, slot) in self.slots("spaces")?.into_iter().enumerate() {
            if let Some(space) = slot.content()?
                && space.field("root")?.number()? == root
            {
                return Ok(Some((row as u32, AddressSpace::from_guest(space)?)));
            }
        }
        Ok(None)
    }

    /// Physical address behind all pages that were ever given out.
    pub fn never_used(self) -> Result<u64, LayoutError> {
        let pages = self.state.field("pages")?;
        Ok(pages.field("base")?.number()? + pages.field("fresh")?.number()? * abi::PAGE_LEN)
    }

    /// What the process that has the hart shares with its threads.
    fn current_group(self) -> Result<Option<Group>, LayoutError> {
        match self.current_row()?.map(|row| self.row::<Process>("processes", row)).transpose()?.flatten() {
            Some(process) => self.group_of(&process),
            None => Ok(None),
        }
    }

    /// What a process shares with its threads; none if it was cleared away.
    pub fn group_of(self, process: &Process) -> Result<Option<Group>, LayoutError> {
        self.row("groups", process.group)
    }

    /// The path of the file that descriptor `fd` of the current process is open on.
    pub fn path_of_descriptor(self, fd: i32) -> Result<Option<String>, LayoutError> {
        let group = self.current_group()?;
        let file = group.and_then(|group| group.files.get(usize::try_from(fd).ok()?)?.clone());
        let Some(descriptor) = file else { return Ok(None) };
        let Some(file) = self.row::<OpenFile>("vfs.files", descriptor.file)? else { return Ok(None) };
        self.path_of_dentry(file.dentry).map(Some)
    }

    /// The path of the dentry in this row, or its name if it has no place in the tree, as a pipe. The root of a mounted file
    /// system goes on at the dentry it is mounted on.
    pub fn path_of_dentry(self, mut row: u32) -> Result<String, LayoutError> {
        let mounts = self.mount_table()?;
        let mut names = Vec::new();
        for _ in 0..MAX_DEPTH {
            if let Some(Mount { point: Some(point), .. }) = mounts.iter().find(|mount| mount.root == row) {
                row = *point;
            }
            let Some(dentry) = self.row::<Dentry>("vfs.dentries", row)? else { break };
            let Some(parent) = dentry.parent else {
                if names.is_empty() && !dentry.name.is_empty() {
                    return Ok(dentry.name);
                }
                break;
            };
            names.push(dentry.name);
            row = parent;
        }
        names.reverse();
        Ok(format!("/{}", names.join("/")))
    }

    /// The absolute path that `path` means to the current process, from descriptor `base` on if it is relative.
    pub fn resolve(self, base: Option<i32>, path: &str) -> Result<String, LayoutError> {
        let start = match (path.starts_with('/'), base) {
            (true, _) => String::new(),
            (false, Some(fd)) if fd != AT_FDCWD => self.path_of_descriptor(fd)?.unwrap_or_default(),
            (false, _) => match self.current_group()?.and_then(|group| group.cwd) {
                Some(row) => self.path_of_dentry(row)?,
                None => String::new(),
            },
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in start.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                name => parts.push(name),
            }
        }
        Ok(format!("/{}", parts.join("/")))
    }

    /// The descriptors of a process, followed to their files.
    pub fn descriptors(self, group: &Group) -> Result<Vec<OpenDescriptor>, LayoutError> {
        let mut descriptors = Vec::new();
        for (fd, descriptor) in group.files.iter().enumerate() {
            let Some(descriptor) = descriptor.clone() else { continue };
            let Some(file) = self.row::<OpenFile>("vfs.files", descriptor.file)? else { continue };
            let dentry = self.row::<Dentry>("vfs.dentries", file.dentry)?;
            let inode = match dentry {
                Some(dentry) => {
                    self.row::<Inode>("vfs.inodes", dentry.inode)?.map_or(0, |inode| inode.number)
                }
                None => 0,
            };
            let path = self.path_of_dentry(file.dentry)?;
            descriptors.push(OpenDescriptor { fd: fd as u32, descriptor, file, path, inode });
        }
        Ok(descriptors)
    }

    /// The file systems, the root first.
    pub fn mount_table(self) -> Result<Vec<Mount>, LayoutError> {
        Vec::from_guest(self.state.path("vfs.mounts")?)
    }

    /// The mounts: the path, row of the inode that is seen there, and the kind of file system.
    pub fn mounts(self) -> Result<Vec<(String, u32, String)>, LayoutError> {
        let mut mounts = Vec::new();
        for mount in self.mount_table()? {
            let root = self.row::<Dentry>("vfs.dentries", mount.root)?;
            mounts.extend(
                root.map(|root| root.inode)
                    .zip(Some(self.path_of_dentry(mount.root)?))
                    .map(|(inode, path)| (path, inode, mount.kind)),
            );
        }
        Ok(mounts)
    }

    /// Every file that can be reached from the root, a directory before its entries.
    pub fn tree(self) -> Result<Vec<FileNode>, LayoutError> {
        let inodes = Vec::<Option<Inode>>::from_guest(self.state.path("vfs.inodes.slots")?)?;
        let mounts = self.mounts()?;
        let mut nodes = Vec::new();
        if let Some((_, root, _)) = mounts.iter().find(|(path, _, _)| path == "/") {
            walk(&inodes, &mounts, *root, "/", "/", 0, &mut nodes);
        }
        Ok(nodes)
    }

    /// Where the system-call table has the entry of this number.
    pub fn syscall_entry(self, number: u64) -> Result<Option<u64>, LayoutError> {
        let table = self.memory.static_named("kernel::syscall::SYSCALL_TABLE")?;
        Ok(table.elements()?.get(number as usize).map(|slot| slot.va))
    }

    /// The system-call table as it stands in memory: number and address of each handler.
    pub fn syscall_table(self) -> Result<Vec<(u64, u64)>, LayoutError> {
        let table = self.memory.static_named("kernel::syscall::SYSCALL_TABLE")?;
        let mut rows = Vec::new();
        for (number, slot) in table.elements()?.into_iter().enumerate() {
            let mut bytes = [0; 8];
            self.memory.read(slot.va, &mut bytes)?;
            let handler = u64::from_le_bytes(bytes);
            if handler != 0 {
                rows.push((number as u64, handler));
            }
        }
        Ok(rows)
    }
}

fn walk(
    inodes: &[Option<Inode>],
    mounts: &[(String, u32, String)],
    row: u32,
    name: &str,
    path: &str,
    depth: u32,
    nodes: &mut Vec<FileNode>,
) {
    let mounted = mounts.iter().find(|(at, _, _)| at == path).map_or(row, |(_, root, _)| *root);
    let Some(inode) = inodes.get(mounted as usize).and_then(Option::as_ref) else { return };
    if depth > MAX_DEPTH || nodes.len() >= MAX_FILES {
        return;
    }
    let len = match &inode.content {
        Content::File(data) => data.len,
        Content::Link(target) => target.len() as u64,
        Content::Directory(_) | Content::Device(_) | Content::Pipe(_) | Content::Proc => 0,
    };
    let (name, mode, inode_number) = (name.to_string(), inode.mode, inode.number);
    nodes.push(FileNode {
        name,
        path: path.to_string(),
        depth,
        mode,
        inode: inode_number,
        row: mounted,
        len,
    });
    let Content::Directory(directory) = &inode.content else { return };
    let mut entries: Vec<_> =
        directory.entries.iter().filter(|entry| entry.name != "." && entry.name != "..").collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries {
        let below = if path == "/" { format!("/{}", entry.name) } else { format!("{path}/{}", entry.name) };
        walk(inodes, mounts, entry.inode, &entry.name, &below, depth + 1, nodes);
    }
}
