//! What the threads of a process share: who they are, what they have open, what they do about signals. What POSIX calls
//! a process; Linux spreads it over `signal_struct`, `files_struct`, `fs_struct` and `cred`.

use alloc::boxed::Box;
use alloc::vec::Vec;

use abi::Errno;

use crate::dentry::DentryId;
use crate::file::{Descriptor, FileId};
use crate::process::Ending;
use crate::rlimit::Limits;
use crate::signal::{Action, N_SIGNALS, Pending};
use crate::slab::handle;
use crate::usage::Usage;

/// A process, without its threads.
pub struct Group {
    /// Its number: that of its first thread.
    pub pid: u32,
    /// The number of the process that waits for its end; 0 for the first process.
    pub parent: u32,
    /// The signal that its parent gets at its end; 0 for none.
    pub exit_signal: u32,
    /// Threads that are not over.
    pub n_threads: u32,
    /// Set when all threads must end, with how the process ends.
    pub ending: Option<Ending>,
    /// Its process group: all processes of a command line.
    pub pgid: u32,
    /// Its session: all process groups of a terminal.
    pub sid: u32,
    /// Who it is.
    pub credentials: Credentials,
    /// Permissions that new files do not get.
    pub umask: u32,
    /// What it may have.
    pub limits: Limits,
    /// Its descriptors; the index is the number that the program uses.
    pub files: Vec<Option<Descriptor>>,
    /// Its working directory. `None` once it is over.
    pub cwd: Option<DentryId>,
    /// What it takes for `/`. `None` once it is over.
    pub root: Option<DentryId>,
    /// What it does about each signal; signal 1 is the first.
    pub actions: Box<[Action; N_SIGNALS]>,
    /// Signals for the process as a whole: any thread may take them.
    pub pending: Pending,
    /// When `SIGALRM` is due, in ticks, and again after how many.
    pub alarm: Option<(u64, u64)>,
    /// What threads that are over have used.
    pub usage: Usage,
    /// What children that were waited for have used, and theirs.
    pub children: Usage,
    /// When it began, in ticks.
    pub start: u64,
}

handle! {
    /// The row of a process in the table of groups.
    GroupId of Group
}

/// Whose rights a process has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Credentials {
    /// The user: real, effective, saved.
    pub user: [u32; 3],
    /// The group: real, effective, saved.
    pub group: [u32; 3],
    /// More groups.
    pub groups: Vec<u32>,
}

impl Credentials {
    /// The user whose rights count.
    pub const fn euid(&self) -> u32 {
        self.user[1]
    }

    /// The group whose rights count.
    pub const fn egid(&self) -> u32 {
        self.group[1]
    }

    /// Whether nothing is forbidden.
    pub const fn is_root(&self) -> bool {
        self.euid() == 0
    }

    /// Whether the rights of the group `gid` count.
    pub fn in_group(&self, gid: u32) -> bool {
        self.egid() == gid || self.groups.contains(&gid)
    }
}

impl Group {
    /// The open file behind descriptor `fd`. `EBADF` if there is none.
    pub fn file(&self, fd: i32) -> Result<FileId, Errno> {
        self.descriptor(fd).map(|descriptor| descriptor.file)
    }

    /// Descriptor `fd`. `EBADF` if there is none.
    pub fn descriptor(&self, fd: i32) -> Result<Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|fd| self.files.get(fd));
        slot.copied().flatten().ok_or(Errno::BadFd)
    }

    /// Puts `descriptor` at the lowest free number from `from` on. `EMFILE` if there is none.
    pub fn add_descriptor(&mut self, descriptor: Descriptor, from: usize) -> Result<i32, Errno> {
        let hole = self.files.iter().skip(from).position(Option::is_none);
        let fd = hole.map_or(self.files.len().max(from), |hole| from + hole);
        if fd as u64 >= self.limits.soft(abi::RLIMIT_NOFILE) {
            return Err(Errno::MFile);
        }
        self.set_descriptor(fd, descriptor);
        Ok(fd as i32)
    }

    /// Puts `descriptor` at number `fd`, which is below the limit; gives back what was there.
    pub fn set_descriptor(&mut self, fd: usize, descriptor: Descriptor) -> Option<Descriptor> {
        if self.files.len() <= fd {
            self.files.resize(fd + 1, None);
        }
        self.files[fd].replace(descriptor)
    }

    /// Takes descriptor `fd` away. `EBADF` if there is none.
    pub fn take_descriptor(&mut self, fd: i32) -> Result<Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|fd| self.files.get_mut(fd));
        slot.and_then(Option::take).ok_or(Errno::BadFd)
    }
}
