//! The two calls by which processes and threads are made: `clone`, and `clone3`, which says the same in a structure.
//! Linux 6.12, `kernel/fork.c`.

use abi::{CLONE_CLEAR_SIGHAND, CLONE_DETACHED, CLONE_PARENT, CLONE_SIGHAND, CLONE_THREAD, Errno};

use crate::fork::{self, Wish};
use crate::layout::{PAGE_LEN, VirtAddr};
use crate::signal::N_SIGNALS;
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// The flags of `clone` whose low byte is a signal.
const CSIGNAL: u64 = 0xff;

/// Makes a process (`fork`), one that borrows its parent's memory (`vfork`), or a thread.
#[inline(never)]
pub fn clone(
    caller: &mut Caller<'_>,
    flags: CloneFlags,
    stack: Addr,
    parent_tid: Addr,
    tls: Addr,
    child_tid: Addr,
) -> Result<Pid, Errno> {
    let wish = Wish {
        // The lower half: the flags that are higher are those of `clone3`.
        flags: u64::from(flags as u32) & !CSIGNAL,
        exit_signal: flags & CSIGNAL,
        stack: stack.0,
        parent_tid,
        tls: tls.0,
        child_tid,
    };
    make(caller, wish)
}

/// The same, with the arguments in a structure that may grow: what this kernel does not know of it must be zero.
#[inline(never)]
pub fn clone3(caller: &mut Caller<'_>, args: CloneArgsIn, len: Len) -> Result<Pid, Errno> {
    /// Words of `struct clone_args` as it is today, and bytes of its first version.
    const N_WORDS: u64 = 11;
    const FIRST_LEN: u64 = 64;
    match len {
        _ if len > PAGE_LEN => return Err(Errno::TooBig),
        _ if len < FIRST_LEN => return Err(Errno::Invalid),
        _ => {}
    }
    for at in 8 * N_WORDS..len {
        if caller.bytes(args + at)? != [0] {
            return Err(Errno::TooBig);
        }
    }
    let mut words = [0; N_WORDS as usize];
    for (word, at) in words.iter_mut().zip((0..len.min(8 * N_WORDS)).step_by(8)) {
        let mut bytes = [0; 8];
        caller.copy_in(args + at, &mut bytes[..(len - at).min(8) as usize])?;
        *word = u64::from_le_bytes(bytes);
    }
    let [
        flags,
        _pidfd,
        child_tid,
        parent_tid,
        exit_signal,
        stack,
        stack_len,
        tls,
        set_tid,
        n_set_tid,
        _cgroup,
    ] = words;
    // There are no namespaces, in which a process could be given a number.
    if (set_tid, n_set_tid) != (0, 0) {
        return Err(Errno::Invalid);
    }
    let stack_fits = (stack == 0) == (stack_len == 0) && stack.checked_add(stack_len).is_some();
    if flags & (CLONE_DETACHED | CSIGNAL) != 0 || !stack_fits {
        return Err(Errno::Invalid);
    }
    if flags & (CLONE_THREAD | CLONE_PARENT) != 0 && exit_signal != 0 {
        return Err(Errno::Invalid);
    }
    if flags & CLONE_CLEAR_SIGHAND != 0 && flags & CLONE_SIGHAND != 0 {
        return Err(Errno::Invalid);
    }
    let (parent_tid, child_tid) = (VirtAddr(parent_tid), VirtAddr(child_tid));
    make(caller, Wish { flags, exit_signal, stack: stack + stack_len, parent_tid, tls, child_tid })
}

/// Of what can be shared, all or only the memory: what no C library asks for is refused, as are descriptors of processes
/// (`CLONE_PIDFD`) and namespaces.
fn make(caller: &mut Caller<'_>, wish: Wish) -> Result<Pid, Errno> {
    const THREAD: u64 = abi::CLONE_VM | abi::CLONE_FS | abi::CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    const VFORK: u64 = abi::CLONE_VM | abi::CLONE_VFORK;
    const TOLD: u64 = abi::CLONE_SETTLS
        | abi::CLONE_PARENT_SETTID
        | abi::CLONE_CHILD_CLEARTID
        | abi::CLONE_CHILD_SETTID
        | abi::CLONE_SYSVSEM
        | CLONE_DETACHED
        | abi::CLONE_UNTRACED
        | CLONE_CLEAR_SIGHAND;
    match wish.flags & !TOLD {
        THREAD | 0 | abi::CLONE_VFORK | VFORK if wish.exit_signal <= N_SIGNALS as u64 => {}
        _ => return Err(Errno::Invalid),
    }
    Ok(fork::clone(caller.kernel, caller.id, wish)? as i32)
}
