//! The structures of the kernel that are looked at, by name: the one list of what the host expects of the guest.

use crate::mirror::mirror;
use crate::value::{Boxed, FromGuest, LayoutError, Queue, Value};

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
        /// How many threads have it.
        users: u32,
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
    /// What a thread, or a process without its threads, has used.
    Usage of "kernel::usage::Usage" {
        /// Ticks in user mode.
        user_ticks: u64,
        /// Ticks in the kernel.
        system_ticks: u64,
        /// How often it went from user mode to the kernel.
        kernel_entries: u64,
        /// Page faults that brought or copied a page.
        minor_faults: u64,
        /// How often it gave the hart away since it had to wait.
        voluntary_switches: u64,
        /// How often the hart was taken from it.
        involuntary_switches: u64,
        /// Most pages that it had in memory at one time.
        max_pages: u64,
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
    /// What else is known of a process, for who looks at it alone.
    Thread of "kernel::process::Process" {
        /// Its signals.
        signals: Signals,
        /// What it has used.
        usage: Usage,
    }
    /// What one thread has to do with signals.
    Signals of "kernel::signal::Signals" {
        /// The set of those that it blocks; signal 1 is bit 0.
        blocked: u64,
        /// Those that wait for it.
        pending: Pending,
    }
    /// Signals that were sent and not delivered.
    Pending of "kernel::signal::Pending" {
        /// Their set.
        set: u64,
    }
    /// What else the threads of a process share, for who looks at it alone.
    GroupDetails of "kernel::group::Group" {
        /// Threads that are not over.
        n_threads: u32,
        /// Its process group.
        pgid: u32,
        /// Its session.
        sid: u32,
        /// Whose rights it has.
        credentials: Credentials,
        /// Permissions that new files do not get.
        umask: u32,
        /// What it does about each signal; signal 1 is the first.
        actions: Boxed<Vec<Action>>,
        /// Signals that any of its threads may take.
        pending: Pending,
        /// What children that it has waited for have used.
        children: Usage,
    }
    /// Whose rights a process has: real, effective and saved.
    Credentials of "kernel::group::Credentials" {
        /// Users.
        user: Vec<u32>,
        /// Groups.
        group: Vec<u32>,
    }
    /// What is done for a signal.
    Action of "kernel::signal::Action" {
        /// The handler's address, or 0 or 1: nothing special, and nothing at all.
        handler: u64,
    }
    /// A descriptor of a process.
    Descriptor of "kernel::file::Descriptor" {
        /// Row of the open file.
        file: u32,
        /// Whether `execve` closes it.
        close_on_exec: bool,
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
        /// How many need it: open files, working directories, mounts, dentries below.
        users: u32,
        /// Whether its name is gone.
        unlinked: bool,
    }
    /// A file system and where it is seen.
    Mount of "kernel::vfs::Mount" {
        /// The kind of file system.
        kind: String,
        /// The number that its inodes carry.
        file_system: u32,
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
    /// All of a file, for who looks at it alone.
    InodeDetails of "kernel::inode::Inode" {
        /// Its number.
        number: u64,
        /// The number of its file system.
        file_system: u32,
        /// Type and permissions.
        mode: u32,
        /// How many names lead to it.
        n_links: u32,
        /// The user it belongs to.
        uid: u32,
        /// The group it belongs to.
        gid: u32,
        /// When its content was last read.
        atime: Timespec,
        /// When its content last changed.
        mtime: Timespec,
        /// When anything of it last changed.
        ctime: Timespec,
        /// What is in it.
        content: Content<Pages>,
    }
    /// A time.
    Timespec of "abi::layout::Timespec" {
        /// Seconds since 1970.
        tv_sec: i64,
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
    /// The same, with the pages that hold it.
    Pages of "kernel::inode::Data" {
        /// Bytes.
        len: u64,
        /// Physical addresses, in order; 0 is a hole.
        pages: Vec<u64>,
    }
    /// What is on its way between the ends of a pipe.
    Pipe of "kernel::pipe::Pipe" {
        /// Bytes that were written and not read.
        bytes: Queue,
        /// Open files that read.
        readers: u32,
        /// Open files that write.
        writers: u32,
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
    /// It waits until a file is unlocked.
    WaitsForLock,
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
                "Lock" => Ok(State::WaitsForLock),
                "Futex" => Ok(State::WaitsForThread),
                "Time" => Ok(State::WaitsForTime),
                _ => Err(value.not_a("a reason to sleep that is known here")),
            },
            _ => Err(value.not_a("a state of a process that is known here")),
        }
    }
}

/// What is in a file; of the bytes of a regular one as much as `D` says.
#[derive(Clone, PartialEq, Debug)]
pub enum Content<D = Data> {
    /// Bytes.
    File(D),
    /// Names.
    Directory(Directory),
    /// Nothing: reads and writes go to the driver of this name.
    Device(String),
    /// The path that a symbolic link leads to.
    Link(String),
    /// A pipe.
    Pipe(Pipe),
    /// What the kernel makes up when it is asked: nothing in memory.
    Proc,
}

impl<D: FromGuest> FromGuest for Content<D> {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        let (name, content) = value.case()?;
        match name {
            "File" => content.get("__0").map(Content::File),
            "Directory" => content.get("__0").map(Content::Directory),
            "Device" => Ok(Content::Device(content.field("__0")?.case()?.0.to_string())),
            "Link" => content.get("__0").map(Content::Link),
            "Pipe" => content.get("__0").map(Content::Pipe),
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
            ("File", content) => Ok(Backing::File { inode: content.get("inode")? }),
            _ => Err(value.not_a("a backing of an area that is known here")),
        }
    }
}
