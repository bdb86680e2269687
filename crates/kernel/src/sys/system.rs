//! Calls about the machine as a whole, and those that this kernel has only a "no" for.

use alloc::vec;
use alloc::vec::Vec;

use abi::{Errno, Utsname};

use crate::arch;
use crate::limits::MAX_TRANSFER;
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// Tells what system this is.
#[inline(never)]
pub fn uname(caller: &mut Caller<'_>, names: UtsnameOut) -> Result<Zero, Errno> {
    // The release is that of the Linux whose calls these are: start codes refuse to run on what looks too old.
    let (release, version) = (crate::RELEASE.as_bytes(), crate::VERSION.as_bytes());
    let answer = Utsname::new([b"Linux", &caller.kernel.hostname, release, version, b"riscv64", b""]);
    caller.copy_out(names, &answer.to_bytes())
}

/// Names the machine.
#[inline(never)]
pub fn sethostname(caller: &mut Caller<'_>, name: In, len: Len) -> Result<Zero, Errno> {
    if !caller.process().credentials.is_root() {
        return Err(Errno::Perm);
    }
    if len >= abi::UTS_LEN {
        return Err(Errno::Invalid);
    }
    let mut bytes = vec![0; len as usize];
    caller.copy_in(name, &mut bytes)?;
    caller.kernel.hostname = bytes;
    Ok(())
}

/// Tells how much memory there is, how many processes, and how long the machine has been running.
#[inline(never)]
pub fn sysinfo(caller: &mut Caller<'_>, info: Addr) -> Result<Zero, Errno> {
    let k = &caller.kernel;
    let mut words = [0_u64; 14];
    words[0] = arch::time() / board::TIMEBASE_HZ;
    (words[4], words[5]) = (k.pages.n_total(), k.pages.n_free);
    words[10] = k.groups.len() as u64;
    // Memory is counted in pages.
    words[13] = abi::PAGE_LEN;
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    caller.copy_out(info, &bytes)
}

/// Fills a buffer with numbers that look like chance.
#[inline(never)]
pub fn getrandom(caller: &mut Caller<'_>, buf: Out, len: Len, flags: Int) -> Result<Len, Errno> {
    /// `GRND_RANDOM` and `GRND_INSECURE`: two qualities, of which one can be had.
    const QUALITIES: i32 = 2 | 4;
    super::only(flags as u64, 7)?;
    if flags & QUALITIES == QUALITIES {
        return Err(Errno::Invalid);
    }
    let mut bytes = vec![0; len.min(MAX_TRANSFER) as usize];
    caller.kernel.random.fill(&mut bytes);
    caller.copy_out(buf, &bytes)?;
    Ok(bytes.len() as u64)
}

/// Which hart this is: 0.
#[inline(never)]
pub fn getcpu(caller: &mut Caller<'_>, cpu: Addr, node: Addr) -> Result<Zero, Errno> {
    caller.copy_out_if_wanted(cpu, &[0; 4])?;
    caller.copy_out_if_wanted(node, &[0; 4])
}

/// Switches the machine off.
#[inline(never)]
pub fn reboot(
    caller: &mut Caller<'_>,
    magic1: Magic,
    magic2: Magic,
    command: Magic,
    _arg: Addr,
) -> Result<Zero, Errno> {
    /// Numbers of Linux 6.12, `include/uapi/linux/reboot.h`.
    const MAGIC: (u32, u32) = (0xfee1_dead, 0x2812_1969);
    const RESTART: u32 = 0x0123_4567;
    const HALT: u32 = 0xcdef_0123;
    const POWER_OFF: u32 = 0x4321_fedc;
    const CAD: [u32; 2] = [0, 0x89ab_cdef];
    if !caller.process().credentials.is_root() {
        return Err(Errno::Perm);
    }
    match command {
        _ if (magic1, magic2) != MAGIC => Err(Errno::Invalid),
        RESTART | HALT | POWER_OFF => arch::power_off(0),
        _ if CAD.contains(&command) => Ok(()),
        _ => Err(Errno::Invalid),
    }
}

/// There is no network.
#[inline(never)]
pub fn socket(_: &mut Caller<'_>, _family: Int, _kind: Int, _protocol: Int) -> Result<Fd, Errno> {
    Err(Errno::AfNoSupport)
}

/// There are no sockets.
#[inline(never)]
pub fn socketpair(
    _: &mut Caller<'_>,
    _family: Int,
    _kind: Int,
    _protocol: Int,
    _fds: FdPairOut,
) -> Result<Zero, Errno> {
    Err(Errno::AfNoSupport)
}
