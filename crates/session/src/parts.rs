//! The parts of the kernel, in plain words: which module belongs to which.

use texts::boundary;

/// A part of the kernel that a system call goes through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The handler of the call.
    Handler,
    /// The virtual file system.
    Vfs,
    /// The file systems behind it.
    FileSystem,
    /// The terminal device and its line discipline.
    Terminal,
    /// What speaks to a device's registers.
    Driver,
    /// Copying in and out of the program's memory.
    UserMemory,
    /// Processes: making, ending, switching.
    Processes,
    /// Address spaces and pages.
    Memory,
    /// The loader of executables.
    Loader,
}

impl Part {
    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Part::Handler => boundary::part_handler(),
            Part::Vfs => boundary::part_vfs(),
            Part::FileSystem => boundary::part_file_system(),
            Part::Terminal => boundary::part_terminal(),
            Part::Driver => boundary::part_driver(),
            Part::UserMemory => boundary::part_user_memory(),
            Part::Processes => boundary::part_processes(),
            Part::Memory => boundary::part_memory(),
            Part::Loader => boundary::part_loader(),
        }
    }
}

/// The part that a function (its short name) belongs to; `None` for helpers and the trap path.
pub(crate) fn part_of(function: &str) -> Option<Part> {
    let module = function.split("::").next()?;
    match module {
        "sys" => Some(Part::Handler),
        "vfs" => Some(Part::Vfs),
        "ramfs" | "procfs" | "pipe" => Some(Part::FileSystem),
        "tty" => Some(Part::Terminal),
        "uart" | "plic" => Some(Part::Driver),
        "uaccess" => Some(Part::UserMemory),
        "sched" | "fork" | "lifecycle" | "process" | "signal" | "sigframe" | "futex" => Some(Part::Processes),
        "pages" | "pagetable" | "space" | "memory" => Some(Part::Memory),
        "exec" | "elf" | "loader" | "firststack" => Some(Part::Loader),
        _ => None,
    }
}
