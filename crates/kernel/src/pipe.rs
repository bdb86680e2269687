//! Pipes: bytes that a program writes and another one reads, in that order, once.

use alloc::collections::VecDeque;

use abi::Errno;

use crate::inode::{Content, InodeId};
use crate::kernel::Kernel;
use crate::limits::{PIPE_LEN, heap_is_roomy};
use crate::process::Reason;
use crate::sched;
use crate::signal::{self, Info};

/// Writes up to this many bytes are not torn apart. Linux: `PIPE_BUF`.
const ATOMIC_LEN: usize = 4096;

/// What is between the two ends.
#[derive(Default)]
pub struct Pipe {
    /// Bytes that were written and not read.
    pub bytes: VecDeque<u8>,
    /// Open files that read.
    pub readers: u32,
    /// Open files that write.
    pub writers: u32,
}

impl Pipe {
    /// Bytes that can be written at once. Many full pipes would be all of the kernel's heap: with less of it they are
    /// shorter.
    pub fn room(&self) -> usize {
        let len = if heap_is_roomy() { PIPE_LEN } else { ATOMIC_LEN };
        len.saturating_sub(self.bytes.len())
    }
}

/// The pipe in an inode. A handle of something else is a mistake of the kernel.
pub fn pipe(k: &mut Kernel, inode: InodeId) -> &mut Pipe {
    match &mut k.vfs.inodes[inode].content {
        Content::Pipe(pipe) => pipe,
        _ => unreachable!("no pipe"),
    }
}

/// Reads what there is, at most `buf.len()` bytes; waits if there is nothing. 0 if nobody can write any more.
#[inline(never)]
pub fn read(k: &mut Kernel, inode: InodeId, buf: &mut [u8], block: bool) -> Result<usize, Errno> {
    if buf.is_empty() {
        return Ok(0);
    }
    loop {
        let pipe = pipe(k, inode);
        let n = pipe.bytes.len().min(buf.len());
        if n > 0 {
            buf.iter_mut().zip(pipe.bytes.drain(..n)).for_each(|(to, byte)| *to = byte);
            if pipe.bytes.is_empty() {
                pipe.bytes = VecDeque::new();
            }
            sched::wakeup(k, Reason::Pipe);
            return Ok(n);
        }
        if pipe.writers == 0 {
            return Ok(0);
        }
        if !block {
            return Err(Errno::Again);
        }
        sched::sleep(k, Reason::Pipe)?;
    }
}

/// Writes all of `bytes`, and waits for readers where there is no room. `EPIPE`, and a signal, if nobody can read.
#[inline(never)]
pub fn write(k: &mut Kernel, inode: InodeId, bytes: &[u8], block: bool) -> Result<usize, Errno> {
    let mut done = 0;
    while done < bytes.len() {
        let pipe = pipe(k, inode);
        if pipe.readers == 0 {
            let id = k.current_id();
            signal::send_thread(k, id, Info::kernel(abi::SIGPIPE as u32));
            return if done > 0 { Ok(done) } else { Err(Errno::Pipe) };
        }
        let room = pipe.room();
        let rest = &bytes[done..];
        if room >= rest.len().min(ATOMIC_LEN) {
            let n = room.min(rest.len());
            pipe.bytes.extend(&rest[..n]);
            done += n;
            sched::wakeup(k, Reason::Pipe);
        } else if !block {
            return if done > 0 { Ok(done) } else { Err(Errno::Again) };
        } else if let Err(error) = sched::sleep(k, Reason::Pipe) {
            return if done > 0 { Ok(done) } else { Err(error) };
        }
    }
    Ok(done)
}
