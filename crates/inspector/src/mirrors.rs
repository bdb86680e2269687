//! The structures of the kernel that are looked at, by name: the one list of what the host expects of the guest.

use crate::mirror::mirror;
use crate::value::{FromGuest, LayoutError, Value};

mirror! {
    /// A process, or one of its threads.
    Process of "kernel::process::Process" {
        /// Its number.
        pid: u32,
        /// Row of what it shares with the other threads of its process.
        group: u32,
        /// The program it executes.
        name: String,
        /// What it does.
        state: State,
        /// Row of what it can reach; none once it is over.
        space: Option<u32>,
        /// First address of its stack in the kernel.
        stack: u64,
    }
    /// What a process can reach.
    AddressSpace of "kernel::space::AddressSpace" {
        /// Physical address of the root of its page tables.
        root: u64,
        /// What it has a right to, lowest address first.
        areas: Vec<Area>,
        /// The file that it executes: row of the inode.
        program: Option<u32>,
        /// The path by which that was found.
        path: String,
    }
    /// Addresses that a process may use in one way.
    Area of "kernel::space::Area" {
        /// First address.
        start: u64,
        /// The address behind the last.
        end: u64,
        /// What it is for.
        kind: AreaKind,
        /// What the process may do there: the bits of a page-table entry.
        perm: u64,
        /// What its pages are filled with when they are first touched.
        backing: Backing,
        /// Whether a child sees what is stored there, and a file gets it.
        shared: bool,
    }
    /// What the threads of a process share.
    Group of "kernel::group::Group" {
        /// The number of the process.
        pid: u32,
        /// Its parent's number.
        parent: u32,
        /// Its descriptors, by number.
        files: Vec<Option<Descriptor>>,
        /// Row of the dentry it works in.
        cwd: Option<u32>,
    }
    /// A descriptor of a process.
    Descriptor of "kernel::file::Descriptor" {
        /// Row of the open file.
        file: u32,
    }
    /// An open file, which descriptors share.
    OpenFile of "kernel::file::OpenFile" {
        /// Row of its dentry.
        dentry: u32,
        /// The flags of `openat`.
        flags: u32,
        /// Where the next read or write begins, in bytes.
        offset: u64,
        /// How many descriptors share it.
        users: u32,
    }
    /// A name that is in use.
    Dentry of "kernel::dentry::Dentry" {
        /// The name in its directory.
        name: String,
        /// Row of the dentry above it.
        parent: Option<u32>,
        /// Row of its inode.
        inode: u32,
    }
    /// A file system and where it is seen.
    Mount of "kernel::vfs::Mount" {
        /// The kind of file system.
        kind: String,
        /// Row of the dentry it is mounted on; none for the root.
        point: Option<u32>,
        /// Row of its root's dentry.
        root: u32,
    }
    /// A file, whatever it is called.
    Inode of "kernel::inode::Inode" {
        /// Its number.
        number: u64,
        /// Type and permissions.
        mode: u32,
        /// What is in it.
        content: Content,
    }
    /// A name in a directory.
    DirectoryEntry of "kernel::inode::Entry" {
        /// The name.
        name: String,
        /// Row of the inode.
        inode: u32,
    }
    /// The content of a regular file.
    Data of "kernel::inode::Data" {
        /// Bytes.
        len: u64,
    }
    /// The content of a directory.
    Directory of "kernel::inode::Directory" {
        /// Its names.
        entries: Vec<DirectoryEntry>,
    }
}

/// What a process does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It waits for the hart.
    Runnable,
    /// It has the hart.
    Running,
    /// It waits for a child to end.
    WaitsForChild,
    /// It waits for input, or until one of several descriptors is ready.
    WaitsForInput,
    /// It waits for the other end of a pipe.
    WaitsForPipe,
    /// It waits for another thread.
    WaitsForThread,
    /// It waits for a time or a signal.
    WaitsForTime,
    /// It has ended and waits for its parent to ask how.
    Zombie,
}

impl FromGuest for State {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        let (name, content) = value.case()?;
        match name {
            "Runnable" => Ok(State::Runnable),
            "Running" => Ok(State::Running),
            "Zombie" | "Dead" => Ok(State::Zombie),
            "Sleeping" => match content.field("__0")?.case()?.0 {
                "Child" => Ok(State::WaitsForChild),
                "Input" | "Poll" => Ok(State::WaitsForInput),
                "Pipe" => Ok(State::WaitsForPipe),
                "Futex" => Ok(State::WaitsForThread),
                "Time" => Ok(State::WaitsForTime),
                _ => Err(value.not_a("a reason to sleep that is known here")),
            },
            _ => Err(value.not_a("a state of a process that is known here")),
        }
    }
}

/// What is in a file.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Bytes.
    File(Data),
    /// Names.
    Directory(Directory),
    /// A device.
    Device,
    /// A symbolic link.
    Link,
    /// A pipe.
    Pipe,
    /// What the kernel makes up when it is asked: nothing in memory.
    Proc,
}

impl FromGuest for Content {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        let (name, content) = value.case()?;
        match name {
            "File" => Data::from_guest(content.field("__0")?).map(Content::File),
            "Directory" => Directory::from_guest(content.field("__0")?).map(Content::Directory),
            "Device" => Ok(Content::Device),
            "Link" => Ok(Content::Link),
            "Pipe" => Ok(Content::Pipe),
            "Proc" => Ok(Content::Proc),
            _ => Err(value.not_a("a content of a file that is known here")),
        }
    }
}

/// What an [`Area`] is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AreaKind {
    /// A part of a program's file, or what `mmap` made.
    Mapping,
    /// What `brk` made.
    Heap,
    /// The stack.
    Stack,
    /// The return from signal handlers.
    Trampoline,
}

impl FromGuest for AreaKind {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        match value.case()?.0 {
            "Mapping" => Ok(AreaKind::Mapping),
            "Heap" => Ok(AreaKind::Heap),
            "Stack" => Ok(AreaKind::Stack),
            "Trampoline" => Ok(AreaKind::Trampoline),
            _ => Err(value.not_a("a kind of area that is known here")),
        }
    }
}

/// What the pages of an [`Area`] are filled with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backing {
    /// Zeros.
    Zero,
    /// A file.
    File {
        /// Row of its inode.
        inode: u32,
    },
}

impl FromGuest for Backing {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        match value.case()? {
            ("Zero", _) => Ok(Backing::Zero),
            ("File", content) => Ok(Backing::File { inode: u32::from_guest(content.field("inode")?)? }),
            _ => Err(value.not_a("a backing of an area that is known here")),
        }
    }
}
