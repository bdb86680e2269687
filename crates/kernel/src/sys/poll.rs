//! Calls that wait until one of several descriptors is ready.

use alloc::vec::Vec;

use abi::{Errno, POLLERR, POLLHUP, POLLIN, POLLNVAL, POLLOUT, POLLRDNORM, POLLWRNORM, Timespec};

use crate::arch;
use crate::file::OpenFile;
use crate::inode::{Content, Device};
use crate::kernel::{Kernel, to_ticks};
use crate::layout::VirtAddr;
use crate::limits::MAX_DESCRIPTORS;
use crate::process::Reason;
use crate::sched;
use crate::signal::blockable;
use crate::syscall::Caller;
use crate::syscall::kinds::*;

use super::signal::SET_LEN;

/// A descriptor, and what is asked of it.
#[derive(Clone, Copy)]
struct Ask {
    fd: Fd,
    events: u64,
}

/// Waits until one of the descriptors at `fds` is ready; says how many are.
#[inline(never)]
pub fn ppoll(
    caller: &mut Caller<'_>,
    fds: Addr,
    n: Len,
    timeout: TimespecIn,
    mask: SignalSetIn,
    len: Len,
) -> Result<Int, Errno> {
    if mask != VirtAddr(0) && len != SET_LEN || n > caller.process().limits.soft(abi::RLIMIT_NOFILE) {
        return Err(Errno::Invalid);
    }
    let mut asks = Vec::new();
    for index in 0..n {
        let word = caller.word(fds + 8 * index)?;
        asks.push(Ask { fd: word as i32, events: word >> 32 & 0xffff });
    }
    let until = deadline(caller, timeout)?;
    let found = wait(caller, &asks, until, mask)?;
    for (index, events) in (0..).zip(&found) {
        caller.copy_out(fds + 8 * index + 6, &(*events as u16).to_le_bytes())?;
    }
    Ok(found.iter().filter(|events| **events != 0).count() as i32)
}

/// The same with sets of bits, one for reading, one for writing, one for what is exceptional.
#[inline(never)]
pub fn pselect6(
    caller: &mut Caller<'_>,
    n: Int,
    read: Addr,
    write: Addr,
    except: Addr,
    timeout: TimespecIn,
    mask: Addr,
) -> Result<Int, Errno> {
    let n = usize::try_from(n).map_err(|_| Errno::Invalid)?.min(MAX_DESCRIPTORS);
    let sets = [(read, POLLIN), (write, POLLOUT), (except, 0)];
    let mut words = Vec::new();
    for (set, _) in sets {
        for at in 0..n.div_ceil(64) as u64 {
            words.push(if set == VirtAddr(0) { 0 } else { caller.word(set + 8 * at)? });
        }
    }
    let per_set = n.div_ceil(64);
    let has = |set: usize, fd: usize| words[set * per_set + fd / 64] >> (fd % 64) & 1 == 1;
    let mut asks = Vec::new();
    for fd in 0..n {
        let events = (0..3)
            .filter(|&set| has(set, fd))
            .fold(None, |events, set| Some(events.unwrap_or(0) | sets[set].1));
        asks.extend(events.map(|events| Ask { fd: fd as i32, events }));
    }
    let until = deadline(caller, timeout)?;
    let mask = if mask == VirtAddr(0) { VirtAddr(0) } else { VirtAddr(caller.word(mask)?) };
    let found = wait(caller, &asks, until, mask)?;
    if found.iter().any(|events| events & POLLNVAL != 0) {
        return Err(Errno::BadFd);
    }
    let mut answer = alloc::vec![0_u64; 3 * per_set];
    let mut count = 0;
    for (ask, events) in asks.iter().zip(found) {
        let fd = ask.fd as usize;
        let ready = [events & (POLLIN | POLLHUP | POLLERR), events & (POLLOUT | POLLERR), 0];
        for (set, _) in ready.iter().enumerate().filter(|(set, ready)| has(*set, fd) && **ready != 0) {
            answer[set * per_set + fd / 64] |= 1 << (fd % 64);
            count += 1;
        }
    }
    for (set, (to, _)) in sets.into_iter().enumerate().filter(|(_, (to, _))| *to != VirtAddr(0)) {
        for at in 0..per_set {
            caller.copy_out(to + 8 * at as u64, &answer[set * per_set + at].to_le_bytes())?;
        }
    }
    Ok(count)
}

/// When a wait of the duration at `timeout` ends, in ticks.
fn deadline(caller: &mut Caller<'_>, timeout: VirtAddr) -> Result<Option<u64>, Errno> {
    let timeout: Option<Timespec> = caller.timespec(timeout)?;
    let ticks = timeout.map(to_ticks).transpose()?;
    Ok(ticks.map(|ticks| arch::time().saturating_add(ticks)))
}

/// Waits until any of `asks` is ready, or the time has come; says what each is ready for. Meanwhile the signals at `mask`
/// are blocked instead of the usual ones.
fn wait(
    caller: &mut Caller<'_>,
    asks: &[Ask],
    until: Option<u64>,
    mask: VirtAddr,
) -> Result<Vec<u64>, Errno> {
    if mask != VirtAddr(0) {
        let mask = caller.word(mask)?;
        let signals = &mut caller.thread().signals;
        // It is put back after the handler, or on the way to user mode.
        signals.saved = Some(signals.blocked);
        signals.blocked = blockable(mask);
    }
    loop {
        let found: Vec<u64> = asks.iter().map(|ask| ready(caller, *ask)).collect();
        let over = until.is_some_and(|until| until <= arch::time());
        if over || found.iter().any(|events| *events != 0) {
            return Ok(found);
        }
        sched::sleep_until(caller.kernel, Reason::Poll, until)?;
    }
}

/// What a descriptor is ready for, of what is asked; an error is told without being asked for.
fn ready(caller: &mut Caller<'_>, ask: Ask) -> u64 {
    if ask.fd < 0 {
        return 0;
    }
    let Ok(file) = caller.file(ask.fd) else { return POLLNVAL };
    let k: &Kernel = caller.kernel;
    let open: &OpenFile = &k.vfs.files[file];
    let (read, write) = (POLLIN | POLLRDNORM, POLLOUT | POLLWRNORM);
    let state = match &k.vfs.inodes[k.vfs.inode_of(file)].content {
        Content::Pipe(pipe) => {
            let mut state = 0;
            if open.readable() {
                state |= if pipe.bytes.is_empty() { 0 } else { read };
                state |= if pipe.writers == 0 { POLLHUP } else { 0 };
            }
            if open.writable() {
                state |= if pipe.room() > 0 { write } else { 0 };
                state |= if pipe.readers == 0 { POLLERR } else { 0 };
            }
            state
        }
        Content::Device(Device::Console | Device::Tty) if k.tty.lines.is_empty() => write,
        Content::Device(_)
        | Content::File(_)
        | Content::Directory(_)
        | Content::Link(_)
        | Content::Proc(_) => read | write,
    };
    state & (ask.events | POLLERR | POLLHUP)
}
