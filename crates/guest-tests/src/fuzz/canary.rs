//! A process that does nothing but look after its memory: no call of anybody else may change a byte of it.

use abi::{PAGE_LEN, SIGUSR1, Syscall};
use user::arch;

use crate::random::Random;
use crate::{call, map};

/// Bytes that are looked after.
const LEN: u64 = 4 * PAGE_LEN;

/// Looks again and again until `SIGUSR1` comes; the exit status is 0 if all was as it must be.
pub fn live(seed: u64) -> ! {
    // Alone in its session, so that no signal for a group hits it.
    let _ = call(Syscall::Setsid, []);
    let mut set = [1_u64 << (SIGUSR1 - 1), 0, 100_000_000];
    let address = set.as_mut_ptr() as u64;
    let _ = call(Syscall::RtSigprocmask, [abi::SIG_BLOCK, address, 0, 8]);
    let Ok(memory) = map(LEN, abi::MAP_PRIVATE) else { arch::exit(2) };
    let words = || (memory..memory + LEN).step_by(8);
    let mut random = Random(seed);
    words().for_each(|at| arch::store_word(at, random.word()));
    loop {
        let mut random = Random(seed);
        if words().any(|at| arch::load_word(at) != random.word()) {
            arch::exit(1);
        }
        // The timeout stands behind the set: a tenth of a second.
        if call(Syscall::RtSigtimedwait, [address, 0, address + 8, 8]) == Ok(SIGUSR1) {
            arch::exit(0);
        }
    }
}
