//! Calls by which processes begin, become other programs, end, and are waited for.

use alloc::vec::Vec;

use abi::Errno;

use crate::exec::{self, Program};
use crate::layout::VirtAddr;
use crate::lifecycle::{self, Children, Ended};
use crate::limits::check_heap;
use crate::process::Ending;
use crate::sched;
use crate::sigframe::info_words;
use crate::syscall::Caller;
use crate::syscall::kinds::*;

use super::{only, time::rusage};

/// Ends the thread; with the last one ends the process.
#[inline(never)]
pub fn exit(caller: &mut Caller<'_>, status: Status) -> Result<Never, Errno> {
    caller.thread().ending = Some(Ending::Exited(status));
    Ok(())
}

/// Ends the process: it is marked here, and its threads end on their way back to user mode.
#[inline(never)]
pub fn exit_group(caller: &mut Caller<'_>, status: Status) -> Result<Never, Errno> {
    lifecycle::end_group(caller.kernel, caller.id, Ending::Exited(status));
    Ok(())
}

/// Lets others run first.
#[inline(never)]
pub fn sched_yield(caller: &mut Caller<'_>) -> Result<Zero, Errno> {
    sched::give_way(caller.kernel);
    Ok(())
}

/// Begins another program.
#[inline(never)]
pub fn execve(caller: &mut Caller<'_>, path: Path, argv: Strings, envp: Strings) -> Result<Zero, Errno> {
    check_heap(Errno::NoMem)?;
    let path = caller.path(path)?;
    let mut argv = caller.strings(argv)?;
    let envp = caller.strings(envp)?;
    if argv.is_empty() {
        // A program may rely on having a name.
        argv = Vec::from([Vec::new()]);
    }
    let cwd = caller.cwd()?;
    exec::exec(caller.kernel, caller.id, cwd, Program { path, argv, envp })
}

/// Waits for the end of a child and says how it ended.
#[inline(never)]
pub fn wait4(
    caller: &mut Caller<'_>,
    pid: Pid,
    status: WaitStatusOut,
    options: WaitFlags,
    usage: Addr,
) -> Result<Pid, Errno> {
    /// `__WALL` and its kin: which kinds of children; there is one kind.
    const KINDS: u64 = 0xe000_0000;
    only(options.into(), abi::WNOHANG | abi::WUNTRACED | abi::WCONTINUED | KINDS)?;
    let which = match pid {
        -1 => Children::Any,
        0 => Children::Group(caller.process().pgid),
        1.. => Children::Pid(pid as u32),
        i32::MIN => return Err(Errno::Srch),
        _ => Children::Group(pid.unsigned_abs()),
    };
    let block = u64::from(options) & abi::WNOHANG == 0;
    let Some(ended) = lifecycle::wait(caller.kernel, caller.id, which, block, false)? else { return Ok(0) };
    let Ended { info, ending, usage: used } = ended;
    caller.copy_out_if_wanted(status, &ending.to_wait_status().to_le_bytes())?;
    caller.copy_out_if_wanted(usage, &rusage(used))?;
    Ok(info.pid as i32)
}

/// The same, told as `SIGCHLD` would tell it.
#[inline(never)]
pub fn waitid(
    caller: &mut Caller<'_>,
    kind: Int,
    id: Pid,
    info: Addr,
    options: WaitFlags,
    usage: Addr,
) -> Result<Zero, Errno> {
    /// Bytes of `siginfo_t`.
    const INFO_LEN: usize = 128;
    let options = u64::from(options);
    only(options, abi::WNOHANG | abi::WUNTRACED | abi::WCONTINUED | abi::WEXITED | abi::WNOWAIT)?;
    if options & (abi::WEXITED | abi::WUNTRACED | abi::WCONTINUED) == 0 {
        return Err(Errno::Invalid);
    }
    let which = match (kind, id) {
        (0, _) => Children::Any,
        (1, 1..) => Children::Pid(id as u32),
        (2, 0) => Children::Group(caller.process().pgid),
        (2, 1..) => Children::Group(id as u32),
        _ => return Err(Errno::Invalid),
    };
    let (block, keep) = (options & abi::WNOHANG == 0, options & abi::WNOWAIT != 0);
    let ended = lifecycle::wait(caller.kernel, caller.id, which, block, keep)?;
    let mut bytes = [0; INFO_LEN];
    if let Some(ended) = ended {
        for (chunk, word) in bytes.chunks_exact_mut(8).zip(info_words(ended.info)) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        caller.copy_out_if_wanted(usage, &rusage(ended.usage))?;
    }
    caller.copy_out_if_wanted(info, &bytes)
}

/// Says where a zero is written when the thread ends, and what its number is.
#[inline(never)]
pub fn set_tid_address(caller: &mut Caller<'_>, address: Addr) -> Result<Pid, Errno> {
    let thread = caller.thread();
    thread.clear_tid = address;
    Ok(thread.pid as i32)
}

/// Things a process can ask about itself. `PR_SET_NAME`, `PR_GET_NAME`, and what is always so.
#[inline(never)]
pub fn prctl(
    caller: &mut Caller<'_>,
    option: Int,
    a: Addr,
    _b: Addr,
    _c: Addr,
    _d: Addr,
) -> Result<Int, Errno> {
    const PR_GET_DUMPABLE: i32 = 3;
    const PR_SET_NAME: i32 = 15;
    const PR_GET_NAME: i32 = 16;
    /// Bytes of a name with its zero.
    const NAME_LEN: usize = 16;
    match option {
        PR_GET_DUMPABLE => Ok(1),
        PR_SET_NAME => {
            let mut memory = caller.kernel.memory(caller.id)?;
            let mut name = Vec::new();
            let mut byte = [0];
            while name.len() < NAME_LEN - 1 {
                crate::uaccess::copy_in(&mut memory, a + name.len() as u64, &mut byte)?;
                if byte == [0] {
                    break;
                }
                name.push(byte[0]);
            }
            caller.thread().name = name;
            Ok(0)
        }
        PR_GET_NAME => {
            let mut name = caller.thread().name.clone();
            name.resize(NAME_LEN, 0);
            caller.copy_out(a, &name)?;
            Ok(0)
        }
        _ => Err(Errno::Invalid),
    }
}

/// Where the result of a call goes that must not change its register: `VirtAddr` is what `rt_sigreturn` gives back.
pub(super) fn register(caller: &mut Caller<'_>, index: usize) -> VirtAddr {
    VirtAddr(caller.thread().trapframe.x[index])
}
