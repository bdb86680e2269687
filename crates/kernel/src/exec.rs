//! `execve`: a process forgets its program and begins another one. The process stays the same, with its number, its
//! parent and its open files; its memory is new.

use alloc::vec;
use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::dentry::DentryId;
use crate::elf;
use crate::firststack;
use crate::fork;
use crate::inode::{Content, Inode, InodeId};
use crate::kernel::Kernel;
use crate::layout::{PROGRAM_BASE, PhysAddr, VirtAddr};
use crate::lifecycle;
use crate::loader::{self, Loaded};
use crate::memory::Memory;
use crate::process::{FloatState, ProcessId, TrapFrame};
use crate::ramfs;
use crate::rlimit::Limits;
use crate::robust;
use crate::sigframe;
use crate::signal;
use crate::space::AddressSpace;
use crate::vfs;

/// Longest first line of a script. Linux: `BINPRM_BUF_SIZE`.
const SCRIPT_LINE_LEN: usize = 256;
/// Scripts whose interpreters are scripts. `ELOOP`.
const MAX_SCRIPTS: usize = 4;

/// What a process shall execute.
pub struct Program {
    /// Its path, as the new program is told.
    pub path: Vec<u8>,
    /// Its arguments.
    pub argv: Vec<Vec<u8>>,
    /// Its environment.
    pub envp: Vec<Vec<u8>>,
}

/// A new memory, and where the program begins in it.
struct Image {
    space: AddressSpace,
    entry: u64,
    sp: u64,
}

/// Replaces the program of process `id` by another one, whose path starts at `start`. If that fails, the old one goes on.
#[inline(never)]
pub fn exec(k: &mut Kernel, id: ProcessId, start: DentryId, mut program: Program) -> Result<(), Errno> {
    let dentry = find(k, start, &mut program)?;
    let inode = k.vfs.dentries[dentry].inode;
    let real_path = vfs::path_of(k, dentry).unwrap_or_default();
    let before = k.group_of(id).credentials.clone();
    take_rights(k, id, inode);
    let limits = k.group_of(id).limits;
    let made = new_image(k, limits, inode, &program);
    if made.is_ok() {
        k.vfs.inodes[inode].users += 1;
    }
    vfs::release(k, dentry);
    let Image { mut space, entry, sp } = made.inspect_err(|_| k.group_of(id).credentials = before)?;
    (space.program, space.path) = (Some(inode), real_path);
    let root = space.root;
    let new = k.spaces.insert(space);
    lifecycle::end_other_threads(k, id).inspect_err(|_| lifecycle::release_space(k, new))?;

    robust::leave_locks(k, id);
    close_on_exec(k, id);
    forget_handlers(k, id);
    let process = &mut k.processes[id];
    let kernel_sp = process.trapframe.kernel_sp;
    *process.trapframe = TrapFrame { pc: entry, kernel_sp, ..TrapFrame::default() };
    process.trapframe.x[TrapFrame::SP] = sp;
    *process.float = FloatState::default();
    let path = &program.path;
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    process.name = name[..name.len().min(abi::COMM_LEN)].to_vec();
    process.clear_tid = VirtAddr(0);
    process.rseq = None;
    if k.current == Some(id) {
        use_space(k, id, root);
    }
    lifecycle::leave_space(k, id);
    k.processes[id].space = Some(new);
    fork::end_vfork(k, id);
    Ok(())
}

/// The hart goes over to the new memory.
fn use_space(k: &Kernel, id: ProcessId, root: PhysAddr) {
    arch::set_page_table(root);
    arch::flush_icache();
    arch::load_float(&k.processes[id].float);
}

/// The executable at the program's path. A script stands for its interpreter, which gets the script's path.
fn find(k: &mut Kernel, start: DentryId, program: &mut Program) -> Result<DentryId, Errno> {
    for _ in 0..=MAX_SCRIPTS {
        let dentry = vfs::walk(k, start, &program.path)?;
        let inode = k.vfs.dentries[dentry].inode;
        let script = check_executable(k, inode).map(|()| script_line(k, inode));
        match script.inspect_err(|_| vfs::release(k, dentry))? {
            None => return Ok(dentry),
            Some(line) => {
                vfs::release(k, dentry);
                become_interpreter(program, &line)?;
            }
        }
    }
    Err(Errno::Loop)
}

fn check_executable(k: &Kernel, inode: InodeId) -> Result<(), Errno> {
    match &k.vfs.inodes[inode].content {
        Content::File(_) => vfs::permission(k, inode, abi::X_OK),
        _ => Err(Errno::Access),
    }
}

/// What stands behind `#!` in the first line of a file.
fn script_line(k: &Kernel, inode: InodeId) -> Option<Vec<u8>> {
    let Content::File(data) = &k.vfs.inodes[inode].content else { return None };
    let mut line = [0; SCRIPT_LINE_LEN];
    let n = ramfs::read(data, &k.pages, 0, &mut line);
    let line = line[..n].strip_prefix(b"#!")?;
    let end = line.iter().position(|&byte| byte == b'\n').unwrap_or(line.len());
    Some(line[..end].trim_ascii().to_vec())
}

/// The interpreter is executed with: its own name, the rest of the line as one argument, the script's path, and the
/// script's arguments.
fn become_interpreter(program: &mut Program, line: &[u8]) -> Result<(), Errno> {
    let end = line.iter().position(|byte| byte.is_ascii_whitespace()).unwrap_or(line.len());
    let (interpreter, argument) = (&line[..end], line[end..].trim_ascii());
    if interpreter.is_empty() {
        return Err(Errno::NoExec);
    }
    let mut argv = vec![interpreter.to_vec()];
    if !argument.is_empty() {
        argv.push(argument.to_vec());
    }
    argv.push(core::mem::replace(&mut program.path, interpreter.to_vec()));
    argv.extend(program.argv.drain(..).skip(1));
    program.argv = argv;
    Ok(())
}

/// A new address space with the program, its interpreter if it names one, and its first stack.
fn new_image(k: &mut Kernel, limits: Limits, inode: InodeId, program: &Program) -> Result<Image, Errno> {
    let mut space = AddressSpace::new(&mut k.pages, k.kernel_root)?;
    space.limits = limits.of_memory();
    let filled = fill(k, &mut space, inode, program);
    match filled {
        Ok((entry, sp)) => Ok(Image { space, entry, sp }),
        Err(error) => {
            Memory::of(k, &mut space).clear();
            Err(error)
        }
    }
}

fn fill(
    k: &mut Kernel,
    space: &mut AddressSpace,
    inode: InodeId,
    program: &Program,
) -> Result<(u64, u64), Errno> {
    let file = elf::read(k, inode)?;
    let interpreter = match &file.interpreter {
        None => None,
        Some(path) => Some(find_interpreter(k, path)?),
    };
    let trampoline = k.trampoline;
    let mut memory = Memory::of(k, space);
    let loaded = loader::load(&mut memory, inode, &file, PROGRAM_BASE)?;
    memory.space.heap = loaded.end;
    memory.space.brk = loaded.end;
    firststack::make_room(&mut memory)?;
    sigframe::map_trampoline(&mut memory, trampoline)?;
    let helper = interpreter.map(|(inode, file)| {
        let base = memory.space.find_room(file.len())?;
        loader::load(&mut memory, inode, &file, base.0)
    });
    let helper: Option<Loaded> = helper.transpose()?;
    let sp = firststack::fill(k, space, &loaded, helper.as_ref(), program)?;
    Ok((helper.map_or(loaded.entry, |helper| helper.entry), sp.0))
}

/// The file that loads the libraries of a dynamically linked program.
fn find_interpreter(k: &mut Kernel, path: &[u8]) -> Result<(InodeId, elf::File), Errno> {
    let root = vfs::root(k);
    let dentry = vfs::walk(k, root, path)?;
    let inode = k.vfs.dentries[dentry].inode;
    let read = check_executable(k, inode).and_then(|()| elf::read(k, inode));
    // The areas that it is loaded to will hold the inode; nothing comes between.
    vfs::release(k, dentry);
    let file = read?;
    if file.interpreter.is_some() { Err(Errno::BadLib) } else { Ok((inode, file)) }
}

fn close_on_exec(k: &mut Kernel, id: ProcessId) {
    let pid = k.group_number(id);
    for fd in 0..k.group_of(id).files.len() {
        let slot = &mut k.group_of(id).files[fd];
        if let Some(descriptor) = slot.take_if(|descriptor| descriptor.close_on_exec) {
            vfs::close_descriptor(k, pid, descriptor.file);
        }
    }
}

/// A file with a set-user-ID bit is executed with its owner's rights.
fn take_rights(k: &mut Kernel, id: ProcessId, inode: InodeId) {
    let Inode { mode, uid, gid, .. } = k.vfs.inodes[inode];
    let who = &mut k.group_of(id).credentials;
    if u64::from(mode) & abi::S_ISUID != 0 {
        who.user[1] = uid;
    }
    if u64::from(mode) & abi::S_ISGID != 0 {
        who.group[1] = gid;
    }
    (who.user[2], who.group[2]) = (who.user[1], who.group[1]);
}

/// The handlers were functions of the old program, and so was their stack.
fn forget_handlers(k: &mut Kernel, id: ProcessId) {
    signal::forget_handlers(k.group_of(id));
    let signals = &mut k.processes[id].signals;
    signals.stack = (VirtAddr(0), 0);
    (signals.saved, signals.restart) = (None, None);
}
