//! `riscv_hwprobe`: a program asks what the harts can do beyond what it was compiled for, as pairs of a key and a value.
//! Linux 6.12, `Documentation/arch/riscv/hwprobe.rst` and `arch/riscv/kernel/sys_hwprobe.c`.

use abi::Errno;

use crate::hart::{self, Ids};
use crate::layout::{USER_END, VirtAddr};
use crate::limits::MAX_PROBES;
use crate::syscall::Caller;
use crate::syscall::kinds::*;

/// Bytes of a pair.
const PAIR_LEN: u64 = 16;
/// Bytes of the longest set of harts that is looked at.
const MAX_SET_LEN: u64 = 8;

/// What there is to say about a key, and whether its value is a set of bits; `None` if the key is not known.
fn value_of(key: u64, ids: Ids) -> Option<(u64, bool)> {
    /// Misaligned loads and stores are as fast as others.
    const MISALIGNED_FAST: u64 = 3;
    const fn bit(number: u64, set: bool) -> u64 {
        (set as u64) << number
    }
    Some(match key {
        abi::RISCV_HWPROBE_KEY_MVENDORID => (ids.vendor, false),
        abi::RISCV_HWPROBE_KEY_MARCHID => (ids.architecture, false),
        abi::RISCV_HWPROBE_KEY_MIMPID => (ids.implementation, false),
        abi::RISCV_HWPROBE_KEY_BASE_BEHAVIOR => {
            (bit(0, hart::has(b'i') && hart::has(b'm') && hart::has(b'a')), true)
        }
        abi::RISCV_HWPROBE_KEY_IMA_EXT_0 => {
            (bit(0, hart::has(b'f') && hart::has(b'd')) | bit(1, hart::has(b'c')), true)
        }
        abi::RISCV_HWPROBE_KEY_CPUPERF_0 => (MISALIGNED_FAST, true),
        abi::RISCV_HWPROBE_KEY_MISALIGNED_SCALAR_PERF => (MISALIGNED_FAST, false),
        // There is no such instruction.
        abi::RISCV_HWPROBE_KEY_ZICBOZ_BLOCK_SIZE => (0, false),
        abi::RISCV_HWPROBE_KEY_HIGHEST_VIRT_ADDRESS => (USER_END - 1, false),
        abi::RISCV_HWPROBE_KEY_TIME_CSR_FREQ => (board::TIMEBASE_HZ, false),
        _ => return None,
    })
}

/// Fills in the values of the `n` keys at `pairs`, for the harts of a set; an unknown key becomes -1. With
/// `RISCV_HWPROBE_WHICH_CPUS` instead takes those harts out of the set that do not have the values.
#[inline(never)]
pub fn riscv_hwprobe(
    caller: &mut Caller<'_>,
    pairs: ProbePairs,
    n: Len,
    cpus_len: Len,
    cpus: Addr,
    flags: ProbeFlags,
) -> Result<Zero, Errno> {
    if n > MAX_PROBES {
        return Err(Errno::Invalid);
    }
    match u64::from(flags) {
        0 => get_values(caller, pairs, n, cpus_len, cpus),
        abi::RISCV_HWPROBE_WHICH_CPUS => get_harts(caller, pairs, n, cpus_len, cpus),
        _ => Err(Errno::Invalid),
    }
}

fn get_values(
    caller: &mut Caller<'_>,
    pairs: VirtAddr,
    n: u64,
    len: u64,
    cpus: VirtAddr,
) -> Result<(), Errno> {
    // Without a set all harts are meant; a set must have one that there is.
    if (len, cpus) != (0, VirtAddr(0)) && read_set(caller, len, cpus)? & 1 == 0 {
        return Err(Errno::Invalid);
    }
    for pair in (0..n).map(|index| pairs + PAIR_LEN * index) {
        let key = caller.word(pair)?;
        let (key, value) = match value_of(key, caller.kernel.hart) {
            Some((value, _)) => (key, value),
            None => (u64::MAX, 0),
        };
        caller.copy_out(pair, &[key.to_le_bytes(), value.to_le_bytes()].concat())?;
    }
    Ok(())
}

fn get_harts(
    caller: &mut Caller<'_>,
    pairs: VirtAddr,
    n: u64,
    len: u64,
    cpus: VirtAddr,
) -> Result<(), Errno> {
    if len == 0 || cpus == VirtAddr(0) {
        return Err(Errno::Invalid);
    }
    let asked = read_set(caller, len, cpus)?;
    // An empty set asks for all.
    let mut has_all = asked == 0 || asked & 1 == 1;
    for pair in (0..n).map(|index| pairs + PAIR_LEN * index) {
        let (key, wanted) = (caller.word(pair)?, caller.word(pair + 8)?);
        has_all &= match value_of(key, caller.kernel.hart) {
            Some((value, true)) => value & wanted == wanted,
            Some((value, false)) => value == wanted,
            None => {
                caller.copy_out(pair, &[u64::MAX.to_le_bytes(), [0; 8]].concat())?;
                false
            }
        };
    }
    let answer = u64::from(has_all).to_le_bytes();
    caller.copy_out(cpus, &answer[..len.min(MAX_SET_LEN) as usize])
}

fn read_set(caller: &mut Caller<'_>, len: u64, cpus: VirtAddr) -> Result<u64, Errno> {
    let mut bytes = [0; MAX_SET_LEN as usize];
    caller.copy_in(cpus, &mut bytes[..len.min(MAX_SET_LEN) as usize])?;
    Ok(u64::from_le_bytes(bytes))
}
