//! Restartable sequences: a few instructions of a program that must not be interrupted half way. They need no lock: a
//! thread that has lost the hart in the midst of them, or got a signal there, does not go on where it was but at an
//! address that begins anew. Linux 6.12, `kernel/rseq.c` and `include/uapi/linux/rseq.h`.
//!
//! The thread says in its area, `struct rseq`, which sequence it is in (`struct rseq_cs`), and reads there which hart it
//! has.

use abi::{Errno, RSEQ_LEN};

use crate::kernel::Kernel;
use crate::layout::{USER_END, VirtAddr};
use crate::lifecycle;
use crate::process::{Ending, ProcessId};
use crate::uaccess::{copy_in, copy_out};

/// Where in the area the address of the sequence is; before it `cpu_id_start` and `cpu_id`.
const SEQUENCE: u64 = 8;
/// Where in the area its flags are; behind them `node_id` and `mm_cid`.
const FLAGS: u64 = 16;
/// In `cpu_id`: nobody keeps the area up to date.
const UNINITIALIZED: u32 = u32::MAX;

/// What a thread has registered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rseq {
    /// Where its area is.
    pub area: VirtAddr,
    /// What stands before every address that a sequence is left for: else anybody who can write to the area could send
    /// the thread anywhere.
    pub signature: u32,
    /// Whether it lost the hart, or got a signal, since it was last in user mode.
    pub interrupted: bool,
}

/// The thread goes back to user mode: if it was interrupted in a sequence it begins anew. A thread whose area says
/// nonsense is ended.
#[inline(always)]
pub fn resume(k: &mut Kernel, id: ProcessId) {
    if let Some(rseq) = &mut k.processes[id].rseq
        && core::mem::take(&mut rseq.interrupted)
    {
        let rseq = *rseq;
        if tell_hart(k, id, rseq.area, 0).and_then(|()| leave_sequence(k, id, rseq)).is_err() {
            lifecycle::end_group(k, id, Ending::Killed(abi::SIGSEGV as u32));
        }
    }
}

/// The thread lost the hart, or its handler is about to be called.
pub fn interrupt(k: &mut Kernel, id: ProcessId) {
    if let Some(rseq) = &mut k.processes[id].rseq {
        rseq.interrupted = true;
    }
}

/// Nobody keeps the area up to date any more.
pub fn reset(k: &mut Kernel, id: ProcessId, area: VirtAddr) -> Result<(), Errno> {
    tell_hart(k, id, area, UNINITIALIZED)
}

/// Writes to the area which hart the thread has. There is one, number 0.
fn tell_hart(k: &mut Kernel, id: ProcessId, area: VirtAddr, cpu_id: u32) -> Result<(), Errno> {
    let mut memory = k.memory(id)?;
    copy_out(&mut memory, area, &(u64::from(cpu_id) << 32).to_le_bytes())?;
    copy_out(&mut memory, area + FLAGS + 4, &[0; 8])
}

fn leave_sequence(k: &mut Kernel, id: ProcessId, rseq: Rseq) -> Result<(), Errno> {
    let at = VirtAddr(read(k, id, rseq.area + SEQUENCE)?);
    if at == VirtAddr(0) {
        return Ok(());
    }
    let [kind, start, len, abort] = [0, 8, 16, 24].map(|offset| read(k, id, at + offset));
    let (kind, start, len, abort) = (kind?, start?, len?, abort?);
    let end = start.checked_add(len).filter(|&end| end < USER_END && abort < USER_END);
    // Version 0, no flags: they were for debuggers, and are not used any more.
    let flags = read(k, id, rseq.area + FLAGS)? as u32;
    if kind != 0 || flags != 0 || end.is_none() || abort.wrapping_sub(start) < len {
        return Err(Errno::Invalid);
    }
    let mut signature = [0; 4];
    copy_in(&mut k.memory(id)?, VirtAddr(abort.wrapping_sub(4)), &mut signature)?;
    if u32::from_le_bytes(signature) != rseq.signature {
        return Err(Errno::Invalid);
    }
    copy_out(&mut k.memory(id)?, rseq.area + SEQUENCE, &[0; 8])?;
    let frame = &mut k.processes[id].trapframe;
    if frame.pc.wrapping_sub(start) < len {
        frame.pc = abort;
    }
    Ok(())
}

fn read(k: &mut Kernel, id: ProcessId, at: VirtAddr) -> Result<u64, Errno> {
    let mut bytes = [0; 8];
    copy_in(&mut k.memory(id)?, at, &mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Whether `area` and `len` are those of an area: of its one length, and with room for it.
pub fn check_area(area: VirtAddr, len: u64) -> Result<(), Errno> {
    if len != RSEQ_LEN || !area.0.is_multiple_of(RSEQ_LEN) {
        return Err(Errno::Invalid);
    }
    if area.0 > USER_END - RSEQ_LEN { Err(Errno::Fault) } else { Ok(()) }
}
